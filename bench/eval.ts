import { writeFileSync } from "node:fs"
import process from "node:process"
import { startCassettes } from "../test/support/cassettes/start-cassettes.ts"
import type { CassetteServer } from "../test/support/cassettes/start-cassettes.ts"
import { startFakeAnthropic } from "../test/support/fake-anthropic/start-fake-anthropic.ts"
import { printResult } from "./corpus/options.ts"
import { composeBaseline, compareWithBaseline, readBaseline, writeBaseline } from "./eval/baseline.ts"
import { readCases } from "./eval/case.ts"
import type { EvalCase } from "./eval/case.ts"
import { fixtureCases } from "./eval/fixture-cases.ts"
import { openReviewer } from "./eval/open-reviewer.ts"
import type { EvalReview, Mode, ModelAccess, Reviewer } from "./eval/open-reviewer.ts"
import { help, parseEvalOptions } from "./eval/options.ts"
import type { EvalOptions } from "./eval/options.ts"
import { scriptOf } from "./eval/scripted-models.ts"
import { printMeasured, summariseRun, tellReview } from "./eval/tell-results.ts"
import type { Measured } from "./eval/tell-results.ts"

/** Runs the cases in the modes that were asked for and prints a table. Exits with 1 below the baseline or off the cassettes, with 2 for bad usage. */
export async function run(words: readonly string[]): Promise<void> {
  try {
    const options = parseEvalOptions(words)
    if (options === null) return console.log(help)
    await evaluate(options, chooseCases(options))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    console.error(`${error.message}\n\nnpm run eval -- --help says what there is.`)
    process.exitCode = 2
  }
}

function chooseCases({ cases: folder, corpus, only }: EvalOptions): readonly EvalCase[] {
  const cases = (folder === null ? fixtureCases() : readCases(folder, corpus)).filter(({ id }) => id.includes(only))
  if (cases.length === 0) throw new Error(`no case has ${only} in its id`)
  return cases
}

async function evaluate(options: EvalOptions, cases: readonly EvalCase[]): Promise<void> {
  await using answers = await openAnswers(options)
  using reviewer = openReviewer(answers.access)
  const measured: Measured[] = []
  const tape = { unasked: 0 }
  for (const mode of options.modes) {
    const runs: (readonly EvalReview[])[] = []
    for (let count = 0; count < options.runs; count += 1) runs.push(await reviewAll(cases, mode, { reviewer, answers, options, tape }))
    measured.push({ mode, cases, runs })
  }
  printMeasured(measured)
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(measured.map(withoutTrees), null, 2)}\n`)
  if (answers.cassettes !== null) tellCassettes(answers.cassettes, tape.unasked)
  if (options.baseline !== null) settleBaseline(options.baseline, measured, options.updateBaseline)
}

interface Reviewing {
  readonly reviewer: Reviewer
  readonly answers: Answers
  readonly options: EvalOptions
  readonly tape: { unasked: number }
}

async function reviewAll(cases: readonly EvalCase[], mode: Mode, { reviewer, answers, options, tape }: Reviewing): Promise<EvalReview[]> {
  const reviews: EvalReview[] = []
  for (const evalCase of cases) {
    answers.prepare(evalCase)
    // The rules ask nobody.
    if (mode !== "static") answers.cassettes?.insert(mode === "full" ? evalCase.id : `${evalCase.id}.${mode}`)
    const review = await reviewer.review(evalCase, mode)
    tape.unasked += answers.cassettes?.eject() ?? 0
    reviews.push(review)
    if (options.verbose) tellReview(evalCase, review)
  }
  return reviews
}

interface Answers extends AsyncDisposable {
  readonly access: ModelAccess | null
  readonly cassettes: CassetteServer | null
  /** Before each review: a scripted model hears what it is about, and every review starts with an empty cache of prompts. */
  prepare(evalCase: EvalCase): void
}

/** Opens whoever answers: nobody, a scripted model, cassettes or the provider. */
async function openAnswers({
  modes,
  fake: script,
  cassettes: folder,
  recordUsd,
  model,
  smallModel,
  reviewUsd,
}: EvalOptions): Promise<Answers> {
  const opened = new AsyncDisposableStack()
  const asksModel = modes.some((mode) => mode !== "static")
  let present: EvalCase | null = null
  const fake = script === null || !asksModel ? null : opened.use(await startFakeAnthropic())
  if (script !== null)
    fake?.script(
      "*",
      scriptOf(script, () => present!),
    )
  const provider = fake?.url ?? process.env["ANTHROPIC_BASE_URL"] ?? "https://api.anthropic.com"
  const answeredBy = fake === null ? new URL(provider).host : "scripted"
  const record = recordUsd === null ? null : { upstream: provider, answeredBy, limitUsd: recordUsd }
  const cassettes = folder === null || !asksModel ? null : opened.use(await startCassettes({ folder, record }))
  const asksProvider = asksModel && fake === null && (cassettes === null || record !== null)
  const access = { apiKey: asksProvider ? readKey() : "scripted", baseUrl: cassettes?.url ?? provider, model, smallModel, reviewUsd }
  return {
    access: asksModel ? access : null,
    cassettes,
    prepare: (evalCase) => {
      present = evalCase
      fake?.emptyCache()
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function tellCassettes({ misses, spentUsd }: CassetteServer, unasked: number): void {
  for (const miss of misses) console.error(miss)
  if (misses.length > 0) {
    console.error("\nThe cassettes do not fit: npm run cassettes records them again with the scripted model (bench/README.md).")
    process.exitCode = 1
  }
  printResult("eval.cassettes", { misses: misses.length, unasked, recordedUsd: spentUsd().toFixed(4) })
}

function settleBaseline(path: string, measured: readonly Measured[], update: boolean): void {
  const cases = measured[0]?.cases ?? []
  const size = { cases: cases.length, clean: cases.filter(({ expect }) => expect.length === 0).length }
  const now = composeBaseline(size, new Map(measured.map((each) => [each.mode, summariseRun(each)])))
  const before = readBaseline(path)
  const { fell, rose } = before === null ? { fell: [], rose: [] } : compareWithBaseline(now, before)
  for (const line of rose) console.log(`better: ${line}`)
  for (const line of fell) console.log(`worse: ${line}`)
  if (update) writeBaseline(path, { ...now, modes: { ...before?.modes, ...now.modes } })
  else if (before === null) throw new Error(`${path} is not there: --update-baseline writes it`)
  else if (fell.length > 0) process.exitCode = 1
  printResult("eval.baseline", { better: rose.length, worse: fell.length, updated: String(update) })
}

function withoutTrees({ mode, cases, runs }: Measured): object {
  return {
    mode,
    runs: runs.map((run) => run.map(({ findings, participation, ms }, index) => ({ id: cases[index]!.id, findings, participation, ms }))),
  }
}

function readKey(): string {
  const key = process.env["ANTHROPIC_API_KEY"] ?? ""
  if (key === "") throw new Error("ANTHROPIC_API_KEY is not set; --fake asks a scripted model and --cassettes replays what was recorded.")
  return key
}
