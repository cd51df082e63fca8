import { isServerPath } from "./calls/server-path.ts"
import { isTestPath } from "./classify.ts"
import { reachedPaths } from "./reach.ts"
import type { Needs, Rule } from "./rule.ts"
import { routesIn } from "./routes/collect-routes.ts"
import { settingWords } from "./settings/model-settings.ts"
import type { Project } from "./source/project.ts"
import { hashWord } from "./source/vocabulary.ts"
import type { Vocabulary } from "./source/vocabulary.ts"

interface Chosen<R extends Rule> {
  readonly rule: R
  readonly needs: Needs
  /** Hashes; `null` when the rule asks for nothing that is written. */
  readonly words: readonly (readonly number[])[] | null
}

// Finding out what requests reach takes a look at the whole repository; for a few files asking the rules is quicker.
const MANY_FILES = 50

/** Gives a function that picks the rules that can find something in a file. `count` is how many files will be asked about. */
export function chooseByNeeds<R extends Rule>(
  rules: readonly R[],
  count: number,
): (project: Project, path: string, vocabulary: Vocabulary) => R[] {
  const all = rules.map((rule): Chosen<R> => {
    const needs = "needs" in rule ? (rule.needs ?? {}) : {}
    const { words = [], settings, text } = needs
    const named = [...words, ...(settings === undefined ? [] : settingWords(settings))]
    return { rule, needs, words: named.length > 0 || text ? named.map((each) => each.split(" ").map(hashWord)) : null }
  })
  return (project, path, vocabulary) => {
    const isTest = isTestPath(path)
    const isServer = isServerPath(path)
    const text = project.textOf(path) ?? ""
    const isWritten = (words: readonly (readonly number[])[], { text: patterns }: Needs): boolean =>
      words.some((together) => together.every((each) => vocabulary.has(each))) ||
      (patterns !== undefined && patterns.every((each) => each.test(text)))
    const fits = ({ needs, words }: Chosen<R>): boolean =>
      (needs.path === undefined || (needs.path === "server" ? isServer : isTest === (needs.path === "test"))) &&
      (words === null || isWritten(words, needs)) &&
      (needs.routes === undefined || routesIn(project, path).length > 0) &&
      (needs.reached === undefined || count < MANY_FILES || reachedPaths(project).has(path))
    return all.filter(fits).map(({ rule }) => rule)
  }
}
