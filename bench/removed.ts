import { readFileSync } from "node:fs"
import { sideOf, withFiles } from "./corpus/change.ts"
import { parseOptions, printResult } from "./corpus/options.ts"
import { openRepository } from "./corpus/repository.ts"
import { reviewSides } from "./corpus/review-sides.ts"
import { isServerSource, type CleanRepository } from "./noise/select.ts"
import { cuts } from "./removed/cuts.ts"

const help = `Measures whether it is noticed when a change takes a protection away: one statement of a well-kept server, at the commit of
bench/manifests/clean.json, loses its login check, validation, rate limit, headers, owner, refusal or transaction. Found: a finding of a rule that
speaks of such things stands in that file. --limit N cuts of each kind and repository (4 by default). What is cut off a route that is
protected twice counts as missed, too.`

const RULES =
  /^(?:no-removed-guard|no-removed-input-check|no-record-of-others|require-auth-on-route|require-role-on-admin-route|require-security-headers|require-rate-limit-on-login|require-validation-like-siblings|prefer-codebase-pattern|no-lost-transaction-client|no-removed-safeguard|require-transaction|no-mass-assignment)$/

interface Application {
  readonly repository: string
  readonly commit: string
  readonly server?: readonly string[]
}

/** Takes protections out one by one and reviews each cut. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("removed", [], words, help)
  if (options === null) return
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`manifests/${name}.json`, import.meta.url), "utf8")) as readonly Application[]
  const clean = (read("clean") as readonly CleanRepository[]).filter((each) => options.matches(each.repository))
  const limit = options.limit === Infinity ? 4 : options.limit
  const count = new Map<string, { made: number; found: number; inline: number }>()
  for (const { repository, commit, server } of clean) {
    const found = openRepository(options.corpus, repository)
    if (found === null) {
      options.progress(`${repository}: not in the corpus, skipped`)
      continue
    }
    const base = sideOf(found, commit)
    const paths = [...base.entries.keys()].filter((path) => isServerSource(path, server)).sort()
    const texts = found.textsOf(paths.flatMap((path) => base.entries.get(path)?.id ?? []))
    for (const { kind, cut } of cuts) {
      const places: { path: string; line: number; text: string }[] = []
      for (const path of paths) {
        const lines = (texts.get(base.entries.get(path)?.id ?? "") ?? "").split("\n")
        for (const [index, line] of lines.entries()) {
          const shorter =
            line.length > 300 ? undefined : cut(line, lines.slice(Math.max(0, index - 6), index), lines.slice(index + 1, index + 5))
          if (shorter === undefined) continue
          const rest = typeof shorter === "string" ? lines.with(index, shorter) : lines.toSpliced(index, shorter ?? 1)
          places.push({ path, line: index + 1, text: rest.join("\n") })
        }
      }
      // Spread over the repository, the same ones each time.
      const chosen = places.filter((_, index) => index % Math.max(1, Math.floor(places.length / limit)) === 0).slice(0, limit)
      for (const { path, line, text } of chosen) {
        if (options.list) {
          console.log(`${kind.padEnd(26)} ${repository} ${path}:${line}`)
          continue
        }
        const { findings } = await reviewSides(found, base, withFiles(base, new Map([[path, text]])))
        const right = findings.filter(
          ({ rule, path: where, trace }) => RULES.test(rule) && (where === path || trace.some((each) => each.path === path)),
        )
        const known = count.get(kind) ?? { made: 0, found: 0, inline: 0 }
        const isInline = right.some(({ placement }) => placement === "inline")
        count.set(kind, {
          made: known.made + 1,
          found: known.found + (right.length > 0 ? 1 : 0),
          inline: known.inline + (isInline ? 1 : 0),
        })
        const said = right[0] ?? findings[0]
        console.log(
          `${isInline ? "inline" : right.length > 0 ? "found " : "missed"} ${kind.padEnd(26)} ${repository} ${path}:${line}${said ? ` ${said.rule}: ${said.title}` : ""}`,
        )
      }
    }
  }
  if (options.list) return
  console.log("\nProtections taken away: made, found, of these inline")
  const sum = { made: 0, found: 0, inline: 0 }
  for (const [kind, { made, found, inline }] of count) {
    console.log(`  ${kind.padEnd(28)} ${[made, found, inline].map((each) => String(each).padStart(4)).join("")}`)
    sum.made += made
    sum.found += found
    sum.inline += inline
  }
  printResult("removed", {
    made: sum.made,
    found: `${sum.found} (${((sum.found / Math.max(1, sum.made)) * 100).toFixed(0)}%)`,
    inline: sum.inline,
  })
}
