import { expect, test } from "vitest"
import { isMinified } from "../../src/analysis/classify.ts"

const statement = 'import { createServer } from "node:http"\n'

test("a file of ordinary lines is not minified, however long it is", () => {
  expect(isMinified("src/server.js", statement.repeat(20_000))).toBe(false)
})

test("a page in one long line does not make a small file minified", () => {
  expect(isMinified("src/page.js", `${statement}export const page = "${"x".repeat(15_000)}"\n`)).toBe(false)
})

test("a name, an endless line or lines of some hundred characters throughout tell a minified file", () => {
  expect(isMinified("public/app.min.js", statement)).toBe(true)
  expect(isMinified("public/app.js", `${statement}${"a".repeat(20_001)}`)).toBe(true)
  expect(isMinified("public/blocks.js", `${"a=b,".repeat(110)}\n`.repeat(200))).toBe(true)
})
