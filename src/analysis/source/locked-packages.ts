import { indexLines } from "./line-index.ts"
import { isRecord, parseJson } from "./manifest.ts"

/** One package a lockfile installs. */
export interface LockedPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression as the package declares it, where the format keeps it. */
  readonly license: string | null
  /** Runs a script when it is installed; `null` where the format does not tell. */
  readonly runsScript: boolean | null
  /** Only needed for development; `null` where the format does not tell. */
  readonly isDevelopment: boolean | null
  /** Names of the packages it asks for. */
  readonly needs: readonly string[]
  /** 1-based line of its entry. */
  readonly line: number
}

/** Takes the path and text of a lockfile of npm, Yarn, pnpm or Bun, returns what it installs; nothing for what cannot be read. Never throws. */
export function lockedPackagesOf(path: string, text: string): LockedPackage[] {
  if (path.endsWith("yarn.lock")) return ofYarn(text)
  if (path.endsWith("bun.lock")) return ofBun(text)
  return path.endsWith(".yaml") ? ofPnpm(text) : ofNpm(text)
}

function ofNpm(text: string): LockedPackage[] {
  const document = parseJson(text)
  if (!isRecord(document) || !isRecord(document["packages"])) return []
  const lines = indexLines(text)
  // Written in another way, such as on one line, nothing is found, and looking each time to the end would take long.
  let at = 0
  return Object.entries(document["packages"]).flatMap(([key, entry]) => {
    // Entries stand in their order, so each is looked for behind the last one.
    const found = at === -1 ? -1 : text.indexOf(`${JSON.stringify(key)}: {`, at)
    at = found
    const folder = key.lastIndexOf("node_modules/")
    if (folder === -1 || !isRecord(entry) || entry["link"] === true) return []
    const version = textOf(entry["version"])
    if (version === null) return []
    return {
      // An alias is installed under a name of its own; `name` is the package it is.
      name: textOf(entry["name"]) ?? key.slice(folder + "node_modules/".length),
      version,
      license: textOf(entry["license"]),
      runsScript: entry["hasInstallScript"] === true,
      isDevelopment: entry["dev"] === true || entry["devOptional"] === true,
      needs: [...namesOf(entry["dependencies"]), ...namesOf(entry["optionalDependencies"])],
      line: found === -1 ? 1 : lines.lineAt(found),
    }
  })
}

// One package a line: `"express": ["express@4.20.0", "", { "dependencies": { "qs": "6" } }, "sha512-…"],`
function ofBun(text: string): LockedPackage[] {
  const document = parseJson(text)
  if (!isRecord(document) || !isRecord(document["packages"])) return []
  const lines = new Map<string, number>()
  for (const [index, line] of text.split("\n").entries()) {
    const key = /^ {4}"([^"\\]+)": \[/.exec(line)?.[1]
    if (key !== undefined) lines.set(key, index + 1)
  }
  return Object.entries(document["packages"]).flatMap(([key, entry]) => {
    const [, name, version] = /^((?:@[^/@]+\/)?[^/@]+)@(.+)$/.exec(Array.isArray(entry) ? (textOf(entry[0]) ?? "") : "") ?? []
    if (name === undefined || version === undefined || version.startsWith("workspace:")) return []
    const more: unknown = Array.isArray(entry) ? entry.find((each) => isRecord(each)) : undefined
    const needs = isRecord(more) ? [...namesOf(more["dependencies"]), ...namesOf(more["optionalDependencies"])] : []
    return { name, version, license: null, runsScript: null, isDevelopment: null, needs, line: lines.get(key) ?? 1 }
  })
}

// Both formats of Yarn: keys are `name@range`, several joined by commas.
function ofYarn(text: string): LockedPackage[] {
  return scanBlocks(text, 0).flatMap(({ key, fields, needs, line }) => {
    const name = /^"?((?:@[^/@]+\/)?[^/@]+)@/.exec(key)?.[1]
    const version = fields.get("version")
    if (name === undefined || version === undefined || key.includes("@workspace:")) return []
    return { name, version, license: null, runsScript: null, isDevelopment: null, needs, line }
  })
}

// `registry.example.com/@scope/name@1.0.0` of one that is not the usual.
const REGISTRY = /^[^/@]+\.[^/@]+\/(?=(?:@[^/]+\/)?[^/@]+[@/]\d)/

// `/name/1.0.0`, `/name@1.0.0(peer@2.0.0)` or `name@1.0.0`; since the ninth version what a package asks for stands under `snapshots`.
function ofPnpm(text: string): LockedPackage[] {
  const blocks = scanBlocks(text, 2)
  const snapshots = new Map(blocks.flatMap((each) => (each.section === "snapshots" ? [[withoutPeers(each.key), each.needs]] : [])))
  return blocks.flatMap(({ section, key, fields, needs, line }) => {
    const [, name, version] = /^\/?((?:@[^/]+\/)?[^/@]+)[@/]([^(_]+)/.exec(key.replace(REGISTRY, "")) ?? []
    if (section !== "packages" || name === undefined || version === undefined) return []
    const dev = fields.get("dev")
    // Of what is for another platform pnpm has not looked at, it says that it has to be built.
    const isUnseen = snapshots.size > 0 || (fields.get("optional") === "true" && (fields.has("os") || fields.has("cpu")))
    return {
      name,
      version,
      license: null,
      runsScript: isUnseen ? null : fields.get("requiresBuild") === "true",
      isDevelopment: dev === undefined ? null : dev === "true",
      needs: snapshots.get(withoutPeers(key)) ?? needs,
      line,
    }
  })
}

interface Block {
  /** Heading above it; empty at the outermost level. */
  readonly section: string
  readonly key: string
  readonly fields: ReadonlyMap<string, string>
  readonly needs: readonly string[]
  readonly line: number
}

/**
 * The entries of a lockfile that a machine wrote, line by line: keys at `depth` spaces, their fields two further, names under `dependencies` four
 * further. A parser of YAML takes seconds for the eighty thousand lines of a large repository.
 */
function scanBlocks(text: string, depth: 0 | 2): Block[] {
  const blocks: Block[] = []
  let section = ""
  let fields = new Map<string, string>()
  let needs: string[] = []
  let group = ""
  for (const [index, line] of text.split("\n").entries()) {
    const written = line.trim()
    if (written === "" || written.startsWith("#")) continue
    const indent = line.length - line.trimStart().length
    if (indent === depth && /:(?: \{\})?$/.test(written)) {
      ;[fields, needs, group] = [new Map(), [], ""]
      blocks.push({ section, key: unquote(written.replace(/:(?: \{\})?$/, "")), fields, needs, line: index + 1 })
    } else if (indent < depth) section = written.replace(/:.*$/, "")
    else if (indent === depth + 2) {
      const [, name = "", value = ""] = /^("[^"]*"|'[^']*'|[^\s:]+):?\s*(.*)$/.exec(written) ?? []
      group = value === "" ? unquote(name) : ""
      if (value !== "") fields.set(unquote(name), unquote(value))
    } else if (indent === depth + 4 && /^(?:d|optionalD)ependencies$/.test(group)) {
      const name = /^("[^"]*"|'[^']*'|[^\s:]+)/.exec(written)?.[1]
      if (name !== undefined) needs.push(unquote(name))
    }
  }
  return blocks
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2")
}

function withoutPeers(key: string): string {
  return key.replace(/\(.*$/, "")
}

function namesOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : []
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}
