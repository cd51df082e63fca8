import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { descendants } from "../source/ast.ts"
import { requestsIn } from "../tests/requests.ts"
import { isAssertion, namesOf } from "../tests/assertions.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"

export const requireStatusInRouteTest = defineRule({
  kind: "source",
  id: "require-status-in-route-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "low",
  title: "A test of a route compares nothing but a snapshot",
  why: "A snapshot records whatever was answered on the day it was made, an error included, and is updated with one key when it differs. It does not say what the route promises.",
  fix: "Assert the status and the fields that matter; keep the snapshot for the rest.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path) || !/toMatch(?:Inline)?Snapshot|matchSnapshot|t\.snapshot/.test(module.text)) return
    for (const test of testCallsIn(project, module)) {
      if (test.kind !== "case" || !test.body) continue
      const text = module.textOf(test.body)
      const request = requestsIn(text).find((each) => each.method !== null || /inject|fetch/.test(text))
      if (!request || /\bstatus(?:Code)?\b|\.expect\(\s*\d{3}|toHaveStatus|\bok\b/.test(text)) continue
      const assertions = [...descendants(test.body)].filter((node) => isAssertion(node) && node.parent?.type !== "MemberExpression")
      if (assertions.length === 0 || !assertions.every((each) => namesOf(each).some((name) => /[sS]napshot/.test(name)))) continue
      yield {
        at: { start: test.call.start, end: test.call.callee.end },
        title: `${nameTest(test)} compares nothing but a snapshot`,
        message: `${nameTest(test)} sends \`${request.method ?? "a request"}\` to \`${request.address.replaceAll("`", "'").slice(0, 60)}\` and compares the answer with a recording only: an error answer that was recorded once stays green.`,
        key: `snapshot ${test.title ?? ""}`,
      }
    }
  },
})
