import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { descendants } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isAssertion, namesOf, rootOf } from "../tests/assertions.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"

const EXACT =
  /^(?:toBe|toEqual|toStrictEqual|toMatchObject|equal|equals|eql|deepEqual|strictEqual|deepStrictEqual|toHaveBeenCalledWith|calledWith|same|is|toThrow)$/
const VAGUE = /^(?:toBeDefined|toBeTruthy|ok|exist|exists|toBeInstanceOf|notThrow|doesNotThrow)$/

export const noWeakenedTest = defineRule({
  kind: "change",
  id: "no-weakened-test",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "medium",
  title: "A test that stays checks less than before",
  why: "It keeps its name and its place in the report, so nobody misses what it no longer proves. A test that stops passing after a change is news about the change first.",
  fix: "Adapt the expectation to what the code should do now, or say in the pull request why it no longer holds.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (file.oldPath === null || file.status === "deleted" || file.status === "copied" || !isTestPath(file.path)) continue
      const before = base.moduleOf(file.oldPath)
      const after = head.moduleOf(file.path)
      if (!before || !after || head.problemOf(file.path) !== null) continue
      const old = byTitle(base, before)
      for (const [title, test] of byTitle(head, after)) {
        const was = old.get(title)
        if (!was?.body || !test.body || before.textOf(was.body) === after.textOf(test.body)) continue
        const lost = compare(before, was, after, test)
        if (lost === null) continue
        yield {
          path: file.path,
          at: lost.at ?? { start: test.call.start, end: test.call.callee.end },
          title: `${nameTest(test)} ${lost.title}`,
          message: lost.message,
          key: `weaker ${title}`,
        }
        // The others of the file were changed for the same reason.
        break
      }
    }
  },
})

function byTitle(project: Project, module: SourceModule): Map<string, TestCall> {
  const tests = new Map<string, TestCall>()
  const twice = new Set<string>()
  for (const test of testCallsIn(project, module)) {
    if (test.kind !== "case" || test.title === null) continue
    if (tests.has(test.title)) twice.add(test.title)
    tests.set(test.title, test)
  }
  for (const title of twice) tests.delete(title)
  return tests
}

function compare(before: SourceModule, was: TestCall, after: SourceModule, test: TestCall) {
  const old = assertionsOf(was)
  const now = assertionsOf(test)
  // A helper that is called now may hold them.
  const callsMore = callsOf(test).some((name) => !callsOf(was).includes(name) && /expect|assert|verify|check|should/i.test(name))
  if (old.length > 0 && now.length === 0 && !callsMore)
    return {
      at: null,
      title: "no longer asserts anything",
      message: `Before this change it compared ${old.length === 1 ? "one result" : `${old.length} results`} with what was expected (${quote(before, old[0] as Node)}); now it is green whatever the code answers.`,
    }
  for (const each of old) {
    const subject = subjectOf(before, each)
    const kept = now.filter((other) => subjectOf(after, other) === subject)
    const exact = namesOf(each).some((name) => EXACT.test(name))
    const vague = kept.find((other) => namesOf(other).some((name) => VAGUE.test(name)))
    if (subject === "" || !exact || !vague || kept.some((other) => namesOf(other).some((name) => EXACT.test(name)))) continue
    if (old.some((other) => before.textOf(other) === after.textOf(vague))) continue
    return {
      at: vague,
      title: "compares less exactly than before",
      message: `${quote(before, each)} became ${quote(after, vague)}: any value that is there passes now, a wrong one included.`,
    }
  }
  return null
}

function assertionsOf(test: TestCall): Node[] {
  return test.body ? [...descendants(test.body)].filter((node) => isAssertion(node) && node.parent?.type !== "MemberExpression") : []
}

function callsOf(test: TestCall): string[] {
  return test.body
    ? [...descendants(test.body)].flatMap((node) =>
        node.type === "CallExpression" && node.callee.type === "Identifier" ? [node.callee.name] : [],
      )
    : []
}

function subjectOf(module: SourceModule, assertion: Node): string {
  const root = rootOf(assertion)
  const subject =
    root.type === "CallExpression" ? root.arguments[0] : assertion.type === "CallExpression" ? assertion.arguments[0] : undefined
  return subject ? module.textOf(subject).replace(/\s+/g, "").slice(0, 200) : ""
}

function quote(module: SourceModule, node: Node): string {
  return `\`${module.text
    .slice(node.start, Math.min(node.end, node.start + 70))
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")}\``
}
