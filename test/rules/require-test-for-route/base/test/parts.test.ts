// @ts-nocheck fixture
import { buildQuery } from "../src/parts.js"

test("builds a query", () => {
  expect(buildQuery({ q: "a" })).toBe("?q=a")
})
