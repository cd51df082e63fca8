import { assert, constantFrom, property, string } from "fast-check"
import { expect, test } from "vitest"
import { indexLines } from "../../src/analysis/source/line-index.ts"
import { nestingProblem } from "../../src/analysis/source/nesting.ts"
import { parseSource } from "../../src/analysis/source/parse.ts"

test.each([
  { name: "brackets", text: "[".repeat(20_000), reason: /brackets/ },
  { name: "calls", text: "f(".repeat(20_000), reason: /brackets/ },
  { name: "else branches", text: "if(a);else ".repeat(20_000), reason: /else/ },
  { name: "operators", text: "a+".repeat(100_000), reason: /operators/ },
  { name: "prefix operators", text: `${"!".repeat(20_000)}a`, reason: /prefix/ },
])("refuses deep $name before the parser sees them", ({ text, reason }) => {
  expect(nestingProblem(text)).toMatch(reason)
  expect(parseSource("a.ts", text)).toMatch(reason)
})

test.each([
  { name: "operators at the start of lines", text: `a${"\n+ b".repeat(25_000)}` },
  { name: "operators at the end of lines", text: "a +\n".repeat(25_000) },
  { name: "operators before comments", text: "a + // b\n".repeat(25_000) },
  { name: "operators around comments of several lines", text: "a + /* b\nc\nd */\n".repeat(25_000) },
  { name: "operators before what only looks like a comment", text: '"x//" +\n'.repeat(25_000) },
  { name: "operators beside comments that overlap", text: '"/*" + /*/\nx\ny\n*/\n'.repeat(25_000) },
  { name: "words between lines", text: `a${"\nin c - d - e".repeat(15_000)}` },
  { name: "elements with text between them", text: "<a>x\ny".repeat(12_000) },
])("takes $name for one statement", ({ text }) => {
  expect(nestingProblem(text)).toMatch(/operators/)
})

test.each([
  { name: "one a line", line: "const total = a + b - c * d" },
  { name: "with comments", line: "total = a + b - c // in euros" },
  { name: "with addresses in them", line: 'link = "https://example.org/" + a + "/" + b' },
  { name: "after comments of several lines", line: "/* why\n * it is so */\na = b - c + d" },
])("reads 8,000 statements without semicolons, $name", ({ line }) => {
  expect(nestingProblem(`${line}\n`.repeat(8_000))).toBeNull()
})

test.each([
  { path: "a.js", text: "const a = <div>{b}</div>\n" },
  { path: "a.js", text: "function f(a: string): void {}\n" },
  { path: "a.cjs", text: "return 1\n" },
  { path: "a.js", text: "#!/usr/bin/env node\nwith (a) { b }\n" },
  { path: "a.mts", text: "const enum A { B }\nexport default A.B!\n" },
  { path: "a.ts", text: "class A { @Get() b(@Param('id') id: string) {} }\n" },
])("parses $path: $text", ({ path, text }) => {
  const parsed = parseSource(path, text)
  expect(typeof parsed === "string" ? parsed : parsed.problem).toBeNull()
})

test.each([
  { path: "a.js", text: "// @flow\nimport type { A } from './a'\nfunction f(x: string): Array<A> { return [x] }\n", problem: null },
  { path: "b.js", text: "/**\n * @flow strict\n */\nexport const a = (x: any) => x\n", problem: null },
  { path: "c.js", text: "// @flow\nexport type X = {| a: ?string |}\nexport const a = 1\n", problem: /^syntax error at line 2/ },
])("reads what Flow shares with TypeScript in $path", ({ path, text, problem }) => {
  const parsed = parseSource(path, text)
  if (typeof parsed === "string") throw new Error(parsed)
  if (problem === null) expect(parsed.problem).toBeNull()
  else expect(parsed.problem).toMatch(problem)
  expect(parsed.text).toBe(text)
  expect(parsed.program.body.length).toBeGreaterThan(0)
})

test("keeps the offsets of what stands around a syntax error", () => {
  const text = "export const a = 1\nexport function ( {\n  x\n}\nexport const b = 2\n"
  const parsed = parseSource("a.ts", text)
  if (typeof parsed === "string") throw new Error(parsed)
  expect(parsed.problem).toMatch(/^syntax error at line 2/)
  expect(parsed.program.body.map((node) => text.slice(node.start, node.end))).toEqual(["export const a = 1", "export const b = 2"])
})

test("never throws, whatever the text", () => {
  assert(
    property(string({ unit: constantFrom(..."(){}[]<>=>+-!`${}'\"/*\\ \n\r;:,.@#a1ïf😀".split("")), maxLength: 200 }), (text) => {
      const parsed = parseSource("a.ts", text)
      expect(typeof parsed === "string" || parsed.text === text).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test("finds lines and their ends with every kind of line end", () => {
  const lines = indexLines("a\r\nbc\n\nd")
  expect(lines.count).toBe(4)
  expect([0, 1, 2, 3, 5, 6, 7, 8].map((offset) => lines.lineAt(offset))).toEqual([1, 1, 1, 2, 2, 3, 4, 4])
  expect([1, 2, 3, 4].map((line) => [lines.startOf(line), lines.endOf(line)])).toEqual([
    [0, 1],
    [3, 5],
    [6, 6],
    [7, 8],
  ])
})
