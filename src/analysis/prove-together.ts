import type { Suggestion } from "../model/finding.ts"
import type { SourceFile } from "../model/source.ts"
import { silent } from "./observe.ts"
import { countKeys, prove, untouchedBy } from "./prove.ts"
import type { Grounds } from "./prove.ts"
import { looseKey, runRules } from "./run-rules.ts"
import type { Located } from "./run-rules.ts"
import { affectedBy, tellLikeness } from "./source/import-graph.ts"
import { createProject } from "./source/project.ts"
import { applySuggestion, composeSuggestion } from "./suggestion.ts"

/** A finding with its file as it would be. */
interface Trial {
  readonly located: Located
  readonly suggestion: Suggestion
  readonly file: SourceFile
}

/**
 * The suggestions that are proven, by their findings: with one applied its file parses, the finding is gone and nothing new is found. What a
 * proof costs is looking at the repository once more, so those in different files share one; whatever fails in company is tried alone.
 */
export async function proveAll(findings: readonly Located[], grounds: Grounds): Promise<ReadonlyMap<Located, Suggestion>> {
  const proven = new Map<Located, Suggestion>()
  const alone: Located[] = []
  let waiting: Trial[] = []
  for (const located of findings) {
    const trial = located.rule.kind === "change" ? null : trialOf(located, grounds)
    if (trial) waiting.push(trial)
    else alone.push(located)
  }
  while (waiting.length > 0) {
    const paths = new Set<string>()
    const together = waiting.filter(({ file }) => !paths.has(file.path) && paths.add(file.path))
    waiting = waiting.filter((each) => !together.includes(each))
    const passed = together.length > 1 ? await passing(together, grounds) : new Set<Trial>()
    for (const each of together) {
      if (passed.has(each)) proven.set(each.located, each.suggestion)
      else alone.push(each.located)
    }
  }
  for (const located of alone) {
    const suggestion = await prove(located, grounds)
    if (suggestion) proven.set(located, suggestion)
  }
  return proven
}

function trialOf(located: Located, { head }: Grounds): Trial | null {
  const file = head.files.get(located.path)
  const suggestion = file && located.draft.edits ? composeSuggestion(file.text, located.draft.edits) : null
  if (!file || !suggestion) return null
  const id = `${file.id}+suggestion:${located.fingerprint}`
  return { located, suggestion, file: { ...file, id, text: applySuggestion(file.text, suggestion) } }
}

/** Those that hold when all of them are applied. */
async function passing(trials: readonly Trial[], grounds: Grounds): Promise<ReadonlySet<Trial>> {
  const { rules, head, headProject, cache, facts, onFile, before } = grounds
  const files = new Map(head.files)
  for (const { file } of trials) files.set(file.path, file)
  const project = createProject({ ...head, files }, new Map(cache), { ...silent, onFile }, facts)
  tellLikeness(project, headProject)
  const paths = trials.map(({ file }) => file.path)
  if (paths.some((path) => project.problemOf(path) !== null)) return new Set()
  const { found, failed } = await runRules({
    project,
    rules: rules.filter((rule) => rule.kind !== "change"),
    paths,
    reach: affectedBy(project, paths),
    passOver: untouchedBy(paths, grounds),
    headPathOf: (path) => path,
    time: silent.time,
  })
  if (failed.length > 0) return new Set()
  const earlier = before.filter((each) => each.rule.kind !== "change")
  return new Set(
    trials.filter(({ located, file }) => {
      const now = countKeys(found.filter((each) => each.path === file.path))
      const then = countKeys(earlier.filter((each) => each.path === file.path))
      const key = looseKey(located.identity)
      return (now.get(key) ?? 0) < (then.get(key) ?? 0) && [...now].every(([each, count]) => count <= (then.get(each) ?? 0))
    }),
  )
}
