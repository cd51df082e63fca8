import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { z } from "zod"
import { recomputeUsd } from "../test/support/fake-anthropic/recompute-cost.ts"
import { startFakeAnthropic } from "../test/support/fake-anthropic/start-fake-anthropic.ts"
import type { JournalledRequest } from "../test/support/fake-anthropic/start-fake-anthropic.ts"
import { sideOf, withFiles } from "./corpus/change.ts"
import { corpusLayout, openRepository } from "./corpus/repository.ts"
import { printResult } from "./corpus/options.ts"
import { sideFrom } from "./eval/case.ts"
import type { EvalCase } from "./eval/case.ts"
import { openReviewer } from "./eval/open-reviewer.ts"
import { scriptOf } from "./eval/scripted-models.ts"

const help = `npm run bench -- tokens [--corpus DIR] [--model ID]
Prints what each pass of a review sends and costs: for the demo pull request, and with --corpus for the merges of manifests/sizes.json.
A scripted model looks around and answers as long as models do; tokens are estimated at 2.7 bytes, dollars are those of the price list with
the prompt cache at work.
${corpusLayout}`

const Sizes = z.array(z.object({ id: z.string(), repository: z.string(), commit: z.string() }))

/** Reviews each change once with a scripted model and prints a table by pass. */
export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      corpus: { type: "string" },
      model: { type: "string", default: "claude-sonnet-5-5" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) return console.log(help)
  await using fake = await startFakeAnthropic()
  fake.script(
    "*",
    scriptOf("busy", () => demoCase()),
  )
  using reviewer = openReviewer({
    apiKey: "scripted",
    baseUrl: fake.url,
    model: values.model,
    smallModel: "claude-haiku-5-5",
    reviewUsd: 4,
  })
  for (const evalCase of [demoCase(), ...(values.corpus === undefined ? [] : sizedCases(values.corpus))]) {
    const from = fake.journal.length
    const { participation } = await reviewer.review(evalCase, "full")
    const journal = fake.journal.slice(from).filter(({ path }) => path === "/v1/messages")
    console.log(`\n${evalCase.id} (${evalCase.category}), tier ${participation?.tier ?? "none"}`)
    printTable(journal)
    for (const { pass, flag, reason } of participation?.degraded ?? []) console.log(`  incomplete: ${pass} ${flag}: ${reason}`)
    printResult("tokens", {
      change: evalCase.id.replaceAll(/\W+/g, "-"),
      calls: journal.length,
      bytes: journal.reduce((sum, { bytes }) => sum + bytes.length, 0),
      usd: recomputeUsd(journal).toFixed(4),
      uncachedUsd: recomputeUsd(journal.map(withoutCache)).toFixed(4),
    })
  }
}

function printTable(journal: readonly JournalledRequest[]): void {
  console.log("  pass                calls      bytes  prompt tokens   from cache   output      $")
  const passes = [...new Set(journal.map(({ pass }) => pass))]
  for (const pass of passes) {
    const mine = journal.filter((request) => request.pass === pass)
    const sum = (pick: (usage: NonNullable<JournalledRequest["usage"]>) => number): number =>
      mine.reduce((total, { usage }) => total + (usage === null ? 0 : pick(usage)), 0)
    const cells = [
      mine.length,
      mine.reduce((total, { bytes }) => total + bytes.length, 0),
      sum(promptOf),
      sum(({ cacheRead }) => cacheRead),
      sum(({ output }) => output),
    ]
    const widths = [7, 11, 15, 13, 9]
    console.log(
      `  ${(pass ?? "").padEnd(18)}${cells.map((cell, index) => cell.toLocaleString("en").padStart(widths[index] ?? 0)).join("")} ${recomputeUsd(mine).toFixed(4)}`,
    )
  }
}

function withoutCache(request: JournalledRequest): JournalledRequest {
  const { usage } = request
  return { ...request, usage: usage && { ...usage, input: promptOf(usage), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 } }
}

function promptOf(usage: NonNullable<JournalledRequest["usage"]>): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
}

function demoCase(): EvalCase {
  const examples = new URL("../examples/", import.meta.url).pathname
  const base = sideFrom(filesBelow(join(examples, "orders-service")))
  const change = filesBelow(join(examples, "orders-service-pull-request"))
  const { title, body } = JSON.parse(change.get("pull-request.json") ?? "{}") as { title: string; body: string }
  change.delete("pull-request.json")
  return { id: "demo", title, body, expect: [], silent: [], category: "example", repository: null, base, head: withFiles(base, change) }
}

function sizedCases(corpus: string): EvalCase[] {
  const text = readFileSync(new URL("manifests/sizes.json", import.meta.url), "utf8")
  return Sizes.parse(JSON.parse(text)).flatMap(({ id, repository: name, commit }): EvalCase[] => {
    const repository = openRepository(corpus, name)
    if (repository === null) {
      console.error(`${name} is not in ${corpus}`)
      return []
    }
    const [base, head] = [sideOf(repository, `${commit}^`), sideOf(repository, commit)]
    const title = repository.git("log", "-1", "--format=%s", commit).trim()
    return [{ id, title, body: "", expect: [], silent: [], category: name, repository, base, head }]
  })
}

function filesBelow(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.includes("node_modules") && statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  )
}
