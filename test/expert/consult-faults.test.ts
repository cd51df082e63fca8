import { describe, expect, test } from "vitest"
import type { PassName } from "../../src/model/review.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { recomputeUsd } from "../support/fake-anthropic/recompute-cost.ts"
import { says } from "../support/fake-anthropic/reply.ts"
import type { Reply } from "../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { faults } from "./loop/faults.ts"
import { wholeAnswer } from "./loop/passes.ts"
import { emptyAnswer, openReview } from "./open-review.ts"
import { aClaim, answerWith } from "./scripted-session.ts"

const before = { "src/orders.ts": "import { orders } from './store.ts'\n\nexport const limit = 10\n" }
const after = {
  "src/orders.ts": `${before["src/orders.ts"]}export async function readOrder(request, reply) {\n  const order = await orders.findById(request.params.id)\n  reply.send(order)\n}\n`,
}
const known = aFinding({ path: "src/orders.ts", startLine: 6, endLine: 6, rule: "no-floating-promise", cwe: [] })

const passes: readonly PassName[] = ["intent", "find-all", "refute", "fix", "report"]
const liteWallMs = 240_000
// Those that must be told; what is mended on the way is tried pass by pass elsewhere.
const told = faults.filter(({ flags, options }) => flags.length > 0 && options === undefined)

function answerOf({ pass, body }: JournalledRequest): Reply {
  switch (pass) {
    case "find-all":
      return says(answerWith({ findings: [aClaim()] }))
    case "refute": {
      const ids = [...JSON.stringify(body["messages"]).matchAll(/\\"id\\":\\"(C\d+)\\"/g)].map(([, id]) => id)
      const evidence = [{ path: "src/orders.ts", quote: "  const order = await orders.findById(request.params.id)" }]
      return says(
        answerWith({
          kind: "verdicts",
          verdicts: ids.map((id) => ({ id, verdict: "confirmed", reason: "Traced.", evidence, severity: "medium", confidence: 90 })),
        }),
      )
    }
    case "report":
      return says({ summary: "One defect.", code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" })
    default:
      return emptyAnswer({ pass })
  }
}

async function openFaulty() {
  const review = await openReview({ before, after, changes: { analysis: anAnalysis({ findings: [known] }) } })
  review.server.script("*", answerOf)
  return review
}

test("ends complete when nothing fails, and tells what the provider counted", async () => {
  await using review = await openFaulty()
  const { findings, participation } = await review.consult()
  expect(participation).toMatchObject({ degraded: [], done: passes, planned: passes })
  expect(findings.map(({ origin }) => origin).toSorted()).toEqual(["model", "static"])
  expect(participation?.usage.usd).toBeCloseTo(recomputeUsd(review.server.journal), 12)
})

test("says what was given up for a small allowance, and asks nobody when it pays for nothing", async () => {
  await using review = await openFaulty()
  const tight = await review.consult({ usd: 0.1, limitedBy: "the limit of $0.10 for one review" })
  expect(tight.participation?.degraded[0]).toMatchObject({ pass: "plan", flag: "budget" })
  expect(tight.participation?.degraded[0]?.reason).toContain("to stay within the limit of $0.10 for one review")
  const asked = review.server.journal.length
  const none = await review.consult({ usd: 0.001, limitedBy: "the limit of this month" })
  expect(none.note).toBe("the model was not asked: the limit of this month does not pay for a change of this size")
  expect(none.findings).toEqual([known])
  expect(review.server.journal.length).toBe(asked)
})

// What fails in one pass costs that pass, is told, and takes nothing from what the rules found.
describe.each(passes)("when %s fails", (pass) => {
  test.each(told)("a consultation survives and tells of $name", async ({ replies, flags, meanwhile }) => {
    await using review = await openFaulty()
    const whole = JSON.stringify(wholeAnswer)
    review.server.script(pass, (request, index) => {
      const reply = replies[index]
      // Where the fault lies in the stream the answer is the one this pass would get.
      const isOrdinary = reply === undefined || JSON.stringify(reply.content?.[0]?.["text"]) === JSON.stringify(whole)
      return isOrdinary
        ? {
            ...answerOf(request),
            ...(reply?.fault && { fault: reply.fault }),
            ...(reply?.stopReason !== undefined && { stopReason: reply.stopReason }),
          }
        : reply
    })
    const startedAt = review.clock.now()
    const running = review.consult()
    await meanwhile?.(review)
    const { findings, participation } = await running
    expect(findings).toContainEqual(known)
    const mine = participation?.degraded.filter((each) => each.pass === pass)
    // Two silences of two minutes are all the time that a small review has.
    expect(mine?.map(({ flag }) => flag)).toEqual(review.clock.now() - startedAt >= liteWallMs ? ["out-of-time"] : flags)
    expect(participation?.done).not.toContain(pass)
    expect(participation?.usage.calls).toBe(review.server.journal.length)
  })
})
