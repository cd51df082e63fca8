import { expect, test } from "vitest"
import { startInOrder } from "../../../src/expert/loop/start-in-order.ts"
import { modelPrices, priceOf } from "../../../src/expert/spending/prices.ts"
import { callsTools, fails, refuses, says } from "../../support/fake-anthropic/reply.ts"
import type { Reply } from "../../support/fake-anthropic/reply.ts"
import { recomputeUsd } from "../../support/fake-anthropic/recompute-cost.ts"
import type { JournalledRequest } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import { allPasses, noSignal, openStage, requestOf, wholeAnswer } from "./passes.ts"

const models = { large: "claude-sonnet-5-5", small: "claude-haiku-5-5", fallback: "claude-opus-5-5" }
const overloaded = fails(529, "overloaded_error")
const modelOf = ({ body }: JournalledRequest) => body["model"]

/** The first model answers so, the one in its place otherwise. */
const unless = (first: Reply, second: Reply) => (request: JournalledRequest) => (modelOf(request) === models.fallback ? second : first)

test.each(allPasses)("another model answers %s, once, from its beginning, and is named and paid at its own price", async (pass) => {
  await using stage = await openStage({ models })
  stage.server.script(pass, unless(refuses("cyber"), says(wholeAnswer)))
  const { answer, degraded, standIn, usage } = await stage.runPass(requestOf(pass), noSignal())
  expect({ answer, degraded, standIn }).toEqual({
    answer: wholeAnswer,
    degraded: [],
    standIn: { model: models.fallback, because: "refused" },
  })
  expect(stage.server.journal.length).toBe(2)
  expect(usage.usd).toBeCloseTo(recomputeUsd(stage.server.journal), 12)
})

test("says nothing of another model where that has no answer either", async () => {
  await using stage = await openStage({ models })
  stage.server.script("*", () => refuses("cyber"))
  expect(await stage.runPass(requestOf("find-all"), noSignal())).toMatchObject({ answer: null, degraded: [{ flag: "refused" }] })
  expect((await stage.runPass(requestOf("find-all"), noSignal())).standIn).toBeUndefined()
})

test("keeps nothing of what the first model thought and looked at", async () => {
  await using stage = await openStage({ models })
  const look = callsTools([{ name: "read", input: { path: "a.ts" } }])
  let asked = 0
  stage.server.script("find-all", (request) => {
    if (modelOf(request) === models.fallback) return says(wholeAnswer)
    asked += 1
    return asked === 1 ? look : refuses("cyber")
  })
  await stage.runPass(requestOf("find-all"), noSignal())
  const [first, , last] = stage.server.journal
  expect(last?.body["messages"]).toEqual(first?.body["messages"])
  // A prefix of its own, which the first model's cache has not.
  expect(last?.usage?.cacheRead).toBe(0)
})

test("waits for minutes only once in a review before another model is asked", async () => {
  await using stage = await openStage({ models })
  stage.server.script("*", unless(overloaded, says(wholeAnswer)))
  await startInOrder(stage.runPass, [requestOf("find-correctness"), requestOf("find-security"), requestOf("refute")], noSignal(), {
    atOnce: 1,
  })
  expect(stage.clock.slept).toEqual([500, 1000, 30_000, 120_000, 500, 1000, 500, 1000])
  expect(stage.server.journal.filter((request) => modelOf(request) === models.fallback).length).toBe(3)
})

test.each([
  { name: "403", reply: fails(403, "permission_error") },
  { name: "404", reply: fails(404, "not_found_error") },
])("a key that may not use the other model ($name) is refused for nothing else", async ({ reply }) => {
  await using stage = await openStage({ models })
  stage.server.script("find-all", unless(refuses("cyber"), reply))
  stage.server.script("refute", () => says(wholeAnswer))
  const { degraded } = await stage.runPass(requestOf("find-all"), noSignal())
  expect(degraded).toMatchObject([
    { flag: "refused", reason: "the model refused to answer (and the key may not use claude-opus-5-5, which would be asked in its place)" },
  ])
  expect((await stage.runPass(requestOf("refute"), noSignal())).answer).toEqual(wholeAnswer)
})

test.each([0.05, 0.1, 0.2, 0.3, 0.4])("never passes the limit of $%f with a dearer model in another's place", async (usd) => {
  await using stage = await openStage({ models, usd })
  stage.server.script("*", unless(refuses("cyber"), says(wholeAnswer, { outputTokens: 6000 })))
  await startInOrder(stage.runPass, [requestOf("find-all"), requestOf("refute"), requestOf("fix")], noSignal())
  expect(recomputeUsd(stage.server.journal)).toBeLessThanOrEqual(usd)
})

test.each(modelPrices.filter(({ standIn }) => standIn !== null))("the price list puts nobody dearer in $model's place", (price) => {
  const other = priceOf(price.standIn!)!
  expect(other.model).not.toBe(price.model)
  for (const kind of ["input", "output", "cacheWrite5m", "cacheWrite1h"] as const)
    expect(other.usdPerMillion[kind]).toBeLessThanOrEqual(price.usdPerMillion[kind])
})
