import { readFileSync } from "node:fs"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { emptySide, onlyFiles, sideOf, type Side } from "../corpus/change.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository } from "../corpus/repository.ts"
import { reviewSides } from "../corpus/review-sides.ts"
import { fits, familiesOf } from "./families.ts"
import { hits, regionsAround } from "./regions.ts"

interface Place {
  readonly path: string
  readonly line: number
}

interface Bug extends Place {
  readonly id: string
  readonly title: string
  readonly cwe: readonly string[]
  /** Other lines where the same bug may be pointed out. */
  readonly also?: readonly Place[]
  /** `flow`: a data-flow bug of the application. `tutorial`: an item of the application's own list. */
  readonly lists: readonly ("flow" | "tutorial")[]
  /** Any finding of the kind in any file counts, for what is missing rather than there. */
  readonly anywhere?: boolean
  readonly why: string
}

interface App {
  readonly repository: string
  readonly commit: string
  /** Folders left out, because what they hold is no server code or teaching material. */
  readonly without?: readonly string[]
  readonly bugs: readonly Bug[]
}

interface AppResult {
  readonly app: App
  readonly found: ReadonlyMap<Bug, PlacedFinding>
  readonly findings: readonly PlacedFinding[]
  readonly ms: number
}

/** Reviews every vulnerable application as one added tree and prints which of its known bugs were found. */
export async function measureApps(options: BenchOptions): Promise<Record<string, number | string>> {
  const manifest = JSON.parse(readFileSync(new URL("../manifests/apps.json", import.meta.url), "utf8")) as readonly App[]
  const apps = manifest.filter((app) => options.matches(app.repository))
  if (options.list) {
    for (const app of apps)
      for (const bug of app.bugs) console.log(`${app.repository} ${bug.id} ${bug.path}:${bug.line} ${bug.cwe.join(",")}`)
    return { bugs: apps.reduce((sum, app) => sum + app.bugs.length, 0) }
  }
  const results: AppResult[] = []
  for (const app of apps.slice(0, options.limit)) {
    const result = await measureApp(app, options)
    if (result !== null) results.push(result)
  }
  printApps(results)
  printClasses(results)
  printMissed(results)
  printOthers(results, options)
  options.record(
    results.map(({ app, found, findings, ms }) => ({
      repository: app.repository,
      ms: Math.round(ms),
      bugs: app.bugs.map((bug) => ({ id: bug.id, lists: bug.lists, found: found.get(bug)?.rule ?? null })),
      findings: findings.map(({ rule, path, startLine, title, placement }) => ({ rule, path, startLine, title, placement })),
    })),
  )
  const flow = tally(results, "flow")
  return {
    apps: results.length,
    found: flow.found,
    of: flow.of,
    recall: percent(flow.found, flow.of),
    ...Object.fromEntries(
      results
        .filter(({ app }) => app.bugs.some((bug) => bug.lists.includes("tutorial")))
        .map((result) => {
          const { found, of } = tally([result], "tutorial")
          return [`list.${result.app.repository.split("/")[1] ?? ""}`, `${found}/${of}`]
        }),
    ),
  }
}

async function measureApp(app: App, options: BenchOptions): Promise<AppResult | null> {
  const repository = openRepository(options.corpus, app.repository)
  const commit = repository?.resolve(app.commit) ?? null
  if (repository === null || commit === null) {
    options.progress(`${app.repository}: not in the corpus at ${app.commit.slice(0, 10)}, skipped`)
    return null
  }
  options.progress(`${app.repository} at ${commit.slice(0, 10)}`)
  const { analysis, findings, head, ms } = await reviewSides(repository, emptySide, headOf(app, sideOf(repository, commit)))
  for (const { path, reason } of analysis.coverage.failed) options.progress(`  not analysed: ${path}: ${reason}`)
  const found = new Map<Bug, PlacedFinding>()
  for (const bug of app.bugs) {
    const regions = [bug, ...(bug.also ?? [])].flatMap(({ path, line }) => regionsAround(head, path, line))
    const fitting = findings.find((finding) => fits(finding.cwe, bug.cwe) && (bug.anywhere === true || hits(finding, regions)))
    if (fitting !== undefined) found.set(bug, fitting)
  }
  return { app, found, findings, ms }
}

function headOf({ without = [] }: App, side: Side): Side {
  return onlyFiles(side, (path) => !without.some((folder) => path.startsWith(folder)))
}

function tally(results: readonly AppResult[], list: Bug["lists"][number], isCounted: (bug: Bug) => boolean = () => true) {
  let found = 0
  let of = 0
  for (const result of results)
    for (const bug of result.app.bugs)
      if (bug.lists.includes(list) && isCounted(bug)) {
        of++
        if (result.found.has(bug)) found++
      }
  return { found, of }
}

function printApps(results: readonly AppResult[]): void {
  console.log("\nApplications: data-flow bugs found, whole list found, other findings (not judged)")
  for (const result of results) {
    const flow = tally([result], "flow")
    const list = tally([result], "tutorial")
    const others = otherFindings(result)
    console.log(
      `  ${result.app.repository.padEnd(40)} ${`${flow.found}/${flow.of}`.padStart(6)} ${(list.of === 0 ? "" : `${list.found}/${list.of}`).padStart(7)} ${String(others.length).padStart(5)} ${String(Math.round(result.ms)).padStart(6)} ms`,
    )
  }
  const sum = tally(results, "flow")
  console.log(`  ${"sum".padEnd(40)} ${`${sum.found}/${sum.of}`.padStart(6)} ${percent(sum.found, sum.of)}`)
}

function printClasses(results: readonly AppResult[]): void {
  console.log("\nClasses of data-flow bugs")
  const classes = new Set(results.flatMap(({ app }) => app.bugs.filter((bug) => bug.lists.includes("flow")).map(classOf)))
  for (const name of [...classes].sort()) {
    const { found, of } = tally(results, "flow", (bug) => classOf(bug) === name)
    console.log(`  ${name.padEnd(20)} ${`${found}/${of}`.padStart(6)}`)
  }
}

function printMissed(results: readonly AppResult[]): void {
  console.log("\nMissed")
  for (const { app, found } of results)
    for (const bug of app.bugs)
      if (!found.has(bug))
        console.log(
          `  ${bug.lists.includes("flow") ? "flow    " : "tutorial"} ${app.repository} ${bug.id}: ${bug.title} (${bug.cwe[0]}) ${bug.path}:${bug.line} - ${bug.why}`,
        )
}

function printOthers(results: readonly AppResult[], options: BenchOptions): void {
  const byRule = new Map<string, number>()
  for (const result of results) for (const { rule } of otherFindings(result)) byRule.set(rule, (byRule.get(rule) ?? 0) + 1)
  console.log("\nOther findings by rule (not judged)")
  for (const [rule, count] of [...byRule].sort((a, b) => b[1] - a[1])) console.log(`  ${String(count).padStart(4)} ${rule}`)
  if (!options.verbose) return
  for (const result of results)
    for (const { rule, path, startLine, title, confidence } of otherFindings(result))
      console.log(`  ${result.app.repository} ${rule} (${confidence}) ${path}:${startLine} ${title}`)
}

function otherFindings({ found, findings }: AppResult): PlacedFinding[] {
  const used = new Set(found.values())
  return findings.filter((finding) => !used.has(finding))
}

function classOf(bug: Bug): string {
  return [...familiesOf(bug.cwe.slice(0, 1))][0] ?? "other"
}

function percent(found: number, of: number): string {
  return of === 0 ? "-" : `${((found / of) * 100).toFixed(1)}%`
}
