import { expect, test } from "vitest"
import { repeatsAll } from "../../src/analysis/source/pattern-classes.ts"

test.each([
  ["^[\\w./-]+$", "./", true],
  ["^[\\x21-\\x7e]{1,500}$", "'<;/", true],
  ["^[a-z\\]/.]*$", "./", true],
  ["^[\\w-]+$", "./", false],
  ["^[./]$", "./", false],
  ["^[^/]+$", "./", false],
  // No class at all, and one that no engine takes.
  ["^\\w+$", "./", false],
  ["^[z-a./]+$", "./", false],
])("%s repeats all of %s: %s", (pattern, signs, expected) => {
  expect(repeatsAll(pattern, signs)).toBe(expected)
})

test("brackets that never close are not looked for from each of them to the end", () => {
  expect(repeatsAll(`^${"[".repeat(1_000_000)}$`, "./")).toBe(false)
})
