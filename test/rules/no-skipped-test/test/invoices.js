import { describe, expect, it, test } from "vitest"
import { total } from "../src/invoices.js"

// ruleid: no-skipped-test
it.skip("adds the tax of each line", () => {
  expect(total([{ net: 100, rate: 19 }])).toBe(119)
})

// ruleid: no-skipped-test
xit("rounds once, at the end", () => {
  expect(total([{ net: 0.05, rate: 19 }])).toBe(0.06)
})

// ruleid: no-skipped-test
describe.skip("credit notes", () => {
  it("are negative", () => expect(total([{ net: -5, rate: 0 }])).toBe(-5))
  it("need a reason", () => expect(() => total([{ net: -5 }])).toThrow("reason"))
})

// ruleid: no-skipped-test
test("takes several currencies", { skip: true }, () => {
  expect(total([{ net: 1, rate: 0, currency: "JPY" }])).toBe(1)
})

// Waits for the new rounding rules of the tax office, due in March.
// ok: no-skipped-test
it.skip("rounds to five cents", () => {
  expect(total([{ net: 1.02, rate: 0 }])).toBe(1)
})

// ok: no-skipped-test
it.skip("reverse charge (#482)", () => {
  expect(total([{ net: 100, rate: 0, reverse: true }])).toBe(100)
})

// ok: no-skipped-test
it.skipIf(process.platform === "win32")("writes the archive with links", () => {
  expect(total([])).toBe(0)
})

// ok: no-skipped-test
it.todo("splits an invoice")

// ok: no-skipped-test
test("archives", { skip: process.env.CI === undefined }, () => {
  expect(total([])).toBe(0)
})

test("downloads the file", () => {
  // ok: no-skipped-test
  test.skip(process.env.BROWSER === "webkit", "webkit has no downloads")
  // ok: no-skipped-test
  const rest = [1, 2, 3].skip("first", (each) => each > 1)
  expect(rest).toHaveLength(2)
})
