import { expect, test } from "vitest"
import { vectorsIn } from "../../bench/recall/vectors.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

test("examples of a rule tester are read from its text, without those that need options or would have to be run", () => {
  const text = [
    'ruleTester.run("rule", rule, {',
    '  valid: ["fine()", { code: "tuned()", options: [{ max: 2 }] }, makeExample()],',
    "  invalid: [{ code: dedent`",
    "    wrong()",
    "  `, errors: [{}] }, `half ${made}`],",
    "})",
  ].join("\n")
  const module = createProject(aTree({ "tests/rule.js": text }), new Map()).moduleOf("tests/rule.js")
  expect(module && vectorsIn(module).map(({ kind, code, line }) => ({ kind, code: code.trim(), line }))).toEqual([
    { kind: "valid", code: "fine()", line: 2 },
    { kind: "invalid", code: "wrong()", line: 3 },
  ])
})
