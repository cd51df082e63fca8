import type { ChangedFile, Diff } from "../model/diff.ts"
import type { SourceTree } from "../model/source.ts"

/** What a comment above a finding says about it. */
export interface Suppression {
  /** The comment stood there before this change, so that the change did not silence itself. */
  readonly isOld: boolean
  /** As written, hostile text; `null` when there is none. */
  readonly reason: string | null
}

interface Place {
  readonly path: string
  /** 1-based, at the head. */
  readonly startLine: number
}

// `// expert-ignore-next-line rule, rule -- reason`, in whatever the language of the file takes for a comment.
const pattern = /^\s*(?:\/\/|#|--|\/\*|<!--)\s*expert-ignore-next-line\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+--\s+(\S.*?))?\s*(?:\*\/|-->)?\s*$/

// A reason is listed in the report; who needs more writes a document.
const longestReason = 300

/**
 * Returns a function that takes a rule and the place of its finding at the head and tells how a comment on the line above suppresses it; `null`
 * when none does. A comment that the change itself brings needs a reason to count.
 */
export function createSuppressions(head: SourceTree, diff: Diff): (rule: string, place: Place) => Suppression | null {
  const linesOf = once((path: string) => head.files.get(path)?.text.split(/\r\n|\r|\n/) ?? [])
  const changed = new Map(diff.files.map((file) => [file.path, file]))
  const addedIn = once((path: string) => findAdded(changed.get(path)))
  return (rule, { path, startLine }) => {
    const above = startLine - 1
    const line = linesOf(path)[above - 1]
    // Cheap first: most lines are long and say nothing of the kind.
    if (line === undefined || line.length > 1_000 || !line.includes("expert-ignore-next-line")) return null
    const [, rules = "", reason = null] = pattern.exec(line) ?? []
    if (!rules.split(",").some((named) => named.trim() === rule)) return null
    const isOld = !addedIn(path)(above)
    return isOld || reason !== null ? { isOld, reason: reason?.slice(0, longestReason).toWellFormed() ?? null } : null
  }
}

// Where the hunks of a changed file are missing, nothing proves that a line was there before.
function findAdded(file: ChangedFile | undefined): (line: number) => boolean {
  if (file === undefined) return () => false
  if (file.omitted !== null || file.status === "added") return () => true
  const added = new Set(file.hunks.flatMap(({ lines }) => lines.flatMap(({ kind, newLine }) => (kind === "added" ? [newLine] : []))))
  return (line) => added.has(line)
}

function once<T>(work: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (path) => {
    const found = known.get(path) ?? { value: work(path) }
    known.set(path, found)
    return found.value
  }
}
