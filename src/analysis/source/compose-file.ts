import { isMap, isPair, isScalar, isSeq } from "yaml"
import { readYamlDocument } from "../../hygiene/yaml.ts"

/** A text with its place in the file. */
export interface Spotted {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What a service of a compose file says about itself, as far as rules ask. */
export interface ComposeService {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly image: string | null
  readonly ports: readonly Spotted[]
  readonly volumes: readonly Spotted[]
  /** `NAME` → value as written; values that are taken from elsewhere are left out. */
  readonly environment: readonly { readonly name: string; readonly value: Spotted }[]
  readonly privileged: Spotted | null
  readonly networkMode: Spotted | null
  readonly command: Spotted | null
}

/** Whether the path is a file of Docker Compose. */
export function isComposePath(path: string): boolean {
  return /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i.test(path)
}

/** The services of a compose file; none when it cannot be read. Never throws. */
export function readComposeFile(text: string): ComposeService[] {
  if (text.length > 200_000) return []
  try {
    const root = readYamlDocument(text)?.contents
    const services = isMap(root) ? root.get("services", true) : null
    if (!isMap(services)) return []
    return services.items.flatMap((pair) => {
      if (!isScalar(pair.key) || !isMap(pair.value)) return []
      const { value } = pair
      const at = pair.key.range
      return [
        {
          name: String(pair.key.value),
          start: at?.[0] ?? 0,
          end: at?.[1] ?? 0,
          image: spotted(value.get("image", true))?.text ?? null,
          ports: listed(value.get("ports", true)),
          volumes: listed(value.get("volumes", true)),
          environment: environmentOf(value.get("environment", true)),
          privileged: spotted(value.get("privileged", true)),
          networkMode: spotted(value.get("network_mode", true)),
          command: spotted(value.get("command", true)),
        },
      ]
    })
  } catch {
    return []
  }
}

function spotted(node: unknown): Spotted | null {
  if (isSeq(node) && node.range) {
    const parts = node.items.flatMap((each) => (isScalar(each) ? [wordOf(each.value)] : []))
    return { text: parts.join(" "), start: node.range[0], end: node.range[1] }
  }
  if (!isScalar(node) || !node.range) return null
  return { text: wordOf(node.value), start: node.range[0], end: node.range[1] }
}

function wordOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : ""
}

// The long form of a port or a volume is given as `source:target`.
function listed(node: unknown): Spotted[] {
  if (!isSeq(node)) return []
  return node.items.flatMap((each) => {
    if (isScalar(each)) return spotted(each) ?? []
    if (!isMap(each) || !each.range) return []
    const word = (key: string) => {
      const value = wordOf(each.get(key))
      return value === "" ? "" : `${value}:`
    }
    const text = `${word("host_ip")}${word("published")}${word("source")}${wordOf(each.get("target"))}`
    return [{ text, start: each.range[0], end: each.range[1] }]
  })
}

function environmentOf(node: unknown): { name: string; value: Spotted }[] {
  if (isMap(node)) {
    return node.items.flatMap((pair) => {
      const value = isPair(pair) ? spotted(pair.value) : null
      return value && isScalar(pair.key) ? [{ name: String(pair.key.value), value }] : []
    })
  }
  return listed(node).flatMap((each) => {
    const equals = each.text.indexOf("=")
    return equals < 1 ? [] : [{ name: each.text.slice(0, equals), value: { ...each, text: each.text.slice(equals + 1) } }]
  })
}
