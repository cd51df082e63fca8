import { readYaml } from "../../hygiene/yaml.ts"
import type { ChangedFile } from "../../model/diff.ts"
import type { SourceTree } from "../../model/source.ts"

export interface ConfigChange {
  readonly file: string
  /** Dotted: `dependencies.express`. */
  readonly key: string
  /** JSON text; empty where there was or is nothing. */
  readonly before: string
  readonly after: string
}

const CONFIG = /(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|nest-cli\.json|nodemon\.json|(?:docker-)?compose[^/]*\.ya?ml)$/
const MAX_CHANGES = 60
const MAX_VALUE = 160
const MAX_BYTES = 300_000
const MAX_ALIASES = 10

/** Takes the changed files and both sides, returns the settings whose value changed, file by file in order. Never throws. */
export function findConfigChanges(files: readonly ChangedFile[], base: SourceTree, head: SourceTree): ConfigChange[] {
  const changes: ConfigChange[] = []
  for (const file of files) {
    if (!CONFIG.test(file.path)) continue
    const before = flatten(base.files.get(file.oldPath ?? file.path)?.text ?? "")
    const after = flatten(head.files.get(file.path)?.text ?? "")
    for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const [old, now] = [before.get(key) ?? "", after.get(key) ?? ""]
      if (old !== now) changes.push({ file: file.path, key, before: old, after: now })
    }
  }
  return changes.slice(0, MAX_CHANGES)
}

// YAML reads JSON too, and JSON with the comments that tsconfig has.
function flatten(text: string): Map<string, string> {
  const values = new Map<string, string>()
  if (text === "" || text.length > MAX_BYTES) return values
  try {
    collect(readYaml(text, MAX_ALIASES), "", values, 0)
  } catch {
    // Nested too deeply to be written down.
    values.clear()
  }
  return values
}

function collect(value: unknown, key: string, into: Map<string, string>, depth: number): void {
  if (into.size > 2_000) return
  if (value !== null && typeof value === "object" && !Array.isArray(value) && depth < 6) {
    for (const [name, each] of Object.entries(value)) collect(each, key === "" ? name : `${key}.${name}`, into, depth + 1)
  } else if (key !== "") into.set(key, (JSON.stringify(value) ?? "").slice(0, MAX_VALUE))
}
