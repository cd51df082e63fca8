import { closed, objectOf } from "./schema.ts"
import type { Schema } from "./schema.ts"

// What lets a text through whatever it is.
const WILD = /^\*|\.[*+{]|\\S|\\W|\\D|\[\^/
const OPENING = /:(\w{1,60})([({])/g
const MAX_PATTERN = 200

/** What a route says of the parts of its path with patterns: `/books/:isbn(\\d{13})`, Hono's `/:id{[0-9]+}`; `null` when it says nothing. */
export function readPathPatterns(path: string | null): Schema | null {
  const fields = new Map<string, Schema>()
  for (const opening of path?.slice(0, 1_000).matchAll(OPENING) ?? []) {
    const [all, name = "", bracket = ""] = opening
    const pattern = insideOf(path ?? "", opening.index + all.length, bracket)
    if (pattern && !WILD.test(pattern) && !mayClimb(pattern)) fields.set(name, closed)
  }
  return fields.size === 0 ? null : objectOf(fields, "kept")
}

function insideOf(path: string, start: number, bracket: string): string | null {
  const [opens, closes] = bracket === "(" ? ["(", ")"] : ["{", "}"]
  let depth = 1
  for (let at = start; at < path.length && at < start + MAX_PATTERN; at++) {
    if (path[at] === "\\") at++
    else if (path[at] === opens) depth++
    else if (path[at] === closes && --depth === 0) return path.slice(start, at)
  }
  return null
}

// A part of a path holds slashes where the client encodes them.
function mayClimb(pattern: string): boolean {
  return pattern.includes("/") && pattern.includes(".")
}
