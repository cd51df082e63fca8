import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { descendants, propertyName } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { testCallsIn } from "../test-cases.ts"

const RESTORED =
  /restoreAllMocks|mockRestore|resetAllMocks|\.restore\(|restoreMocks|createSandbox|sandbox|mockReset|unstubAll|mock\.reset|mock\.restoreAll|using\s+\w+\s*=/

export const requireRestoredMock = defineRule({
  kind: "source",
  id: "require-restored-mock",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "low",
  title: "A replaced function is never put back",
  why: "The replacement stays for every test that follows in the file, which then tests the replacement. Whether they pass depends on their order.",
  fix: "Restore in `afterEach` (`vi.restoreAllMocks()`, `jest.restoreAllMocks()`, `sinon.restore()`), or switch `restoreMocks` on.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path) || RESTORED.test(module.code) || !/spyOn|\bstub\(/.test(module.code) || isRestoredForAll(project)) return
    const cases = testCallsIn(project, module).filter((each) => each.kind === "case" && each.body !== null)
    if (cases.length < 2) return
    for (const test of cases.slice(0, -1)) {
      for (const node of descendants(test.call)) {
        if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.object.type !== "Identifier") continue
        const isSpy = propertyName(node.callee) === "spyOn" && /^(?:jest|vi)$/.test(node.callee.object.name)
        const isStub = propertyName(node.callee) === "stub" && node.callee.object.name === "sinon" && node.arguments.length >= 2
        if (!isSpy && !isStub) continue
        const target = `${module.textOf(node.arguments[0] ?? node).slice(0, 40)}.${module
          .textOf(node.arguments[1] ?? node)
          .replace(/["'`]/g, "")
          .slice(0, 40)}`.replaceAll("`", "'")
        const after = cases.filter((each) => each.call.start > test.call.end).length
        yield {
          at: { start: node.start, end: node.callee.end },
          title: `${target} stays replaced for the tests that follow`,
          message: `Nothing in this file puts \`${target}\` back: ${after === 1 ? "the test that follows runs" : `the ${after} tests that follow run`} with the replacement, and what ${after === 1 ? "it proves" : "they prove"} depends on the order.`,
          key: "not restored",
        }
        return
      }
    }
  },
})

function isRestoredForAll(project: Project): boolean {
  return project.once("mocks are restored for all tests", () =>
    [...project.tree.files.keys()].some(
      (path) =>
        /(?:^|\/)(?:package\.json|(?:jest|vitest|vite)[\w.-]*\.[cm]?[jt]s(?:on)?|\.mocharc[\w.]*)$|set-?up|test-?helper/i.test(path) &&
        RESTORED.test(project.codeOf(path)?.slice(0, 50_000) ?? ""),
    ),
  )
}
