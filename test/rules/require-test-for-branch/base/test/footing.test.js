// @ts-nocheck fixture
import { expect, test } from "vitest"
import { footing } from "../src/footing.js"

test("has no sum of one row", () => {
  expect(footing([1])).toBe("")
})
