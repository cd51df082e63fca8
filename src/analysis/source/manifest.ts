import { parse } from "jsonc-parser"

/** What we read of a package.json. Broken files give an empty manifest with `valid: false`. */
export interface Manifest {
  readonly path: string
  readonly valid: boolean
  readonly name: string | null
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
  readonly engines: Readonly<Record<string, string>>
  readonly text: string
  /** The whole document for fields not named here. */
  readonly document: Readonly<Record<string, unknown>>
}

/** Parses a package.json. Contract: never throws. */
export function parseManifest(path: string, text: string): Manifest {
  const value: unknown = parseJson(text)
  const document = isRecord(value) ? value : {}
  return {
    path,
    valid: isRecord(value),
    name: typeof document["name"] === "string" ? document["name"] : null,
    dependencies: stringsOf(document["dependencies"]),
    devDependencies: stringsOf(document["devDependencies"]),
    peerDependencies: stringsOf(document["peerDependencies"]),
    optionalDependencies: stringsOf(document["optionalDependencies"]),
    scripts: stringsOf(document["scripts"]),
    engines: stringsOf(document["engines"]),
    text,
    document,
  }
}

/** JSON with comments and trailing commas; `undefined` when it is hopeless. Refuses nesting that would exhaust the stack. */
export function parseJson(text: string): unknown {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 91 || code === 123) {
      if (++depth > 1_000) return undefined
    } else if ((code === 93 || code === 125) && depth > 0) depth--
  }
  try {
    return JSON.parse(text)
  } catch {
    return parse(text, [], { allowTrailingComma: true }) as unknown
  }
}

/** Whether the value is an object with string keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function stringsOf(value: unknown): Record<string, string> {
  const strings: Record<string, string> = Object.create(null)
  if (!isRecord(value)) return strings
  for (const [key, each] of Object.entries(value)) if (typeof each === "string") strings[key] = each
  return strings
}
