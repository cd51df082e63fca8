import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"
import { assertedPromise } from "../tests/promise-assertions.ts"
import { alwaysHolds } from "../tests/tautology.ts"

// Whatever a name like this does, somebody meant it as a check.
const CHECKING =
  /expect|assert|should|verif|ensure|check|validat|throws|rejects|fail|match|must|compare|snapshot|^is[A-Z]|^to[A-Z]|^(?:find|get)(?:All)?By[A-Z]|wait(?:For|Until)|[fF]ind\w*Wait|^(?:ok|equal|deepEqual|notEqual|strictEqual|pass|plan|done|cy|tsd)$/i

export const noEmptyAssertion = defineRule({
  kind: "source",
  id: "no-empty-assertion",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "medium",
  title: "A test that cannot fail",
  why: "It counts as coverage and stays green whatever the code does. A missing test is at least visible.",
  fix: "Assert what the code should have done.",
  cwe: [],
  yieldsTo: ["no-weakened-test"],
  needs: { path: "test" },
  *check({ project, module }) {
    // Commands of a browser fail by themselves.
    if (!isTestPath(module.path) || /(?:^|\/)(?:cypress|playwright)\//.test(module.path)) return
    const checkedAfter = scopesWithCheckAfterEach(project, module)
    for (const test of testCallsIn(project, module)) {
      if (
        test.kind !== "case" ||
        test.body === null ||
        test.modifiers.some((each) => each.name === "skip" || each.name === "todo") ||
        test.rootName.startsWith("x")
      )
        continue
      if (tellsOfNotThrowing(test.title) || startsServer(test.body) || canFail(project, module, test.body, 0)) continue
      if (isForCompiler(module, test.body) || checkedAfter.has(null) || isWithinAny(checkedAfter, test.call)) continue
      const isEmpty = test.body.body?.type === "BlockStatement" && test.body.body.body.length === 0
      yield {
        at: { start: test.call.start, end: test.call.callee.end },
        title: `${nameTest(test)} asserts nothing`,
        message: isEmpty
          ? `The body of ${nameTest(test)} is empty: it is green whatever the code does.`
          : `${nameTest(test)} runs code and compares nothing with what was expected: it stays green as long as nothing is thrown, whatever the result is.`,
        fix: isEmpty
          ? "Write the test, or say so with `it.todo(…)`."
          : "Assert the result or the effect the title promises; where not throwing is the point, say so in the title or with `not.toThrow`.",
        confidence: isEmpty ? "high" : "medium",
        key: `asserts nothing ${test.title ?? ""}`,
      }
    }
    for (const node of descendants(module.program)) {
      if (node.type === "ExpressionStatement") {
        const draft = unfinished(module, node.expression)
        if (draft) yield draft
      } else if (node.type === "CallExpression") {
        const text = alwaysHolds(module, node)
        if (text !== null) yield { at: node, ...describeTautology(text) }
        const promise = assertedPromise(project, module, node)
        if (promise) yield { at: node, ...describePromise(promise.name) }
      }
    }
  },
})

// `// @ts-expect-error` is an assertion: the compiler fails where there is no error.
function isForCompiler(module: SourceModule, body: FunctionNode): boolean {
  return module.comments.some(({ value, start, end }) => body.start < start && end < body.end && /^\s*@ts-expect-error\b/.test(value))
}

/** The functions around an `afterEach` that checks something, such as `describe("…", () => { … })`; `null` among them is the file. */
function scopesWithCheckAfterEach(project: Project, module: SourceModule): ReadonlySet<FunctionNode | null> {
  const scopes = new Set<FunctionNode | null>()
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.callee.type !== "Identifier" || call.callee.name !== "afterEach") continue
    if (call.arguments.some((each) => isFunction(each) && canFail(project, module, each, 0))) scopes.add(enclosingFunction(call))
  }
  return scopes
}

function isWithinAny(scopes: ReadonlySet<FunctionNode | null>, node: Node): boolean {
  if (scopes.size === 0) return false
  for (const above of ancestors(node)) if (isFunction(above) && scopes.has(above)) return true
  return false
}

function tellsOfNotThrowing(title: string | null): boolean {
  return (
    title === null ||
    /throw|error|fail|crash|hang|leak|smoke|compil|type|load|import|start|boot|build|creat|defin|connect|clos|clean|set ?up|tear|prepar|seed|migrat|accept|allow|support|handle|work|succeed|nothing|anything/i.test(
      title,
    )
  )
}

// `await app.ready()` at the end is the check of a smoke test: it fails when a plugin does.
function startsServer(body: FunctionNode): boolean {
  const last = body.body?.type === "BlockStatement" ? body.body.body.at(-1) : null
  const call = last?.type === "ExpressionStatement" && last.expression.type === "AwaitExpression" ? bare(last.expression.argument) : null
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    /^(?:ready|listen|start|init|initialize)$/.test(propertyName(call.callee) ?? "")
  )
}

/** Whether anything in the function, or in the functions of the repository it calls, may make the test fail on purpose. */
function canFail(project: Project, module: SourceModule, body: FunctionNode, depth: number): boolean {
  // `done` and the `t` of tap, AVA and node:test come as parameters.
  const parameters = new Set(body.params.flatMap((each) => (each.type === "Identifier" ? [each.name] : [])))
  if (!body.body) return true
  for (const node of descendants(body.body)) {
    if (node.type === "ThrowStatement") return true
    if (node.type === "Identifier" && ((depth === 0 && parameters.has(node.name)) || /expect|assert|should|chai/i.test(node.name)))
      return true
    if (node.type === "MemberExpression" && CHECKING.test(propertyName(node) ?? "")) return true
    if (node.type !== "CallExpression") continue
    const callee = bare(node.callee)
    // Other files bring their own tests.
    if (callee.type === "Identifier" && callee.name === "require") return true
    const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
    if (CHECKING.test(name)) return true
    if (callee.type === "Identifier") {
      const meaning = meaningOf(project, module, callee)
      // A helper that cannot be followed may well assert.
      if (meaning === null || meaning.kind === "value") return true
      if (
        meaning.kind === "function" &&
        isTestPath(meaning.module.path) &&
        (depth >= 2 || canFail(project, meaning.module, meaning.node, depth + 1))
      )
        return true
    }
  }
  return false
}

function unfinished(module: SourceModule, statement: Node) {
  const expression = bare(statement)
  const text = module.textOf(expression).replace(/\s+/g, " ").slice(0, 60)
  if (isExpect(expression)) {
    return {
      at: expression,
      title: `\`${text}\` has no matcher`,
      message: `\`${text}\` only wraps a value: without a matcher behind it nothing is compared, and this line cannot fail.`,
      fix: "Add the matcher that was meant.",
      confidence: "high" as const,
    }
  }
  if (expression.type !== "MemberExpression") return null
  let root: Node = expression
  while (root.type === "MemberExpression") root = bare(root.object)
  const name = propertyName(expression)
  // chai asserts with properties (`.to.be.true`); the matchers of Jest and Vitest have to be called.
  if (!isExpect(root) || name === null || !/^(?:to[A-Z]\w*|resolves|rejects|not)$/.test(name)) return null
  return {
    at: expression,
    title: `\`${text}\` names a matcher and does not call it`,
    message: `\`${name}\` without \`()\` is only looked up: nothing is compared, and this line cannot fail.`,
    fix: `Call it: \`.${name}(…)\`.`,
    ...(/^to(?:BeTruthy|BeFalsy|BeDefined|BeUndefined|BeNull|BeNaN|HaveBeenCalled|HaveBeenCalledOnce|Throw)$/.test(name)
      ? { edits: [{ start: expression.end, end: expression.end, text: "()" }] }
      : {}),
    confidence: "high" as const,
  }
}

function isExpect(node: Node): node is Node & { type: "CallExpression" } {
  return node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "expect" && node.arguments.length === 1
}

function describePromise(name: string) {
  return {
    title: `The promise of \`${name}\` is asserted, not what it brings`,
    message: `\`${name}\` gives a promise, and a promise is true and unlike anything else whatever it brings: this line cannot fail.`,
    fix: `\`await ${name}(…)\`, and compare what it gives.`,
    confidence: "high" as const,
  }
}

function describeTautology(text: string) {
  return {
    title: `\`${text}\` is always true`,
    message: `\`${text}\` compares something with itself, so it says nothing about the code and cannot fail.`,
    fix: "Assert the result of the code; to mark a line that must not be reached, use `expect.unreachable()` or throw.",
    confidence: "high" as const,
  }
}
