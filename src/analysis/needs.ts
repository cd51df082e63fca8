import { isServerPath } from "./calls/server-path.ts"
import { isTestPath } from "./classify.ts"
import { invokedPaths, reachedPaths } from "./reach.ts"
import type { Needs, Rule } from "./rule.ts"
import { routesIn } from "./routes/collect-routes.ts"
import { settingWords } from "./settings/model-settings.ts"
import type { Project } from "./source/project.ts"
import { mayMeet, printOf, requirementOf } from "./source/text-print.ts"
import type { Requirement } from "./source/text-print.ts"
import { createVocabulary } from "./source/vocabulary.ts"

interface Candidate<R extends Rule> {
  readonly rule: R
  readonly needs: Needs
  /** Its place among all rules. */
  readonly index: number
  /** Whether something must be written in the file. */
  readonly asksForText: boolean
}

/** Words by number that make a rule worth asking when they stand in a file together with the word they are kept under. */
interface Wording {
  readonly index: number
  readonly others: readonly number[]
}

type PathKind = "server" | "test" | "other"

// Finding out what requests reach takes a look at the whole repository, and what patterns require takes a look at each; for a few files asking
// the rules is quicker.
const MANY_FILES = 50

/** Gives a function that picks the rules that can find something in a file with this text. `count` is how many files will be asked about. */
export function chooseByNeeds<R extends Rule>(rules: readonly R[], count: number): (project: Project, path: string, text: string) => R[] {
  const wordings = rules.map((rule) => wordingsOf(needsOf(rule)))
  const vocabulary = createVocabulary(wordings.flat(2))
  const wordingsBy = new Map<number, Wording[]>()
  for (const [index, alternatives] of wordings.entries()) {
    for (const words of alternatives) {
      const [first, ...others] = words.map((word) => vocabulary.numberOf(word))
      if (first === undefined) continue
      const known = wordingsBy.get(first)
      if (known === undefined) wordingsBy.set(first, [{ index, others }])
      else known.push({ index, others })
    }
  }
  // What depends on the path alone is decided once: there are three kinds of paths, and thousands of files.
  const candidates = rules.map((rule, index): Candidate<R> => {
    const needs = needsOf(rule)
    return { rule, needs, index, asksForText: needs.text !== undefined || (wordings[index] ?? []).length > 0 }
  })
  const candidatesOf = (kind: PathKind) => candidates.filter(({ needs }) => isFor(kind, needs))
  const byKind = { server: candidatesOf("server"), test: candidatesOf("test"), other: candidatesOf("other") }

  return (project, path, text) => {
    const words = vocabulary.wordsIn(text)
    const isWorded = new Uint8Array(rules.length)
    for (const word of words)
      for (const { index, others } of wordingsBy.get(word) ?? []) if (others.every((each) => words.has(each))) isWorded[index] = 1
    // Many rules ask the same of a file.
    const print = count < MANY_FILES ? null : printOf(text)
    const matches = (pattern: RegExp) => (print === null || mayMeet(print, requirementOnce(pattern))) && pattern.test(text)
    let hasRoutes: boolean | null = null
    let isReached: boolean | null = null
    return byKind[kindOf(path)]
      .filter(
        ({ needs, index, asksForText }) =>
          (!asksForText || isWorded[index] === 1 || (needs.text?.every(matches) ?? false)) &&
          (needs.routes === undefined || (hasRoutes ??= routesIn(project, path).length > 0)) &&
          (needs.reached === undefined ||
            (isReached ??= count < MANY_FILES || reachedPaths(project).has(path)) ||
            (needs.reached === "or invoked" && invokedPaths(project).has(path))),
      )
      .map(({ rule }) => rule)
  }
}

const requirements = new WeakMap<RegExp, Requirement | null>()

// The patterns of rules are there as long as the process.
function requirementOnce(pattern: RegExp): Requirement | null {
  let requirement = requirements.get(pattern)
  if (requirement === undefined) requirements.set(pattern, (requirement = requirementOf(pattern)))
  return requirement
}

function needsOf(rule: Rule): Needs {
  return "needs" in rule ? (rule.needs ?? {}) : {}
}

function wordingsOf({ words = [], settings }: Needs): string[][] {
  return [...words, ...(settings === undefined ? [] : settingWords(settings))].map((each) => each.split(" "))
}

function kindOf(path: string): PathKind {
  return isTestPath(path) ? "test" : isServerPath(path) ? "server" : "other"
}

function isFor(kind: PathKind, { path }: Needs): boolean {
  return path === undefined || (path === "no test" ? kind !== "test" : path === kind)
}
