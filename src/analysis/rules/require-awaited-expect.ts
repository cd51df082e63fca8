import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { ancestors, bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { floatingAssertions, unheardAssertions } from "../tests/floating-assertions.ts"

export const requireAwaitedExpect = defineRule({
  kind: "source",
  id: "require-awaited-expect",
  section: "testing",
  practice: "async",
  severity: "medium",
  confidence: "high",
  title: "An asynchronous expectation is not awaited",
  why: "The test function returns before the promise settles, so the test passes whatever the promise does. The failure shows up as an unhandled rejection in another test, or not at all.",
  fix: "Put `await` in front of it, or return it from the test.",
  cwe: ["CWE-252"],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path)) return
    yield* leftPending(project, module)
    yield* leftRunning(project, module)
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const expression = node.expression.type === "ChainExpression" ? node.expression.expression : node.expression
      const kind = pendingKind(project, module, expression)
      if (kind === null) continue
      const text = shortCall(module.textOf(expression))
      const edits = awaitEdits(module, node)
      yield {
        at: node,
        title: kind === "request" ? `\`${text}\` is never waited for` : `The test ends before \`${text}\` has decided`,
        message: describe(project, module.path, kind),
        ...(edits ? { edits } : {}),
      }
    }
  },
})

// `load().then((order) => expect(order.total).toBe(5))` as a statement of its own
function* leftPending(project: Project, module: SourceModule): Generator<Draft> {
  for (const { statement, chain } of floatingAssertions(project, module)) {
    const text = shortCall(module.textOf(chain))
    const edits = statement.type === "ExpressionStatement" ? awaitEdits(module, statement) : null
    yield {
      at: { start: statement.start, end: Math.min(statement.end, statement.start + text.length) },
      title: "The test ends before its assertion runs",
      message: `The test passes whatever \`${text}\` gives: nothing awaits or returns this promise, so what its callback asserts comes after the test has ended.`,
      ...(edits ? { edits } : {}),
    }
  }
}

// `cases.forEach(async (each) => expect(await load(each))…)` and `setTimeout(() => expect(…)…)`
function* leftRunning(project: Project, module: SourceModule): Generator<Draft> {
  for (const { call, kind } of unheardAssertions(project, module)) {
    const text = shortCall(module.code.slice(call.callee.start, Math.min(call.callee.end, call.callee.start + 400)))
    yield {
      at: { start: call.start, end: call.callee.end },
      title: "The test ends before its assertions run",
      message:
        kind === "loop"
          ? `The test passes whatever is asserted in \`${text}\`: \`forEach\` waits for none of its async callbacks and drops their failures, and the test has ended before the first \`await\` in them is over.`
          : `The test passes whatever is asserted in \`${text}\`: nothing waits for the timer, and the test has ended when it fires.`,
      fix:
        kind === "loop"
          ? "Make a test of each element (`it.each(…)`), or wait for each in a `for … of` loop of an async test."
          : "Await what the assertion waits for, or move a fake clock forward and assert behind it.",
    }
  }
}

// `expect(charge({ card })).rejects.toThrow("expired")` is `expect(charge(…)).rejects.toThrow(…)`: a title has room for its shape.
function shortCall(text: string): string {
  const whole = text.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 400)
  if (whole.length <= 60) return whole
  return whole.replace(/\((?:[^()]|\([^()]*\)){12,}\)/g, "(…)").slice(0, 60)
}

function describe(project: Project, path: string, kind: "expectation" | "request"): string {
  if (kind === "request")
    return "The test passes whatever the service answers: nothing awaits or returns this request, so its expectations run, if at all, after the test has ended."
  if (project.dependsOn(path, "vitest") !== null)
    return "The lines after it run before it has decided, and what they do can change its outcome; Vitest only warns about it and waits at the end of the test."
  return "The test passes whatever the promise does: its outcome arrives after the test has ended, as an unhandled rejection or not at all."
}

/** What the statement leaves pending, or `null` when it waits or is no expectation. */
function pendingKind(project: Project, module: SourceModule, expression: Node): "expectation" | "request" | null {
  if (expression.type !== "CallExpression" && expression.type !== "MemberExpression") return null
  const names: string[] = []
  let at: Node = expression
  for (;;) {
    if (at.type === "MemberExpression") {
      names.unshift(propertyName(at) ?? "")
      at = bare(at.object)
    } else if (at.type === "CallExpression" && bare(at.callee).type === "MemberExpression") at = bare(at.callee)
    else break
  }
  if (names.some((name) => name === "then" || name === "catch" || name === "finally" || name === "end" || name === "notify")) return null
  if (at.type === "CallExpression" && at.callee.type === "Identifier" && at.callee.name === "expect") {
    // `expect(p).rejects` alone asserts nothing; that is another rule's.
    if ((names[0] === "resolves" || names[0] === "rejects") && names.length > 1)
      return expression.type === "CallExpression" ? "expectation" : null
    if (names.includes("eventually")) return "expectation"
    if (names.some((name) => /^(?:rejected|rejectedWith|fulfilled|become)$/.test(name)) && names[0] === "to")
      return project.dependsOn(module.path, "chai-as-promised") === null ? null : "expectation"
    return null
  }
  // `assert.rejects(p)` of Node and tap, `p.should.eventually.equal(1)` of chai-as-promised.
  if (
    expression.type === "CallExpression" &&
    at.type === "Identifier" &&
    /^(?:assert|t)$/.test(at.name) &&
    names.length === 1 &&
    /^(?:rejects|doesNotReject|resolves|resolveMatch|isRejected|isFulfilled)$/.test(names[0] ?? "")
  )
    return /^is(?:Rejected|Fulfilled)$/.test(names[0] ?? "") && project.dependsOn(module.path, "chai-as-promised") === null
      ? null
      : "expectation"
  const should = names.indexOf("should")
  if (should !== -1 && names.slice(should).some((name) => /^(?:eventually|rejected|rejectedWith|fulfilled)$/.test(name)))
    return project.dependsOn(module.path, "chai-as-promised") === null ? null : "expectation"
  if (names.includes("expect") && expression.type === "CallExpression" && !hasCallback(expression)) {
    const origin = originOf(project, module, at)
    if (
      origin !== null &&
      /^supertest(?:\.default|\.agent)?\(\)$/.test(origin) &&
      names.some((name) => /^(?:get|post|put|patch|delete|del|head|options)$/.test(name))
    )
      return "request"
  }
  return null
}

// `.expect(200, done)` sends the request and tells the test when it is over.
function hasCallback(call: Node & { type: "CallExpression" }): boolean {
  const last = call.arguments.at(-1)
  if (!last) return false
  const inner = bare(last)
  return (
    call.arguments.length > 1 &&
    (inner.type === "Identifier" || inner.type === "FunctionExpression" || inner.type === "ArrowFunctionExpression")
  )
}

/** `await` in front, and `async` for the test function where it stands directly in it. */
function awaitEdits(module: SourceModule, statement: Node): Edit[] | null {
  const wait = { start: statement.start, end: statement.start, text: "await " }
  const running = enclosingFunction(statement)
  if (!running) return null
  if (running.async) return [wait]
  // Only a function that is the argument of `it` or `test` may become async without its callers knowing.
  const call = running.parent
  if (
    call?.type !== "CallExpression" ||
    !/^(?:it|test|specify)\b/.test(module.textOf(call.callee)) ||
    running.generator ||
    running.params.length > 0
  )
    return null
  for (const above of ancestors(statement))
    if (above === running) return [{ start: running.start, end: running.start, text: "async " }, wait]
  return null
}
