import type { Project } from "./project.ts"

/** Where a deployment sets a variable to a word that means no. */
export interface SwitchedOff {
  readonly path: string
  readonly line: number
  /** `false`, `0`, `no` or `off`. */
  readonly value: string
}

const SETS_VARIABLES =
  /(?:^|\/)(?:\.?env(?:[.-][\w.-]+)?|[\w-]+\.env(?:\.[\w-]+)?|Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|(?:serverless|app|values)[\w.-]*\.ya?ml)$/i
const SET_TO_NO =
  /^[ \t]*(?:-[ \t]+|ENV[ \t]+|export[ \t]+)?([A-Z][A-Z0-9_]{2,60})(?:[ \t]*=|:)[ \t]*["']?(false|0|no|off)["']?[ \t]*(?:#.*)?$/gim
const MAX_TEXT = 100_000

/** The environment variables that files of a deployment (`.env`, Dockerfile, compose) set to a word that means no, with the first such place. */
export function switchedOff(project: Project): ReadonlyMap<string, SwitchedOff> {
  return project.once("variables that are switched off", () => {
    const found = new Map<string, SwitchedOff>()
    for (const { path, text } of project.tree.files.values()) {
      if (!SETS_VARIABLES.test(path) || text.length > MAX_TEXT) continue
      for (const match of text.matchAll(SET_TO_NO)) {
        const [, name, value] = match as unknown as [string, string, string]
        // The match may begin with the ends of empty lines.
        const line = text.slice(0, match.index + match[0].length).split("\n").length
        if (/^[A-Z0-9_]+$/.test(name) && !found.has(name)) found.set(name, { path, line, value })
      }
    }
    return found
  })
}
