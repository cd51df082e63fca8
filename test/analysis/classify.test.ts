import { expect, test } from "vitest"
import { isMinified, skipReason } from "../../src/analysis/classify.ts"

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

test("a changed file that is taken for a minified one is named as left out", () => {
  const text = `${"a=b,".repeat(110)}\n`.repeat(200)
  const file = { path: "src/blocks.js", oldPath: null, status: "added", kind: "text" } as Parameters<typeof skipReason>[0]
  expect(skipReason(file, text, undefined)).toBe("minified file")
  expect(skipReason(file, statement.repeat(20_000), undefined)).toBe(null)
})
