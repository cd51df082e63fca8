import type { Diff } from "../model/diff.ts"
import type { Suggestion } from "../model/finding.ts"
import type { SourceFile, SourceTree } from "../model/source.ts"
import type { ChangeView } from "./change/change-view.ts"
import type { ConfinedFile } from "./flow/find-flows.ts"
import { silent } from "./observe.ts"
import type { Observer } from "./observe.ts"
import type { Rule } from "./rule.ts"
import { createCollector, looseKey, runRules } from "./run-rules.ts"
import type { Located, RunOptions, WholeRun } from "./run-rules.ts"
import type { BlobFacts } from "./source/blob-facts.ts"
import { affectedBy, tellLikeness } from "./source/import-graph.ts"
import { createProject } from "./source/project.ts"
import type { ParseCache, Project } from "./source/project.ts"
import { applySuggestion, composeSuggestion } from "./suggestion.ts"

/** What a proof stands on: a change that was analysed. */
export interface Grounds {
  readonly rules: readonly Rule[]
  readonly base: Project
  readonly head: SourceTree
  readonly headProject: Project
  readonly diff: Diff
  readonly change: ChangeView
  readonly cache: ParseCache
  readonly facts: BlobFacts
  readonly onFile: Observer["onFile"]
  /** Everything found at the head, old or new, by rules of every kind. */
  readonly before: readonly Located[]
  /** Files at the head whose handlers do the same after a change elsewhere. */
  readonly confined: WholeRun["confined"]
}

/** The suggestion, if after applying it the file parses, the finding is gone and nothing new is found; else `null`. */
export async function prove(located: Located, grounds: Grounds): Promise<Suggestion | null> {
  const file = grounds.head.files.get(located.path)
  const suggestion = file && located.draft.edits ? composeSuggestion(file.text, located.draft.edits) : null
  if (!file || !suggestion) return null
  // Rules that look at the whole change are asked again only about what they said themselves.
  const looksAtChange = located.rule.kind === "change"
  const passOver = untouchedBy([file.path], grounds)
  const retried = await retry({ file, suggestion, looksAtChange, label: located.fingerprint, passOver }, grounds)
  if (typeof retried === "string") return null
  const isAsked = (each: Located) => each.path === file.path && (looksAtChange || each.rule.kind !== "change")
  const after = countKeys(retried.filter(isAsked))
  const earlier = countKeys(grounds.before.filter(isAsked))
  const key = looseKey(located.identity)
  if ((after.get(key) ?? 0) >= (earlier.get(key) ?? 0)) return null
  for (const [each, count] of after) if (count > (earlier.get(each) ?? 0)) return null
  return suggestion
}

export interface Retry {
  readonly file: SourceFile
  readonly suggestion: Suggestion
  /** Whether rules that look at the whole change are asked too. */
  readonly looksAtChange: boolean
  /** Tells this text from others of the same file. */
  readonly label: string
  /** Files whose handlers need not be walked again, and these; none when left out. */
  readonly passOver?: NonNullable<RunOptions["passOver"]>
}

/** What the rules find once the suggestion was accepted: in the file, and in flows that lead through it; in words why it cannot be told. */
export async function retry(
  { file, suggestion, looksAtChange, label, passOver }: Retry,
  { rules, base, head, headProject, diff, change, cache, facts, onFile }: Grounds,
): Promise<readonly Located[] | string> {
  const text = applySuggestion(file.text, suggestion)
  const id = `${file.id}+suggestion:${label}`
  const tree: SourceTree = { ...head, files: new Map(head.files).set(file.path, { ...file, id, text }) }
  const project = createProject(tree, new Map(cache), { ...silent, onFile }, facts)
  tellLikeness(project, headProject)
  const problem = project.problemOf(file.path)
  if (problem !== null) return problem
  const headPathOf = (path: string) => path
  const run = await runRules({
    project,
    rules: rules.filter((rule) => rule.kind !== "change"),
    paths: [file.path],
    reach: affectedBy(project, [file.path]),
    ...(passOver ? { passOver } : {}),
    headPathOf,
    time: silent.time,
  })
  const collector = createCollector({ project, headPathOf })
  if (looksAtChange) {
    const changed = viewAfter(change, file.path, suggestion)
    for (const rule of rules)
      if (rule.kind === "change") await collector.collect(rule, null, () => rule.check({ base, head: project, diff, change: changed }))
  }
  const again = collector.result()
  const failed = [...run.failed, ...again.failed][0]
  return failed === undefined ? [...run.found, ...again.found] : failed.reason
}

/**
 * Files whose handlers never come through any of these. What a rule suggests changes a line or two of what a function does, not who calls
 * it: there they find what they found before, and that is in another file.
 */
export function untouchedBy(paths: readonly string[], { confined }: Grounds): NonNullable<RunOptions["passOver"]> {
  const isUntouched = (path: string, { entered }: ConfinedFile) => !paths.some((each) => each === path || entered.has(each))
  return new Map([...confined].filter(([path, file]) => isUntouched(path, file)))
}

/** How often each finding is there, by its key without a place. */
export function countKeys(found: readonly Located[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of found) counts.set(looseKey(each.identity), (counts.get(looseKey(each.identity)) ?? 0) + 1)
  return counts
}

/** The change as it would be with the suggestion in it: the replaced lines are new, those behind them have moved. */
function viewAfter(change: ChangeView, path: string, { startLine, endLine, replacement }: Suggestion): ChangeView {
  const added = replacement === "" ? 0 : replacement.split("\n").length
  const moved = added - (endLine - startLine + 1)
  const isReplaced = (line: number) => line >= startLine && line < startLine + added
  const original = (line: number) => (line < startLine ? line : line - moved)
  return {
    ...change,
    isAdded: (each, line) => (each === path ? isReplaced(line) || change.isAdded(each, original(line)) : change.isAdded(each, line)),
    touches(each, from, to) {
      if (each !== path) return change.touches(each, from, to)
      return (from < startLine + added && to >= startLine) || change.touches(each, original(from), original(to))
    },
  }
}
