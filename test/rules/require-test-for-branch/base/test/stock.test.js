// @ts-nocheck fixture
import { expect, test } from "vitest"
import { Stock } from "../src/stock.js"

test("takes from the stock", () => {
  expect(new Stock({ nut: 3 }).take("nut", 2)).toBe(1)
})
