import { parseArgs } from "node:util"
import { modes } from "./open-reviewer.ts"
import type { Mode } from "./open-reviewer.ts"
import { scriptedModels } from "./scripted-models.ts"
import type { ScriptedModel } from "./scripted-models.ts"

export const help = `npm run eval -- [options]

Reviews pull requests whose defects are known and counts what was found, missed and made up.

which cases
  --cases DIR         folders with a case.json (bench/README.md); without it cases are made from the fixtures of our rules
  --corpus DIR        bare repositories that cases may name
  --only WORD         cases with WORD in their id
which review
  --modes A,B         ${modes.join(", ")}: the rules alone (default), the model alone, both
  --runs N            reviews each case N times and tells how alike the reviews are
  --model ID, --small-model ID, --review-usd N
who answers; without any of these ANTHROPIC_API_KEY is needed, and ANTHROPIC_BASE_URL may name another provider
  --fake NAME         a scripted model in this process: ${Object.keys(scriptedModels).join(", ")}
  --cassettes DIR     replies that were recorded; every other request is refused and named
  --record-usd N      records what --fake or the provider answers into --cassettes, until N dollars are spent
what comes out
  --baseline FILE     compares with what was measured before; exits with 1 when anything fell
  --update-baseline   writes the baseline instead
  --verbose           tells each case
  --json FILE         keeps every finding

npm run cassettes     records the cases of bench/cases with the scripted model, for nothing
npm run replay        replays them and compares with bench/baseline.json; npm run replay -- --update-baseline writes it`

export interface EvalOptions {
  readonly modes: readonly Mode[]
  readonly cases: string | null
  readonly corpus: string | null
  readonly only: string
  readonly runs: number
  readonly fake: ScriptedModel | null
  readonly cassettes: string | null
  readonly recordUsd: number | null
  readonly model: string
  readonly smallModel: string
  readonly reviewUsd: number
  readonly baseline: string | null
  readonly updateBaseline: boolean
  readonly verbose: boolean
  readonly json: string | null
}

/** Reads the words after `eval`; `null` when help is asked for. Throws for whatever makes no sense, and says what would. */
export function parseEvalOptions(words: readonly string[]): EvalOptions | null {
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
      baseline: { type: "string" },
      "update-baseline": { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) return null
  const { fake, cassettes, baseline, "record-usd": recordUsd } = values
  const models = Object.keys(scriptedModels)
  if (fake !== undefined && !models.includes(fake)) throw new Error(`--fake ${fake}: there is ${models.join(", ")}`)
  if (recordUsd !== undefined && cassettes === undefined) throw new Error("--record-usd needs --cassettes, the folder to record into")
  if (fake !== undefined && cassettes !== undefined && recordUsd === undefined)
    throw new Error("--fake beside --cassettes records: --record-usd says how much may be spent; without --fake the cassettes are replayed")
  if (values["update-baseline"] && baseline === undefined) throw new Error("--update-baseline needs --baseline, the file to write")
  if (baseline !== undefined && values.only !== "") throw new Error("--baseline is of all cases: leave --only out")
  return {
    modes: values.modes.split(",").map(toMode),
    cases: values.cases ?? null,
    corpus: values.corpus ?? null,
    only: values.only,
    runs: toNumber("--runs", values.runs),
    fake: (fake as ScriptedModel | undefined) ?? null,
    cassettes: cassettes ?? null,
    recordUsd: recordUsd === undefined ? null : toNumber("--record-usd", recordUsd),
    model: values.model,
    smallModel: values["small-model"],
    reviewUsd: toNumber("--review-usd", values["review-usd"]),
    baseline: baseline ?? null,
    updateBaseline: values["update-baseline"],
    verbose: values.verbose,
    json: values.json ?? null,
  }
}

function toMode(word: string): Mode {
  const mode = modes.find((each) => each === word)
  if (mode === undefined) throw new Error(`--modes ${word}: there is ${modes.join(", ")}`)
  return mode
}

function toNumber(option: string, word: string): number {
  const value = Number(word)
  if (word.trim() === "" || !Number.isFinite(value) || value <= 0) throw new Error(`${option} ${word}: a number above 0 is needed`)
  return value
}
