import { defineRule } from "../rule.ts"
import { bare, propertyOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { isInside, nameTest, testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"

const TICKET = /#\d+|\b[A-Z]{2,}-\d+|https?:\/\//

export const noSkippedTest = defineRule({
  kind: "source",
  id: "no-skipped-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "medium",
  title: "A test is switched off without a reason",
  why: "A skipped test is green for ever and is rarely switched on again. With a reason next to it, or as a todo, somebody can tell when its time has come.",
  fix: "Mend or delete the test, or write next to the skip why it waits and for what.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    const tests = testCallsIn(project, module)
    for (const test of tests) {
      const call = skipOf(module, test)
      if (call === null || isExplained(module, test)) continue
      const inside = tests.filter((each) => each.kind === "case" && isInside(each, test)).length
      const what = test.kind === "suite" && inside > 1 ? `${nameTest(test)} with its ${inside} tests` : nameTest(test)
      yield {
        at: { start: test.call.start, end: test.call.callee.end },
        title: `\`${call}\` switches ${what} off`,
        message: `${what} no longer ${test.kind === "suite" && inside > 1 ? "run" : "runs"}, and nothing here says why or until when: what it guards can break without anyone noticing.`,
        key: `skip ${test.title ?? ""}`,
      }
    }
  },
})

function skipOf(module: SourceModule, test: TestCall): string | null {
  if (test.body === null) return null
  if (/^x(?:it|test|specify|describe|context)$/.test(test.rootName)) return test.rootName
  const skip = test.modifiers.find((each) => each.name === "skip")
  if (skip) return module.textOf(skip.node)
  for (const argument of test.call.arguments) {
    const value = propertyOf(argument, "skip")
    // `{ skip: "waits for #12" }` is a reason, `{ skip: process.platform === "win32" }` a condition.
    if (value && bare(value).type === "Literal" && module.textOf(value) === "true") return "skip: true"
  }
  return null
}

// A comment of a few words on the line of the skip, above it or below it tells the next reader what it waits for; so does a ticket.
function isExplained(module: SourceModule, test: TestCall): boolean {
  if (TICKET.test(test.title ?? "")) return true
  const line = module.lineOf(test.call)
  let top = line
  const endsAbove = () =>
    module.comments.find((comment) => module.lines.lineAt(comment.end) === top - 1 && module.lines.lineAt(comment.start) < top)
  for (let above = endsAbove(); above; above = endsAbove()) top = module.lines.lineAt(above.start)
  return module.comments.some((comment) => {
    const nearby = module.lines.lineAt(comment.start) >= top && module.lines.lineAt(comment.start) <= line + 1
    return (
      nearby && !/^\s*(?:eslint|@ts-)/.test(comment.value) && (TICKET.test(comment.value) || comment.value.trim().split(/\s+/).length > 2)
    )
  })
}
