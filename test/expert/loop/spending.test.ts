import { expect, test } from "vitest"
import { startInOrder } from "../../../src/expert/loop/start-in-order.ts"
import { callsTools, says } from "../../support/fake-anthropic/reply.ts"
import type { Reply } from "../../support/fake-anthropic/reply.ts"
import { recomputeUsd } from "../../support/fake-anthropic/recompute-cost.ts"
import type { JournalledRequest } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import { largePasses, largePrefix, noSignal, openStage, requestOf, wholeAnswer } from "./passes.ts"

const look = (): Reply => callsTools([{ name: "read", input: { path: "a.ts" } }], { outputTokens: 900 })
const answer = (): Reply => says(wholeAnswer, { outputTokens: 6000 })

/** Two looks, then the answer; as long as tools are answered. */
const script = ({ body }: JournalledRequest): Reply => {
  const messages = body["messages"] as { role: string; content: { text?: string }[] }[]
  const isDue = messages.at(-1)?.content.some(({ text }) => text?.includes("Answer now"))
  return isDue || messages.length > 8 ? answer() : look()
}

const review = (stage: Awaited<ReturnType<typeof openStage>>) =>
  startInOrder(
    stage.runPass,
    largePasses.map((pass) => requestOf(pass)),
    noSignal(),
  )

test("reports to the billionth of a dollar what the journal of the provider costs by the price list", async () => {
  await using stage = await openStage({ usd: 10 })
  stage.server.script("*", script)
  const results = await review(stage)
  const reported = results.reduce((sum, { usage }) => sum + usage.usd, 0)
  expect(stage.server.journal.length).toBeGreaterThan(12)
  expect(Math.abs(reported - recomputeUsd(stage.server.journal))).toBeLessThan(1e-9)
  expect(Math.abs(stage.budget.spentNanoDollars() / 1e9 - reported)).toBeLessThan(1e-9)
})

test.each([0, 1, 2, 3, 5, 8, 13])(
  "passes its limit by no more than one call, when call %i is counted ten times too high",
  async (wrong) => {
    const usd = 0.6
    await using stage = await openStage({ usd })
    let index = 0
    stage.server.script("*", (request) => {
      const reply = script(request)
      index += 1
      return index - 1 === wrong ? { ...reply, usageFactor: 10 } : reply
    })
    await review(stage)
    const { journal } = stage.server
    const excess = recomputeUsd(journal) - usd
    expect(excess).toBeLessThanOrEqual(journal[wrong] === undefined ? 0 : recomputeUsd([journal[wrong]]))
  },
)

// From nothing to more than enough: the money runs out before, between and after all turns.
test.each(Array.from({ length: 25 }, (_, step) => step * 0.04))(
  "ends with a name and within the limit when it may cost $%f",
  async (usd) => {
    await using stage = await openStage({ usd })
    stage.server.script("*", script)
    const results = await review(stage)
    expect(recomputeUsd(stage.server.journal)).toBeLessThanOrEqual(usd)
    for (const { answer, degraded } of results) {
      if (answer === null) expect(degraded.map(({ flag }) => flag)).toContain("budget")
      else expect(answer).toEqual(wholeAnswer)
    }
    // The search is stopped before what concludes it.
    const search = results.slice(0, 4).filter(({ answer }) => answer !== null).length
    const conclusion = results.slice(4).filter(({ answer }) => answer !== null).length
    expect(search === 0 || conclusion > 0).toBe(true)
  },
)

test("answers with what it knows when another look cannot be paid for", async () => {
  await using stage = await openStage({ usd: 0.2 })
  stage.server.script("find-all", script)
  const result = await stage.runPass(requestOf("find-all"), noSignal())
  expect(result.answer).toEqual(wholeAnswer)
  expect(result.degraded.map(({ flag }) => flag)).toEqual(["budget"])
})

test("searches and concludes a change of three thousand lines within the limit of an ordinary review", async () => {
  await using stage = await openStage({ usd: 1.5 })
  stage.server.script("*", script)
  const results = await startInOrder(
    stage.runPass,
    largePasses.slice(1).map((pass) => requestOf(pass, { prefix: largePrefix })),
    noSignal(),
  )
  expect(results.map(({ answer }) => answer)).toEqual(results.map(() => wholeAnswer))
  expect(recomputeUsd(stage.server.journal)).toBeLessThanOrEqual(1.5)
})
