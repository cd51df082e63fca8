import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openClient } from "../../src/expert/client.ts"
import type { PassRequest } from "../../src/expert/pass.ts"
import { readEvents, writeEvents } from "../support/cassettes/compact-events.ts"
import { questionsId } from "../support/cassettes/questions-id.ts"
import { digestParts, partsOf, requestKey } from "../support/cassettes/request-parts.ts"
import { startCassettes } from "../support/cassettes/start-cassettes.ts"
import { says } from "../support/fake-anthropic/reply.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { noSignal, openStage, requestOf, wholeAnswer } from "./loop/passes.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cassettes-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = "sk-ant-a-key-of-somebody-that-must-not-be-kept"
const pass = async (url: string, label: "find-all" | "refute" = "find-all", changes: Partial<PassRequest> = {}) => {
  await using stage = await openStage({ client: openClient({ apiKey: key, baseUrl: url }) })
  return stage.runPass({ ...requestOf(label), ...changes }, noSignal())
}
/** Records one pass as the review called `one`, answered by a scripted provider. */
const record = async (answer: object = wholeAnswer, limitUsd = 1) => {
  await using provider = await startFakeAnthropic()
  provider.script("find-all", [says(answer)])
  await using cassettes = await startCassettes({ folder, record: { upstream: provider.url, answeredBy: "scripted", limitUsd } })
  cassettes.insert("one")
  const result = await pass(cassettes.url)
  cassettes.eject()
  return { result, spentUsd: cassettes.spentUsd(), journal: provider.journal }
}
const replay = () => startCassettes({ folder, record: null })

test("replays what was recorded, with the same answer and cost, and asks nobody", async () => {
  const { result, spentUsd, journal } = await record()
  expect(spentUsd).toBeCloseTo(result.usage.usd, 12)
  await using cassettes = await replay()
  cassettes.insert("one")
  expect(await pass(cassettes.url)).toEqual(result)
  expect(cassettes.eject()).toBe(0)
  expect(cassettes.misses).toEqual([])
  expect(journal).toHaveLength(1)
})

test("passes on to the provider whatever the client says to it, the key too", async () => {
  const { journal } = await record()
  expect(journal[0]?.headers["authorization"]).toContain(key)
  expect(journal[0]?.headers["anthropic-version"]).toBeDefined()
})

test("keeps no key and no request, and names who answered and what was asked", async () => {
  const leaked = `ghp_${"a1B2c3D4e5F6".repeat(3)}`
  await record({ ...wholeAnswer, note: leaked })
  expect(readdirSync(folder)).toEqual(["one.json"])
  const text = readFileSync(join(folder, "one.json"), "utf8")
  expect(JSON.parse(text)).toMatchObject({ answeredBy: "scripted", questions: questionsId(), replies: [{ pass: "find-all" }] })
  for (const word of ["sk-ant", leaked, "You review pull requests"]) expect(text).not.toContain(word)
})

test("writes the same bytes when the same is recorded again", async () => {
  await record()
  const first = readFileSync(join(folder, "one.json"), "utf8")
  await record()
  expect(readFileSync(join(folder, "one.json"), "utf8")).toBe(first)
})

test("refuses what was not recorded and names the pass and the first part that differs", async () => {
  await record()
  await using cassettes = await replay()
  cassettes.insert("one")
  const result = await pass(cassettes.url, "find-all", { instruction: "Something else is asked." })
  expect(result.degraded.map(({ flag }) => flag)).toEqual(["rejected"])
  await pass(cassettes.url, "refute")
  expect(cassettes.misses).toEqual([
    expect.stringMatching(/^one: find-all differs from what was recorded in instruction; instruction is now .*Something else is asked/),
    "one: no request of the pass refute was recorded",
  ])
  expect(cassettes.eject()).toBe(1)
  cassettes.insert("another")
  await pass(cassettes.url)
  expect(cassettes.misses.at(-1)).toBe("another: there is no cassette of it")
})

test("without a name plays whatever the folder holds", async () => {
  const { result } = await record()
  await using cassettes = await replay()
  expect(await pass(cassettes.url)).toEqual(result)
})

test("asks nobody once its dollars are spent, and keeps nothing of a review that was not recorded whole", async () => {
  await using provider = await startFakeAnthropic()
  provider.script("*", () => says(wholeAnswer))
  await using cassettes = await startCassettes({ folder, record: { upstream: provider.url, answeredBy: "scripted", limitUsd: 0.0001 } })
  cassettes.insert("one")
  await pass(cassettes.url)
  expect((await pass(cassettes.url, "refute")).degraded.map(({ flag }) => flag)).toEqual(["rejected"])
  cassettes.eject()
  expect(provider.journal).toHaveLength(1)
  expect(readdirSync(folder)).toEqual([])
})

test("knows a question again whatever the order of its keys, its marks and its room, and not when anything else differs", () => {
  const pack = (nonce: string, hunks: number) => ({
    type: "tool_result",
    tool_use_id: "toolu_load_review_pack",
    content: JSON.stringify({ nonce, hunks }),
  })
  const body = (nonce: string, canary: string, more: object = {}, hunks = 1) => ({
    max_tokens: 5,
    system: [{ type: "text", text: `Never write ${canary} anywhere.` }],
    messages: [{ role: "user", content: [pack(nonce, hunks), { type: "text", text: "Pass: refute\n\nGo." }] }],
    ...more,
  })
  const mine = partsOf(body("0123456789abcdef0123", "cnAbCdEfGhIjKlMnOpQrSt"))
  const same = partsOf({ ...body("fedcba98765432100000", "cnZyXwVuTsRqPoNmLkJiHg"), max_tokens: 9 })
  const other = partsOf(body("0123456789abcdef0123", "cnAbCdEfGhIjKlMnOpQrSt", {}, 2))
  expect(requestKey(same)).toBe(requestKey(mine))
  expect(requestKey(other)).not.toBe(requestKey(mine))
  const [before, after] = [digestParts(mine), digestParts(other)]
  expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual(["pack.hunks"])
})

test("joins the small pieces of a stream and leaves out what only keeps it alive", () => {
  const delta = (text: string) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })
  const events = [delta("a"), delta("b"), { type: "ping" }, delta("c"), { ...delta("d"), index: 1 }, { type: "message_stop" }]
  const kept = readEvents(writeEvents(events))
  expect(kept).toEqual([delta("abc"), { ...delta("d"), index: 1 }, { type: "message_stop" }])
  expect(readEvents(writeEvents(kept))).toEqual(kept)
})
