import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { parseOptions, printResult } from "./corpus/options.ts"
import type { BenchOptions } from "./corpus/options.ts"
import { compileReview } from "./speed/compile.ts"
import { competitorsFor, installCompetitors } from "./speed/competitors.ts"
import { measureProgram } from "./speed/measure.ts"
import type { Cost } from "./speed/measure.ts"
import type { SpeedReport } from "./speed/review.ts"
import { openSubject, speedSubjects, writeSubject } from "./speed/subject.ts"
import type { SpeedSubject } from "./speed/subject.ts"

const help = `Measures how long the analysis of whole repositories takes, and that of a second pull request.
  ours    the analysis as an image runs it, compiled, by stage
  others  ESLint with its security plugins and oxlint over the same files in the same run; npm installs them into a temporary folder
Every program is measured from its start to its end with everything it starts. On a busy machine compare processor time.
--limit N repeats everything N times, one after the other in turns, and takes for each the run with the least processor time.`

const WHOLE = "whole repository"
const PULL = "pull requests of three files"

/** Runs the parts that were asked for on every repository that was fetched. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("speed", ["ours", "others"], words, help)
  if (options === null) return
  const rounds = Number.isFinite(options.limit) ? options.limit : 1
  const folder = mkdtempSync(join(tmpdir(), "expert-speed-"))
  try {
    for (const subject of speedSubjects) {
      if (!options.matches(subject.name)) continue
      if (options.list) console.log(`${subject.name}: ${subject.kept}`)
      else await measureSubject(subject, { options, rounds, folder })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Surroundings {
  readonly options: BenchOptions
  readonly rounds: number
  readonly folder: string
}

async function measureSubject(subject: SpeedSubject, { options, rounds, folder }: Surroundings): Promise<void> {
  const opened = openSubject(options.corpus, subject)
  if (opened === null) return options.progress(`${subject.name}: not in the corpus, skipped`)
  console.log(`\n${subject.name}: ${opened.sources.length} files, ${opened.lines} lines (${subject.kept})`)
  const result: Record<string, number | string> = { repository: subject.name, files: opened.sources.length, lines: opened.lines }
  const contestants = new Map<string, () => Promise<Cost>>()
  if (options.parts.includes("ours")) {
    options.progress("compiling the program")
    const program = await compileReview(folder)
    contestants.set(WHOLE, () => ours(program, [options.corpus, subject.name, "whole", folder]))
    contestants.set(PULL, () => ours(program, [options.corpus, subject.name, "second", mkdtempSync(join(folder, "facts-"))]))
  }
  if (options.parts.includes("others")) {
    options.progress("installing ESLint, its plugins and oxlint")
    installCompetitors(folder)
    const sources = join(folder, subject.name.replace("/", "-"))
    writeSubject(opened, sources)
    for (const { name, program } of competitorsFor(folder, sources)) contestants.set(name, () => measureProgram(program))
  }
  const costs = await fastestOf(rounds, contestants)
  const whole = costs.get(WHOLE) ?? null
  for (const [name, cost] of costs) {
    if (name === WHOLE || name === PULL) describe(name, cost, result, name === WHOLE ? "whole" : "pull")
    else compare(name, cost, whole, result)
  }
  options.record(result)
  printResult("speed", result)
}

async function ours(program: string, words: readonly string[]): Promise<Cost> {
  const cost = await measureProgram({ command: process.execPath, words: [program, ...words], cwd: process.cwd() })
  if (cost.exitCode !== 0) throw new Error("our own review failed, so there is nothing to compare with; its reason stands above")
  return cost
}

/** Everybody once in each round, so that a machine that gets faster or slower does so for all of them. */
async function fastestOf(rounds: number, contestants: ReadonlyMap<string, () => Promise<Cost>>): Promise<Map<string, Cost>> {
  const best = new Map<string, Cost>()
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of contestants) {
      const cost = await run()
      const known = best.get(name)
      if (known === undefined || cost.cpuMs < known.cpuMs) best.set(name, cost)
    }
  }
  return best
}

function compare(name: string, cost: Cost, whole: Cost | null, result: Record<string, number | string>): void {
  const key = name.replace(/\W+/g, "")
  result[`${key}Ms`] = cost.wallMs
  result[`${key}CpuMs`] = cost.cpuMs
  const ratio =
    whole === null ? "" : `  ${times(cost.wallMs / whole.wallMs)} our time, ${times(cost.cpuMs / whole.cpuMs)} our processor time`
  console.log(`  ${name.padEnd(36)} ${line(cost)}${ratio}${cost.exitCode === 2 ? "  (failed)" : ""}`)
  if (whole === null) return
  result[`${key}Ratio`] = (cost.wallMs / whole.wallMs).toFixed(2)
  result[`${key}CpuRatio`] = (cost.cpuMs / whole.cpuMs).toFixed(2)
}

function describe(what: string, cost: Cost, result: Record<string, number | string>, key: string): void {
  const report = JSON.parse(cost.stdout) as SpeedReport
  console.log(`  ours, ${what.padEnd(30)} ${line(cost)}  (${report.readMs} ms of it reading git)`)
  result[`${key}Ms`] = cost.wallMs
  result[`${key}CpuMs`] = cost.cpuMs
  result[`${key}Mb`] = cost.peakMb
  for (const each of report.reviews) {
    const stages = Object.entries(each.timings)
      .filter(([stage]) => stage !== "analysisMs")
      .map(([stage, ms]) => `${stage.replace(/Ms$/, "")} ${Math.round(ms)}`)
    const name = each.what.padEnd(24)
    console.log(
      `    ${name} ${String(each.ms).padStart(6)} ms  ${each.findings} findings, ${each.failed} files failed  [${stages.join(", ")}]`,
    )
    result[`${camelCase(each.what)}Ms`] = each.ms
  }
}

function line({ wallMs, cpuMs, peakMb }: Cost): string {
  return `${String(wallMs).padStart(7)} ms  ${String(cpuMs).padStart(7)} ms processor  ${String(peakMb).padStart(5)} MB`
}

function times(ratio: number): string {
  return `${ratio.toFixed(1)} ×`
}

function camelCase(words: string): string {
  return words.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())
}
