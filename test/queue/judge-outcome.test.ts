import { describe, expect, test } from "vitest"
import { RetryableError, SupersededError, UserError } from "../../src/errors.ts"
import { createBell } from "../../src/queue/bell.ts"
import { parseEnvelope, renderEnvelope } from "../../src/queue/envelope.ts"
import { judgeOutcome } from "../../src/queue/judge-outcome.ts"
import { ProcessEnding } from "../../src/queue/process-ending.ts"
import { retryDelay } from "../../src/queue/retry-delay.ts"
import { aCommand, aForgetting, aReview, aStop } from "./support.ts"

describe("the outcome of an attempt", () => {
  const threw = (error: unknown) => ({ kind: "threw" as const, error })
  test.each([
    { name: "done when it returned", outcome: { kind: "returned" as const }, last: true, kind: "done" },
    { name: "done when the author has to mend it", outcome: threw(new UserError("bad file")), last: false, kind: "done" },
    { name: "superseded when a newer job took over", outcome: threw(new SupersededError("newer")), last: true, kind: "superseded" },
    { name: "retried when the world may recover", outcome: threw(new RetryableError("502")), last: false, kind: "retry" },
    { name: "retried when it is our bug", outcome: threw(new TypeError("undefined")), last: false, kind: "retry" },
    { name: "buried at the last attempt", outcome: threw(new RetryableError("502")), last: true, kind: "bury" },
    { name: "retried even at the last attempt when the process ended", outcome: threw(new ProcessEnding()), last: true, kind: "retry" },
    { name: "retried when something odd was thrown", outcome: threw(undefined), last: false, kind: "retry" },
  ])("is $name", ({ outcome, last, kind }) => {
    expect(judgeOutcome(outcome, 1, last, 0.5).kind).toBe(kind)
  })

  test("keeps a description that the database can hold", () => {
    expect(judgeOutcome({ kind: "threw", error: new Error(`\u0000\ud800${"x".repeat(5_000)}`) }, 1, true, 0)).toEqual({
      kind: "bury",
      error: `Error: \uFFFD\uFFFD${"x".repeat(1_991)}`,
    })
  })
})

describe("the pause before the next attempt", () => {
  test.each([
    { name: "grows", error: new Error("x"), attempt: 1, ms: 5_000 },
    { name: "grows by three", error: new Error("x"), attempt: 3, ms: 45_000 },
    { name: "ends at a quarter of an hour", error: new Error("x"), attempt: 50, ms: 900_000 },
    { name: "is what the error asks for", error: new RetryableError("limit", { retryAfterMs: 61_000 }), attempt: 1, ms: 61_000 },
    { name: "is never negative", error: new RetryableError("limit", { retryAfterMs: -1 }), attempt: 1, ms: 0 },
    { name: "does not believe in days", error: new RetryableError("limit", { retryAfterMs: 86_400_000 }), attempt: 1, ms: 3_900_000 },
  ])("$name", ({ error, attempt, ms }) => {
    expect(retryDelay(error, attempt, 0.5)).toBe(ms)
  })

  test("is spread by a fifth", () => {
    expect([retryDelay(new Error("x"), 1, 0), retryDelay(new Error("x"), 1, 1)]).toEqual([4_500, 5_500])
  })
})

describe("the envelope", () => {
  test.each([aReview(), aStop(), aCommand(), aForgetting(1), aForgetting(1, [2])])("gives back $kind as it was", (job) => {
    expect(parseEnvelope(JSON.parse(JSON.stringify(renderEnvelope({ job, generation: 3 }))))).toEqual({ job, generation: 3 })
  })

  test.each([
    null,
    undefined,
    1,
    "text",
    [],
    {},
    { job: "{", generation: 1 },
    { job: "null", generation: 1 },
    { job: '{"kind":"review-pull-request"}', generation: 1 },
    { job: JSON.stringify(aReview()), generation: "1" },
  ])("takes %j for no job", (data) => {
    expect(parseEnvelope(data)).toBeNull()
  })
})

describe("the bell", () => {
  test("keeps a ring until somebody waits, and only one", async () => {
    const bell = createBell()
    bell.ring()
    bell.ring()
    await bell.wait(60_000)
    const waiting = bell.wait(60_000).then(() => "woken")
    expect(await Promise.race([waiting, Promise.resolve("asleep")])).toBe("asleep")
    bell.ring()
    expect(await waiting).toBe("woken")
  })
})
