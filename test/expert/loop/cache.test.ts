import { expect, test } from "vitest"
import { startInOrder } from "../../../src/expert/loop/start-in-order.ts"
import type { PassName } from "../../../src/model/review.ts"
import { callsTools, says } from "../../support/fake-anthropic/reply.ts"
import { recomputeUsd } from "../../support/fake-anthropic/recompute-cost.ts"
import type { FakeAnthropic } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import { largePrefix, noSignal, openStage, requestOf, wholeAnswer } from "./passes.ts"

const finders: readonly PassName[] = ["find-correctness", "find-security", "find-surroundings"]
const followers: readonly PassName[] = ["refute", "refute", "refute", "refute", "refute", "fix"]

/** Two turns of tools, then the answer. */
const looksTwice = ({ body }: { body: Readonly<Record<string, unknown>> }) => {
  const turns = (body["messages"] as { role: string }[]).filter(({ role }) => role === "assistant").length
  return turns < 4 ? callsTools([{ name: "read", input: { path: `src/${turns}.ts` } }]) : says(wholeAnswer, { outputTokens: 5000 })
}

const inputOnly = (
  journal: FakeAnthropic["journal"],
  count: (usage: NonNullable<FakeAnthropic["journal"][number]["usage"]>) => object,
): number =>
  recomputeUsd(journal.map((request) => ({ ...request, usage: request.usage && { ...request.usage, ...count(request.usage), output: 0 } })))

const prompt = (usage: { input: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number }): number =>
  usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h

test("reads the shared prefix from the cache from the second call on, for at most 30 % of what the prompts would cost without", async () => {
  await using stage = await openStage({ usd: 20 })
  stage.server.script("*", looksTwice)
  const ask = (passes: readonly PassName[]) =>
    startInOrder(
      stage.runPass,
      passes.map((pass) => requestOf(pass, { prefix: largePrefix })),
      noSignal(),
    )
  await ask(finders)
  await ask(followers)
  const journal = stage.server.journal.filter(({ path }) => path === "/v1/messages")
  // A prompt of this size is counted once, for free, so that its worst case is no guess.
  expect(stage.server.journal.length - journal.length).toBe(1)
  const written = journal[0]?.usage?.cacheWrite1h ?? 0
  expect(written).toBeGreaterThan(40_000)
  expect(journal.length).toBe(31)
  for (const { usage } of journal.slice(1)) expect(usage?.cacheRead).toBeGreaterThanOrEqual(0.95 * written)
  const paid = inputOnly(journal, () => ({}))
  const uncached = inputOnly(journal, (usage) => ({ input: prompt(usage), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }))
  expect(paid / uncached).toBeLessThanOrEqual(0.3)
  expect(stage.journal.filter(({ missedCache }) => missedCache)).toEqual([])
})

test("reads each turn of a long conversation with many calls from the cache in the next one", async () => {
  await using stage = await openStage({ usd: 20 })
  const calls = Array.from({ length: 8 }, (_, index) => ({ name: "read", input: { path: `src/${index}.ts` } }))
  stage.server.script("find-all", [...Array.from({ length: 9 }, () => callsTools(calls)), says(wholeAnswer)])
  const result = await stage.runPass(requestOf("find-all", { limits: { toolCalls: 100, turns: 12, maxTokens: 32_000 } }), noSignal())
  expect(result.degraded).toEqual([])
  const usages = stage.server.journal.map(({ usage }) => usage!)
  for (const [index, usage] of usages.slice(1).entries()) {
    const before = usages[index]!
    expect(usage.cacheRead).toBe(before.cacheRead + before.cacheWrite5m + before.cacheWrite1h)
  }
})

test("tells in the journal when a prefix that was written is paid for again", async () => {
  await using stage = await openStage({ limits: { firstByteMs: 1000, idleMs: 1000, deadlineAt: Date.UTC(2027, 0, 1) } })
  stage.server.script("*", () => says(wholeAnswer))
  await stage.runPass(requestOf("find-correctness"), noSignal())
  stage.clock.advance(2 * 60 * 60_000)
  await stage.runPass(requestOf("refute"), noSignal())
  expect(stage.journal.map(({ missedCache }) => missedCache)).toEqual([false, true])
})

test("the first finder's answer has begun before the others are asked", async () => {
  await using stage = await openStage()
  const asked: string[] = []
  stage.server.script("*", ({ pass }) => {
    asked.push(pass ?? "")
    return pass === "find-correctness" ? says(wholeAnswer, { fault: { pingsAt: { event: 0, count: 1 } } }) : says(wholeAnswer)
  })
  const all = startInOrder(
    stage.runPass,
    finders.map((pass) => requestOf(pass)),
    noSignal(),
  )
  await stage.server.paused()
  expect(asked).toEqual(["find-correctness"])
  stage.server.resume()
  await all
  expect(asked.length).toBe(3)
  for (const { usage } of stage.server.journal.slice(1)) expect(usage?.cacheRead).toBeGreaterThan(0)
})
