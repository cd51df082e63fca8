import { readdirSync, readFileSync, statSync } from "node:fs"
import { expect, test } from "vitest"
import { isFunction, nodesOf } from "../../src/analysis/source/ast.ts"
import { createModule } from "../../src/analysis/source/module.ts"
import type { SourceModule } from "../../src/analysis/source/module.ts"
import { parseSource } from "../../src/analysis/source/parse.ts"
import { isSourcePath } from "../../src/analysis/source/project.ts"
import { rules } from "../../src/analysis/rules/index.ts"
import { readFixture, runFixture } from "../support/rule-fixture.ts"

const folder = new URL("../rules/", import.meta.url).pathname
const sources = new URL("../../src/analysis/rules/", import.meta.url).pathname
const fixtures = readdirSync(folder)
  .filter((name) => !name.endsWith(".fixed"))
  .map((name) => ({ name, id: statSync(folder + name).isDirectory() ? name : name.replace(/\.\w+$/, "") }))

// What a comment says is what these are about: why a test is skipped, an error goes by, a file is left out or is not linted.
const GO_BY_COMMENTS = new Set([
  "no-disabled-lint-rule",
  "no-grown-ignore-file",
  "no-instruction-to-reviewer",
  "no-skipped-test",
  "no-swallowed-error",
])
// They compare lines of both sides, and the comment changes those.
const GO_BY_LINES = new Set(["no-removed-test"])
// The longest comment a window of a rule still leaves room for.
const MOST = 1_500

/** The words that stand in the regular expressions of a rule, as a comment that means to silence it would say them. */
function wordsOf(id: string): string {
  const text = readFileSync(`${sources}${id}.ts`, "utf8")
  const patterns = nodesOf(moduleOf(`${id}.ts`, text)!.program, "Literal").flatMap((node) =>
    "regex" in node && node.regex ? [node.regex.pattern] : [],
  )
  const said = patterns.map((pattern) =>
    pattern
      .replace(/\\[bBdDsSwW][*+?]?(?:\{[\d,]*\})?/g, " ")
      .replace(/\(\?(?:<?[=!]|:)/g, "(")
      .replace(/\[[^\]]*\](?:[*+?]|\{[\d,]*\})?/g, "x")
      .replace(/\\(.)/g, "$1")
      .replaceAll("|", " "),
  )
  return said.join("; ").replaceAll("*/", "* /").replace(/\s+/g, " ").slice(0, MOST)
}

function moduleOf(path: string, text: string): SourceModule | null {
  const parsed = parseSource(path, text)
  return typeof parsed === "string" ? null : createModule(path, parsed)
}

/** A file with the comment at its beginning, at its end and in every function, all lines where they were. */
function withComments(path: string, text: string, words: string): string {
  const module = isSourcePath(path) && !text.startsWith("#!") ? moduleOf(path, text) : null
  if (module === null) return text
  const bodies = nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression").flatMap((node) =>
    isFunction(node) && node.body?.type === "BlockStatement" && node.body.body.length > 0 ? [node.body.start + 1] : [],
  )
  let commented = text
  for (const at of bodies.sort((a, b) => b - a)) commented = `${commented.slice(0, at)}/* ${words} */${commented.slice(at)}`
  return `/* ${words} */ ${commented.replace(/\n$/, "")} /* ${words} */\n`
}

test.each(fixtures.filter(({ id }) => !GO_BY_COMMENTS.has(id) && !GO_BY_LINES.has(id)))(
  "no comment silences $id or makes it report",
  async ({ name, id }) => {
    const rule = rules.find((each) => each.id === id)!
    const fixture = readFixture(folder + name, id)
    const words = wordsOf(id)
    const commented = (files: ReadonlyMap<string, string>) =>
      new Map([...files].map(([path, text]) => [path, withComments(path, text, words)]))
    const { places } = await runFixture(rule, fixture)
    const outcome = await runFixture(rule, { ...fixture, base: commented(fixture.base), head: commented(fixture.head) })

    expect(outcome.places).toEqual(places)
  },
)
