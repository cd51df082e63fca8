// @ts-nocheck fixture
import { totalOf } from "../src/totals.js"

test("sums up", () => {
  expect(totalOf([])).toBe(0)
})
