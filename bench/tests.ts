import { readFileSync } from "node:fs"
import { isTestPath } from "../src/analysis/classify.ts"
import { sideOf, withFiles } from "./corpus/change.ts"
import { parseOptions, printResult } from "./corpus/options.ts"
import { openRepository } from "./corpus/repository.ts"
import { reviewSides } from "./corpus/review-sides.ts"
import { wordsOf } from "./tests/words.ts"

const help = `Measures whether missing tests are noticed. The commits in bench/manifests/tests.json came with tests of what they add.
Each is reviewed as it was merged, where nothing may be said about missing tests, and once more without what it changed in its
tests. A finding is right when the tests that were taken out speak of the function or the route it names.`

const rules = new Set(["require-test-for-route", "require-test-for-error-branch", "require-test-for-branch"])

interface TestedRepository {
  readonly repository: string
  readonly changes: readonly string[]
}

/** Reviews changes with and without their tests. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("tests", [], words, help)
  if (options === null) return
  const manifest = JSON.parse(readFileSync(new URL("manifests/tests.json", import.meta.url), "utf8")) as readonly TestedRepository[]
  const count = { changes: 0, silent: 0, named: 0, inline: 0, wrong: 0 }
  for (const { repository, changes } of manifest.filter((each) => options.matches(each.repository))) {
    const found = openRepository(options.corpus, repository)
    if (found === null) {
      options.progress(`${repository}: not in the corpus, skipped`)
      continue
    }
    for (const commit of changes.slice(0, options.limit)) {
      if (options.list) {
        console.log(`${repository} ${commit}`)
        continue
      }
      const parent = found.resolve(`${commit}^1`)
      if (parent === null) continue
      const base = sideOf(found, parent)
      const merged = sideOf(found, commit)
      const paths = new Set([...base.entries.keys(), ...merged.entries.keys()])
      const tests = [...paths].filter((path) => isTestPath(path) && base.entries.get(path)?.id !== merged.entries.get(path)?.id)
      const stripped = withFiles(merged, new Map(tests.map((path) => [path, base.entries.get(path) ?? null])))
      const whole = await reviewSides(found, base, merged)
      const without = await reviewSides(found, base, stripped)
      const kept = whole.findings.filter(({ rule }) => rules.has(rule))
      const said = without.findings.filter(({ rule }) => rules.has(rule))
      const spoken = wordsOf(whole.diff, new Set(tests))
      const right = said.filter(({ title }) => [...title.matchAll(/[\w$-]{3,}/g)].some(([word]) => isName(word) && spoken.has(word)))
      count.changes++
      if (kept.every(({ placement }) => placement !== "inline")) count.silent++
      if (right.length > 0) count.named++
      if (right.some(({ placement }) => placement === "inline")) count.inline++
      count.wrong += said.filter((each) => each.placement === "inline" && !right.includes(each)).length
      console.log(`${right.length > 0 ? "named " : said.length > 0 ? "other " : "silent"} ${repository}@${commit.slice(0, 10)}`)
      for (const each of said) console.log(`         ${each.placement} ${each.path}:${each.startLine} ${each.title}`)
      for (const each of kept) console.log(`         with its tests: ${each.placement} ${each.path}:${each.startLine} ${each.title}`)
    }
  }
  if (options.list) return
  const share = (of: number) => (count.changes === 0 ? "-" : `${((of / count.changes) * 100).toFixed(0)}%`)
  printResult("tests", {
    changes: count.changes,
    silentWithTests: share(count.silent),
    namedWithout: share(count.named),
    namedInline: share(count.inline),
    wrongInline: count.wrong,
  })
}

// Words of the finding's own wording are no names.
function isName(word: string): boolean {
  return !/^(?:test|calls|came|with|new|branch|called|functions?|and|more|this|file|sends|request|provokes|the|GET|POST|PUT|PATCH|DELETE|api)$/.test(
    word,
  )
}
