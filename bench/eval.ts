import { parseArgs } from "node:util"
import { startFakeAnthropic } from "../test/support/fake-anthropic/start-fake-anthropic.ts"
import { startCassettes } from "../test/support/fake-anthropic/cassettes.ts"
import { readCases } from "./eval/case.ts"
import type { EvalCase } from "./eval/case.ts"
import { printResult } from "./corpus/options.ts"
import { fixtureCases } from "./eval/fixture-cases.ts"
import { modes, openReviewer } from "./eval/open-reviewer.ts"
import type { EvalReview, Mode, ModelAccess } from "./eval/open-reviewer.ts"
import { scoreCase, stability, summarise } from "./eval/score.ts"
import { scriptedModels, scriptOf } from "./eval/scripted-models.ts"
import type { ScriptedModel } from "./eval/scripted-models.ts"

const help = `npm run eval -- [--modes static,model,full] [--cases DIR] [--corpus DIR] [--only WORD] [--runs N]
                [--fake ${Object.keys(scriptedModels).join("|")}] [--cassettes DIR [--record-usd N]] [--model ID] [--small-model ID] [--review-usd N] [--verbose]

Reviews pull requests whose defects are known and counts what was found, missed and made up.
Without --cases the pull requests are made from the fixtures of our rules. --fake asks a scripted model in this process;
without it ANTHROPIC_API_KEY is needed, and ANTHROPIC_BASE_URL may name another provider. --cassettes replays replies that were kept and refuses every
other request; with --record-usd those are asked for and kept, until so many dollars are spent.`

/** Runs the cases in the modes that were asked for and prints one line for each mode. */
export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      modes: { type: "string", default: "static" },
      cases: { type: "string" },
      corpus: { type: "string" },
      only: { type: "string", default: "" },
      runs: { type: "string", default: "1" },
      fake: { type: "string" },
      cassettes: { type: "string" },
      "record-usd": { type: "string" },
      model: { type: "string", default: "claude-sonnet-5-5" },
      "small-model": { type: "string", default: "claude-haiku-5-5" },
      "review-usd": { type: "string", default: "1.5" },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  const wanted = values.modes.split(",").filter((mode): mode is Mode => modes.some((each) => each === mode))
  if (values.help || wanted.length === 0 || (values.fake !== undefined && !(values.fake in scriptedModels))) {
    console.log(help)
    return
  }
  const all = values.cases === undefined ? fixtureCases() : readCases(values.cases, values.corpus ?? null)
  const cases = all.filter(({ id }) => id.includes(values.only))
  let present: EvalCase | undefined
  await using fake = values.fake === undefined ? null : await startFakeAnthropic()
  fake?.script(
    "*",
    scriptOf(values.fake as ScriptedModel, () => present!),
  )
  const provider = fake?.url ?? process.env["ANTHROPIC_BASE_URL"] ?? null
  const record =
    values["record-usd"] === undefined
      ? null
      : { upstream: provider ?? "https://api.anthropic.com", limitUsd: Number(values["record-usd"]) }
  await using cassettes = values.cassettes === undefined ? null : await startCassettes({ folder: values.cassettes, record })
  const isReplay = cassettes !== null && record === null
  const access: ModelAccess | null = wanted.every((mode) => mode === "static")
    ? null
    : {
        apiKey: fake === null && !isReplay ? readKey() : "scripted",
        baseUrl: cassettes?.url ?? provider,
        model: values.model,
        smallModel: values["small-model"],
        reviewUsd: Number(values["review-usd"]),
      }
  using reviewer = openReviewer(access)
  for (const mode of wanted) {
    const runs: (readonly EvalReview[])[] = []
    for (let count = 0; count < Number(values.runs); count += 1) {
      const reviews: EvalReview[] = []
      for (const evalCase of cases) {
        present = evalCase
        const review = await reviewer.review(evalCase, mode)
        reviews.push(review)
        if (values.verbose) tell(evalCase, review)
      }
      runs.push(reviews)
    }
    print(mode, cases, runs)
  }
  if (cassettes !== null) printResult("eval.cassettes", { misses: cassettes.misses.length, recordedUsd: cassettes.spentUsd().toFixed(4) })
}

function print(mode: Mode, cases: readonly EvalCase[], runs: readonly (readonly EvalReview[])[]): void {
  const [first = [], ...others] = runs
  const summary = summarise(first.map(({ findings }, index) => scoreCase(cases[index]!, findings)))
  const usage = first.flatMap(({ participation }) => (participation === null ? [] : [participation.usage]))
  const milliseconds = first.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const at = (part: number): number =>
    Math.round(milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * part))] ?? 0)
  const alike = others.flatMap((run) => run.map(({ findings }, index) => stability(first[index]!.findings, findings)))
  printResult(`eval.${mode}`, {
    cases: cases.length,
    clean: cases.filter(({ expect }) => expect.length === 0).length,
    ...Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, Math.round(value * 1000) / 1000])),
    ...(alike.length === 0 ? {} : { stability: Math.round((alike.reduce((sum, each) => sum + each, 0) / alike.length) * 1000) / 1000 }),
    usd: usage.reduce((sum, { usd }) => sum + usd, 0).toFixed(4),
    calls: usage.reduce((sum, { calls }) => sum + calls, 0),
    incomplete: first.filter(({ participation }) => (participation?.degraded.length ?? 0) > 0).length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  })
}

function tell({ id, expect }: EvalCase, { findings, participation }: EvalReview): void {
  console.log(`${id}: expects ${expect.map(({ path, start }) => `${path}:${start}`).join(", ") || "silence"}`)
  for (const { placement, rule, path, startLine, title } of findings) console.log(`  ${placement} ${rule} ${path}:${startLine} ${title}`)
  for (const { pass, flag, reason } of participation?.degraded ?? []) console.log(`  degraded ${pass} ${flag}: ${reason}`)
}

function readKey(): string {
  const key = process.env["ANTHROPIC_API_KEY"] ?? ""
  if (key === "") throw new Error("ANTHROPIC_API_KEY is not set; --fake asks a scripted model instead.")
  return key
}
