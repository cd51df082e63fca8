import type { Diff } from "../model/diff.ts"
import type { Suggestion } from "../model/finding.ts"
import type { SourceTree } from "../model/source.ts"
import type { ChangeView } from "./change/change-view.ts"
import { silent } from "./observe.ts"
import type { Observer } from "./observe.ts"
import type { Rule } from "./rule.ts"
import { createCollector, looseKey, runRules } from "./run-rules.ts"
import type { Located } from "./run-rules.ts"
import type { BlobFacts } from "./source/blob-facts.ts"
import { affectedBy } from "./source/import-graph.ts"
import { createProject } from "./source/project.ts"
import type { ParseCache, Project } from "./source/project.ts"
import { applySuggestion, composeSuggestion } from "./suggestion.ts"

export interface Proof {
  readonly rules: readonly Rule[]
  readonly base: Project
  readonly head: SourceTree
  readonly diff: Diff
  readonly change: ChangeView
  readonly cache: ParseCache
  readonly facts: BlobFacts
  readonly onFile: Observer["onFile"]
  /** Everything found at the head, old or new, by rules of every kind. */
  readonly before: readonly Located[]
}

/** The suggestion, if after applying it the file parses, the finding is gone and nothing new is found; else `null`. */
export async function prove(
  located: Located,
  { rules, base, head, diff, change, cache, facts, onFile, before }: Proof,
): Promise<Suggestion | null> {
  const file = head.files.get(located.path)
  const suggestion = file && located.draft.edits ? composeSuggestion(file.text, located.draft.edits) : null
  if (!file || !suggestion) return null
  const text = applySuggestion(file.text, suggestion)
  const id = `${file.id}+suggestion:${located.fingerprint}`
  const tree: SourceTree = { ...head, files: new Map(head.files).set(file.path, { ...file, id, text }) }
  const project = createProject(tree, new Map(cache), { ...silent, onFile }, facts)
  if (project.problemOf(file.path) !== null) return null
  const headPathOf = (path: string) => path
  const run = await runRules({
    project,
    rules: rules.filter((rule) => rule.kind !== "change"),
    paths: [file.path],
    reach: affectedBy(project, [file.path]),
    headPathOf,
    time: silent.time,
  })
  const collector = createCollector({ project, headPathOf })
  // These look at the whole change; they are asked again only about what they said themselves.
  if (located.rule.kind === "change") {
    const changed = viewAfter(change, file.path, suggestion)
    for (const rule of rules)
      if (rule.kind === "change") await collector.collect(rule, null, () => rule.check({ base, head: project, diff, change: changed }))
  }
  const again = collector.result()
  const isAsked = (each: Located) => each.path === file.path && (located.rule.kind === "change" || each.rule.kind !== "change")
  const after = countKeys([...run.found, ...again.found].filter(isAsked))
  const earlier = countKeys(before.filter(isAsked))
  const key = looseKey(located.identity)
  if ((after.get(key) ?? 0) >= (earlier.get(key) ?? 0)) return null
  for (const [each, count] of after) if (count > (earlier.get(each) ?? 0)) return null
  return run.failed.length + again.failed.length > 0 ? null : suggestion
}

function countKeys(found: readonly Located[]): Map<string, number> {
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
