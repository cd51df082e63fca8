import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { renderStatsJson, renderStatsTable } from "../../src/cli/format/stats.ts"
import { isSeldomActedOn, type RuleRecord, wilsonInterval } from "../../src/model/rule-record.ts"
import { bumpGeneration } from "../../src/store/bump-generation.ts"
import { createLedger } from "../../src/store/create-ledger.ts"
import { openStore } from "../../src/store/open-store.ts"
import { aSaidFinding } from "../support/said-finding.ts"
import { runExpert } from "./support/run-expert.ts"

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stats-"))
})
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))

const ref = { installationId: 1, repositoryId: 2, owner: "acme", name: "shop", number: 3 }

async function fillDatabase(): Promise<void> {
  await using store = await openStore({ dataDirectory: join(directory, "database"), onLog: () => undefined })
  const ledger = createLedger(store, () => new Date())
  await bumpGeneration(store.db, ref, { again: false, asked: false })
  const findings = [aSaidFinding("one", "a.ts", { isAddressed: true, state: "fixed" }), aSaidFinding("two", "b.ts")]
  await ledger.remember(ref, { headSha: "a1", memory: { findings, change: null, threads: [] } })
  await ledger.settle(ref)
}

describe("expert stats", () => {
  test("prints the address rate of every rule from the embedded database, as a table or as JSON, without the App's credentials", async () => {
    await fillDatabase()
    const table = await runExpert(["stats"], { directory, env: { DATA_DIR: directory } })
    expect([table.code, table.stderr]).toEqual([0, ""])
    expect(table.stdout).toMatch(/^acme\/shop +no-floating-promise +2 +2 +1 +50% +9%-91% +0 +0 +0 +0 +inline$/m)
    const json = await runExpert(["stats", "--format", "json", "--repository", "ACME/shop"], { directory, env: { DATA_DIR: directory } })
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      rules: [{ rule: "no-floating-promise", addressRate: 0.5, reportOnly: false }],
    })
    const other = await runExpert(["stats", "--repository", "acme/other"], { directory, env: { DATA_DIR: directory } })
    expect(other.stdout).toBe("No comment of the App is known yet.\n")
  })

  test("says what to set when there is no database, and makes none", async () => {
    const { code, stderr } = await runExpert(["stats"], { directory, env: { DATA_DIR: join(directory, "nowhere") } })
    expect([code, stderr]).toEqual([2, expect.stringContaining("set DATA_DIR or DATABASE_URL")])
  })
})

const record = (changes: Partial<RuleRecord>): RuleRecord => ({
  repositoryId: 2,
  repository: "acme/shop",
  rule: "no-floating-promise",
  isSecurity: false,
  posted: 20,
  judged: 20,
  addressed: 0,
  dismissed: 0,
  up: 0,
  down: 0,
  replies: 0,
  ...changes,
})

describe("a rule", () => {
  test.each([
    ["with no comment of twenty addressed goes to the report", {}, true],
    ["with one of twenty does not: it may be one in five", { addressed: 1 }, false],
    ["with nineteen comments says nothing yet", { judged: 19 }, false],
    ["with nine of a hundred goes to the report", { judged: 100, addressed: 9 }, true],
    ["of security never goes there", { isSecurity: true }, false],
  ])("%s", (_what, changes, expected) => {
    expect(isSeldomActedOn(record(changes))).toBe(expected)
  })
})

test("the interval is Wilson's", () => {
  const { low, high } = wilsonInterval(5, 10)
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2366", "0.7634"])
})

test("a hostile name reaches neither terminal nor layout", () => {
  const table = renderStatsTable([record({ rule: "\u001b[31mred\nline" })])
  expect(["\u001b", "red\nline"].filter((hostile) => table.includes(hostile))).toEqual([])
  expect(JSON.parse(renderStatsJson([record({ rule: "\u001b" })]))).toMatchObject({ rules: [{ rule: "\u001b", reportOnly: true }] })
})
