import { expect, test } from "vitest"
import { isShown, parseHunks } from "../../src/publish/github-hunks.ts"

const patch = [
  "@@ -1,4 +1,5 @@ class A {",
  " one",
  "-two",
  "+2",
  "+2b",
  " three",
  " four",
  "\\ No newline at end of file",
  "@@ -20 +21,2 @@",
  "-old",
  "+@@ -1 +1 @@ not a header",
  "+new",
].join("\n")
const files = new Map([["a.ts", parseHunks(patch)]])

test.each([
  { name: "an unchanged line", at: { line: 1, startLine: null, side: "RIGHT" as const }, shown: true },
  { name: "an added line", at: { line: 3, startLine: null, side: "RIGHT" as const }, shown: true },
  { name: "a range in one hunk", at: { line: 5, startLine: 2, side: "RIGHT" as const }, shown: true },
  { name: "the last line of the last hunk", at: { line: 22, startLine: null, side: "RIGHT" as const }, shown: true },
  { name: "a deleted line", at: { line: 2, startLine: null, side: "LEFT" as const }, shown: true },
  { name: "a line behind the hunk", at: { line: 6, startLine: null, side: "RIGHT" as const }, shown: false },
  { name: "a range over two hunks", at: { line: 21, startLine: 5, side: "RIGHT" as const }, shown: false },
  { name: "a range that runs backwards", at: { line: 2, startLine: 3, side: "RIGHT" as const }, shown: false },
  { name: "an unchanged line on the left", at: { line: 1, startLine: null, side: "LEFT" as const }, shown: false },
])("$name is shown: $shown", ({ at, shown }) => {
  expect(isShown(files, { path: "a.ts", ...at })).toBe(shown)
})

test("a file without a patch shows nothing", () => {
  expect(parseHunks("")).toEqual([])
  expect(isShown(files, { path: "b.ts", line: 1, startLine: null, side: "RIGHT" })).toBe(false)
})
