import { expect, test } from "vitest"
import { anchorFinding } from "../../src/report/anchor.ts"
import { addedHunk, aDiff, aFile, aFinding } from "./subjects.ts"

const diff = aDiff([aFile("src/orders.ts", [addedHunk(10, 40), addedHunk(60, 62)])])

test.each([
  { name: "one line", finding: { startLine: 12 }, anchor: { line: 12, startLine: null } },
  { name: "a few lines in one hunk", finding: { startLine: 12, endLine: 14 }, anchor: { line: 14, startLine: 12 } },
  { name: "a long function stands on its first line", finding: { startLine: 12, endLine: 35 }, anchor: { line: 12, startLine: null } },
  {
    name: "a range over two hunks stands on its first shown line",
    finding: { startLine: 38, endLine: 61 },
    anchor: { line: 38, startLine: null },
  },
  {
    name: "a range that starts before the hunk stands on the first added line",
    finding: { startLine: 2, endLine: 11 },
    anchor: { line: 10, startLine: null },
  },
  {
    name: "a range that begins in the hunk and has no added line stands on its first line",
    finding: { startLine: 62, endLine: 70 },
    anchor: { line: 62, startLine: null },
  },
  {
    name: "a long range that a suggestion replaces stays whole",
    finding: { startLine: 12, endLine: 35, suggestion: { startLine: 12, endLine: 35, replacement: "x" } },
    anchor: { line: 35, startLine: 12 },
  },
])("$name", ({ finding, anchor }) => {
  expect(anchorFinding(aFinding(finding), diff)).toEqual({ path: "src/orders.ts", side: "RIGHT", ...anchor })
})

test.each([
  { name: "a line between the hunks", finding: { startLine: 50 } },
  { name: "the file as a whole", finding: { startLine: 12, evidence: "" } },
  { name: "a file that is not in the diff", finding: { path: "src/x.ts" } },
])("$name has no anchor", ({ finding }) => {
  expect(anchorFinding(aFinding(finding), diff)).toBeNull()
})

const way = [
  { path: "src/routes.ts", line: 4, what: "is what the client sends" },
  { path: "src/orders.ts", line: 61, what: "is passed on" },
  { path: "src/store.ts", line: 7, what: "arrives in `query`" },
]

test.each([
  { name: "in a file that is as it was", finding: { path: "src/store.ts", startLine: 7 } },
  { name: "between the hunks", finding: { startLine: 50 } },
])("what arrives $name stands on the last added line on its way", ({ finding }) => {
  expect(anchorFinding(aFinding({ ...finding, endLine: finding.startLine, trace: way }), diff)).toEqual({
    path: "src/orders.ts",
    line: 61,
    startLine: null,
    side: "RIGHT",
  })
})

test.each([
  { name: "a model tells", finding: { origin: "model" as const } },
  { name: "was before the change", finding: { side: "LEFT" as const } },
  { name: "leads over lines that are as they were", finding: { trace: way.map((step) => ({ ...step, line: 50 })) } },
])("a way that $name chooses no line", ({ finding }) => {
  expect(anchorFinding(aFinding({ path: "src/store.ts", startLine: 7, trace: way, ...finding }), diff)).toBeNull()
})
