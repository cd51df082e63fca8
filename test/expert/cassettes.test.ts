import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openClient } from "../../src/expert/client.ts"
import { cassetteKey, promptsId, startCassettes } from "../support/fake-anthropic/cassettes.ts"
import { says } from "../support/fake-anthropic/reply.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { noSignal, openStage, requestOf, wholeAnswer } from "./loop/passes.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cassettes-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const pass = async (url: string, label = "find-all" as const) => {
  await using stage = await openStage({ client: openClient({ apiKey: "sk-ant-a-key-of-somebody-that-must-not-be-kept", baseUrl: url }) })
  return stage.runPass(requestOf(label), noSignal())
}

test("replays what was recorded, with the same answer and cost, and asks nobody", async () => {
  await using provider = await startFakeAnthropic()
  provider.script("find-all", [says(wholeAnswer)])
  const recorded = await (async () => {
    await using cassettes = await startCassettes({ folder, record: { upstream: provider.url, limitUsd: 1 } })
    const result = await pass(cassettes.url)
    expect(cassettes.spentUsd()).toBeCloseTo(result.usage.usd, 12)
    return result
  })()
  await using cassettes = await startCassettes({ folder, record: null })
  expect(await pass(cassettes.url)).toEqual(recorded)
  expect(provider.journal.length).toBe(1)
  expect(cassettes.misses).toEqual([])
})

test("keeps no key and no request, and names the prompts it was recorded with", async () => {
  await using provider = await startFakeAnthropic()
  const leaked = `ghp_${"a1B2c3D4e5F6".repeat(3)}`
  provider.script("find-all", [says({ ...wholeAnswer, note: leaked })])
  await using cassettes = await startCassettes({ folder, record: { upstream: provider.url, limitUsd: 1 } })
  await pass(cassettes.url)
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("")
  expect(text).toContain(promptsId)
  expect(text).not.toContain("sk-ant")
  expect(text).not.toContain(leaked)
  expect(text).not.toContain("You review pull requests")
})

test("refuses what was not recorded", async () => {
  await using cassettes = await startCassettes({ folder, record: null })
  const result = await pass(cassettes.url)
  expect(result.degraded.map(({ flag }) => flag)).toEqual(["rejected"])
  expect(cassettes.misses).toEqual([expect.stringMatching(/^find-all [0-9a-f]{12}$/)])
})

test("records nothing more once its dollars are spent", async () => {
  await using provider = await startFakeAnthropic()
  provider.script("*", () => says(wholeAnswer))
  await using cassettes = await startCassettes({ folder, record: { upstream: provider.url, limitUsd: 0.0001 } })
  await pass(cassettes.url)
  await using stage = await openStage({ client: openClient({ apiKey: "key", baseUrl: cassettes.url }) })
  expect((await stage.runPass(requestOf("refute"), noSignal())).degraded.map(({ flag }) => flag)).toEqual(["rejected"])
  expect(provider.journal.length).toBe(1)
})

test("knows a request again whatever the order of its keys", () => {
  expect(cassetteKey("/v1/messages", { a: 1, b: { c: 2, d: 3 } })).toBe(cassetteKey("/v1/messages", { b: { d: 3, c: 2 }, a: 1 }))
  expect(cassetteKey("/v1/messages", { a: 1 })).not.toBe(cassetteKey("/v1/messages", { a: 2 }))
})
