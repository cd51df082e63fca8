import { expect, test } from "vitest"
import { fixtureCases } from "../../bench/eval/fixture-cases.ts"

const cases = fixtureCases()

test("the cases of our own are at least sixty, half of them without a defect", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60)
  expect(cases.filter(({ expect: expected }) => expected.length === 0).length).toBe(cases.length / 2)
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

test("no case tells in its files what is expected of it", () => {
  for (const { head, base } of cases)
    for (const text of [...head.written.values(), ...base.written.values()]) expect(text).not.toMatch(/\b(?:todo)?ruleid:|\btodook:/)
})

test("every case changes something", () => {
  for (const { base, head } of cases)
    expect([...head.entries.values()].map(({ id }) => id)).not.toEqual([...base.entries.values()].map(({ id }) => id))
})
