// @ts-nocheck fixture
import { expect, test } from "vitest"
import { heading, priceOf } from "../src/prices.js"

test("adds lines up", () => {
  expect(priceOf({ lines: [{ amount: 2, price: 3 }] })).toBe(6)
})

test("names one row", () => {
  expect(heading([1])).toBe("Row")
})
