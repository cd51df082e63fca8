import { expect, test } from "vitest"
import { modelPrices } from "../../src/expert/spending/prices.ts"
import { recomputeUsd } from "../support/fake-anthropic/recompute-cost.ts"
import { callsTools, says } from "../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { emptyAnswer, openReview } from "./open-review.ts"
import { nothing } from "./scripted-session.ts"

const names = ["orders", "users", "items", "carts", "notes"].map((name) => `src/${name}.ts`)
const before = Object.fromEntries(names.map((path) => [path, "\n"]))
// Three hundred lines: as much as a small change may have.
const after = Object.fromEntries(
  names.map((path) => [
    path,
    Array.from({ length: 59 }, (_, line) => `export const value${line} = await store.read("${path}", ${line})\n`).join(""),
  ]),
)

/** Looks twice and then answers as long as finders do. */
function busy(request: JournalledRequest) {
  if (request.pass !== "find-all") return emptyAnswer(request)
  const turns = (request.body["messages"] as { role: string }[]).filter(({ role }) => role === "assistant").length
  return turns < 4
    ? callsTools([{ name: "read", input: { path: names[0] } }], { outputTokens: 600 })
    : says(nothing(), { outputTokens: 5000 })
}

// What the settings of a repository allow when they say nothing.
const allowance = { usd: 1.5, limitedBy: "the repository's limit of $1.50 for one review" }

test.each(modelPrices)("a small change is reviewed whole with $model", async ({ model }) => {
  await using review = await openReview({ before, after, model })
  review.server.script("*", busy)
  const { participation } = await review.consult(allowance)
  expect(participation).toMatchObject({ model, tier: "lite", degraded: [] })
  expect(recomputeUsd(review.server.journal)).toBeLessThanOrEqual(1.5)
})

test("a cheaper model looks where the money is too short for the one that was chosen, and the report says so", async () => {
  await using review = await openReview({ before, after, model: "claude-opus-5-5", fallback: "claude-sonnet-5-5" })
  review.server.script("*", busy)
  const { model, participation } = await review.consult({ usd: 0.3, limitedBy: "the limit in a test" })
  expect(model).toBe("claude-sonnet-5-5")
  expect(participation?.degraded[0]).toEqual({
    pass: "plan",
    flag: "budget",
    reason: "claude-sonnet-5-5 looked in place of claude-opus-5-5, to stay within the limit in a test",
  })
  expect(new Set(review.server.journal.map(({ body }) => body["model"]))).toEqual(new Set(["claude-sonnet-5-5", "claude-haiku-5-5"]))
  expect(recomputeUsd(review.server.journal)).toBeLessThanOrEqual(0.3)
})
