import { readFileSync } from "node:fs"
import { parseOptions, printResult } from "./corpus/options.ts"
import { openRepository } from "./corpus/repository.ts"
import { measureChanges } from "./noise/changes.ts"
import { selectChanges, type CleanRepository } from "./noise/select.ts"
import { measureTrees } from "./noise/trees.ts"

const help = `Measures what is said about code that is fine. The repositories and commits are in bench/manifests/clean.json.
  changes   merged changes that nobody had to correct: share without any inline comment, and the comments on the others
  trees     whole well-kept repositories: findings per 1,000 lines of server code
  select    prints changes that would be taken, --limit of each repository (not run by default)
Every finding is looked up in bench/adjudication.json, where those that somebody has read are labelled true, useful or noise.`

/** Runs the parts that were asked for; changes and trees by default. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("noise", ["changes", "trees", "select"], words, help)
  if (options === null) return
  const manifest = JSON.parse(readFileSync(new URL("manifests/clean.json", import.meta.url), "utf8")) as readonly CleanRepository[]
  const repositories = manifest.filter(({ repository }) => options.matches(repository))
  if (options.parts.length === 1 && options.parts[0] === "select") {
    const selected = repositories.map((each) => {
      const found = openRepository(options.corpus, each.repository)
      options.progress(each.repository)
      return { ...each, changes: found === null ? each.changes : selectChanges(found, each, Math.min(options.limit, 100)) }
    })
    console.log(JSON.stringify(selected, null, 2))
    return
  }
  for (const part of options.parts) {
    if (part === "changes") printResult("noise.changes", await measureChanges(repositories, options))
    if (part === "trees") printResult("noise.trees", await measureTrees(repositories, options))
  }
}
