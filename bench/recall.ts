import { parseOptions, printResult } from "./corpus/options.ts"
import { measureApps } from "./recall/apps.ts"
import { measureFixtures } from "./recall/fixtures.ts"
import { measureCases } from "./recall/measure-cases.ts"
import { measureRepairs } from "./recall/repairs.ts"
import { measureVectors } from "./recall/vectors.ts"

const help = `Measures how much of what is known to be wrong is found.
  apps      data-flow bugs of seven vulnerable applications, and the whole lists of two of them
  cases     pull requests made of known defects and their repairs: CVEs of 2016 to 2018 in server code, and the repairs
            that three teaching applications hold
  repairs   commits of real servers that say they repair a weakness (first, second, third) or how they run (operation…), undone and as
            they were made
  fixtures  the marked examples of semgrep-rules, njsscan and bearer-rules, each as an added file
  vectors   the valid and invalid examples in the tests of ESLint plugins, for the rules whose topic is covered here`

const parts = { apps: measureApps, cases: measureCases, repairs: measureRepairs, fixtures: measureFixtures, vectors: measureVectors }

/** Runs the parts that were asked for, all of them by default. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("recall", Object.keys(parts), words, help)
  if (options === null) return
  for (const [name, measure] of Object.entries(parts))
    if (options.parts.includes(name)) printResult(`recall.${name}`, await measure(options))
}
