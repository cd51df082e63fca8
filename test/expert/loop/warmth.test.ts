import { expect, test } from "vitest"
import { createWarmth, warmTurns } from "../../../src/expert/loop/warmth.ts"
import { callsTools, says } from "../../support/fake-anthropic/reply.ts"
import { recomputeUsd } from "../../support/fake-anthropic/recompute-cost.ts"
import { noSignal, openStage, prefix, requestOf, toolBox, wholeAnswer } from "./passes.ts"

const minute = 60_000
const tokens = (more: object) => ({ input: 500, output: 1000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, ...more })
const opening = tokens({ cacheWrite1h: 6000, cacheWrite5m: 16_000 })

test("knows the whole prefix for five minutes after the start of a call, then what is kept for an hour", () => {
  const warmth = createWarmth()
  warmth.noteOpening("m", prefix, opening, 0, "5m")
  expect([0, 4, 5, 30, 59, 60].map((at) => warmth.prefixTokens("m", prefix, at * minute))).toEqual([22_000, 22_000, 6000, 6000, 6000, 0])
  expect(warmth.prefixTokens("another", prefix, 0)).toBe(0)
  expect(warmth.prefixTokens("m", { ...prefix, pack: "another" }, 0)).toBe(0)
})

test("takes a read for a renewal of what was read, and of nothing before it", () => {
  const warmth = createWarmth()
  warmth.noteOpening("m", prefix, opening, 0, "5m")
  warmth.noteOpening("m", prefix, tokens({ cacheRead: 22_000 }), 4 * minute, "5m")
  expect([8, 9, 59, 60].map((at) => warmth.prefixTokens("m", prefix, at * minute))).toEqual([22_000, 6000, 6000, 0])
  // Somebody else wrote it: how long its beginning lives nobody here knows.
  const stranger = createWarmth()
  stranger.noteOpening("m", prefix, tokens({ cacheRead: 22_000 }), 0, "5m")
  expect([4, 5].map((at) => stranger.prefixTokens("m", prefix, at * minute))).toEqual([22_000, 0])
})

test("knows a pack that is marked for an hour for an hour", () => {
  const warmth = createWarmth()
  warmth.noteOpening("m", prefix, tokens({ cacheWrite1h: 60_000 }), 0, "1h")
  expect([5, 59, 60].map((at) => warmth.prefixTokens("m", prefix, at * minute))).toEqual([60_000, 60_000, 0])
  warmth.noteOpening("m", prefix, tokens({ cacheRead: 60_000 }), 30 * minute, "1h")
  expect(warmth.prefixTokens("m", prefix, 89 * minute)).toBe(60_000)
})

test("lets the turns of a conversation go cold with time to spare for the next call to arrive", () => {
  const { tokens: left, until } = warmTurns(opening, 0)
  expect(left).toBe(22_000)
  expect(until).toBeLessThan(5 * minute)
})

// A change of about thirty-five thousand tokens: as large as one may be that is kept for five minutes.
const pack = JSON.stringify({ hunks: Array.from({ length: 2000 }, (_, line) => `${line}| const value = read(${line}) // ....`) })
// Nothing is kept from a conclusion, so that its last call takes all there is.
const request = requestOf("refute", { prefix: { ...prefix, pack } })

/** Each tool takes so many minutes; every answer is as long as it may be. */
async function openSlowStage(usd: number, minutes: number) {
  const stage = await openStage({
    usd,
    toolBox: {
      ...toolBox,
      call: () => {
        stage.clock.advance(minutes * minute)
        return Promise.resolve({ text: "{}", isError: false })
      },
    },
  })
  stage.server.script("*", ({ body }) => {
    const messages = body["messages"] as { content: { text?: string }[] }[]
    const isDue = messages.at(-1)?.content.some(({ text }) => text?.includes("Answer now"))
    return isDue === true
      ? says(wholeAnswer, { outputTokens: Number(body["max_tokens"]) })
      : callsTools([{ name: "read", input: { path: "a.ts" } }], { outputTokens: 900 })
  })
  return Object.assign(stage, {
    /** How many tokens each call wrote to the cache for five minutes. */
    written: () => stage.server.journal.flatMap(({ usage }) => (usage === null ? [] : [usage.cacheWrite5m])),
  })
}

test("pays for the pack again when it went cold between two turns", async () => {
  await using quick = await openSlowStage(4, 0)
  await using late = await openSlowStage(4, 6)
  await quick.runPass(request, noSignal())
  await late.runPass(request, noSignal())
  const many = (written: readonly number[]) => written.map((tokens) => tokens > 20_000)
  expect([many(quick.written()), many(late.written())]).toEqual([
    [true, false, false, false],
    [true, true, true, true],
  ])
})

// Whoever took the pack for read would be charged a twenty-fifth of what it costs.
test.each(Array.from({ length: 8 }, (_, step) => 0.33 + step * 0.05))(
  "stays within $%d when every turn finds the pack cold",
  async (usd) => {
    await using stage = await openSlowStage(usd, 6)
    await stage.runPass(request, noSignal())
    expect(recomputeUsd(stage.server.journal)).toBeLessThanOrEqual(usd)
    expect(stage.written().length).toBeGreaterThan(1)
  },
)
