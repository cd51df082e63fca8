import { expect, test } from "vitest"
import { createCircuitBreaker } from "../../src/expert/circuit.ts"
import type { Refusal } from "../../src/expert/circuit.ts"

const minute = 60_000

function open(refusal: Refusal) {
  let time = Date.UTC(2026, 0, 1)
  const breaker = createCircuitBreaker({ now: () => time })
  const mine = breaker.of("key", 1)
  mine.admit()
  mine.refused(refusal)
  return { breaker, mine, pass: (ms: number) => void (time += ms) }
}

test("lets everything through until the provider refuses us", () => {
  const circuit = createCircuitBreaker({ now: () => 0 }).of("key", 1)
  expect([circuit.admit(), circuit.admit(), circuit.line()]).toEqual([true, true, null])
})

test("says in one line for administrators what to do and when it is tried again", () => {
  expect(open("bad-key").mine.line()).toBe(
    "Reviews go on without the model: Anthropic refuses the API key (401): set ANTHROPIC_API_KEY to a valid one. It is tried again at 2026-01-01 00:15 UTC.",
  )
})

test("lets one call through after the stated time, and everything once that one succeeded", () => {
  const { mine, pass } = open("spend-cap")
  pass(59 * minute)
  expect(mine.admit()).toBe(false)
  pass(minute)
  expect([mine.admit(), mine.admit()]).toEqual([true, false])
  mine.succeeded()
  expect([mine.admit(), mine.admit(), mine.line()]).toEqual([true, true, null])
})

test("stays open when the call that was let through is refused again", () => {
  const { mine, pass } = open("unpaid")
  pass(60 * minute)
  mine.admit()
  mine.refused("unpaid")
  expect(mine.admit()).toBe(false)
})

test("lets the next call find out when the first one could not tell, or never came back", () => {
  const { mine, pass } = open("bad-key")
  pass(15 * minute)
  mine.admit()
  mine.undecided()
  expect(mine.admit()).toBe(true)
  expect(mine.admit()).toBe(false)
  pass(20 * minute)
  expect(mine.admit()).toBe(true)
})

test.each<Refusal>(["spend-cap", "spend-limit", "bad-key", "unpaid"])(
  "%s is about the key: its other installations share its fate",
  (refusal) => {
    const { breaker } = open(refusal)
    expect(breaker.of("key", 2).admit()).toBe(false)
    expect(breaker.of("another key", 1).admit()).toBe(true)
  },
)

test("what is forbidden to one installation may be granted to another", () => {
  const { breaker, mine } = open("forbidden")
  expect([mine.admit(), breaker.of("key", 2).admit()]).toEqual([false, true])
})
