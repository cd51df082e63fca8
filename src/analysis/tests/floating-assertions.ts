import { bare, enclosingFunction, isFunction, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"
import { hasAssertion, rootOf } from "./assertions.ts"

/** Assertions in a callback of a promise that the test neither awaits nor returns. */
export interface FloatingAssertion {
  /** The statement that leaves the promise pending. */
  readonly statement: Node
  /** The chain whose callback asserts. */
  readonly chain: Node
}

/** Assertions in a callback that runs by itself: of a loop that drops the promises it is given, or of a timer. */
export interface UnheardAssertion {
  readonly call: Node & { type: "CallExpression" }
  readonly kind: "loop" | "timer"
}

// Their commands wait in a queue of their own.
const QUEUED = /^(?:cy|browser|element|by|protractor|nightwatch|\$|\$\$)$/
// Time and promises are moved on by hand, so that callbacks have run when the test goes on.
const BY_HAND = /\$digest\(|\$apply\(|\bflush\w*\(|\btick\(|fakeAsync\(|runAllTicks\(|advanceTimers\w*\(|runAllTimers\w*\(/
// The number of assertions is said in advance, so that one which comes too late is missed.
const COUNTED = /\bplan\(|\bexpect\.(?:assertions|hasAssertions)\(/
const MAX_TEXT = 50_000

/** What the tests of a file assert in `.then(…)`, `.catch(…)` and `.finally(…)` without waiting for it. */
export function* floatingAssertions(project: Project, module: SourceModule): Generator<FloatingAssertion> {
  if (!/\b(?:then|catch|finally)\b/.test(module.text)) return
  for (const body of endingByThemselves(project, module)) {
    for (const node of ownNodes(body)) {
      if (node.type === "ExpressionStatement" && asserts(node.expression)) yield { statement: node, chain: node.expression }
      if (node.type === "VariableDeclarator" && node.init && asserts(node.init) && isForgotten(module, node, body))
        yield { statement: node.parent ?? node, chain: node.init }
    }
  }
}

/** What the tests of a file assert in async callbacks of `forEach`, and in timers, and are over before. */
export function* unheardAssertions(project: Project, module: SourceModule): Generator<UnheardAssertion> {
  if (!/\b(?:forEach|setTimeout|setImmediate)\b/.test(module.text)) return
  for (const body of endingByThemselves(project, module)) {
    const function_ = enclosingFunction(body)
    const isOverAtOnce = function_?.async === false && ![...ownNodes(body)].some((each) => each.type === "ReturnStatement" && each.argument)
    const isOnFakeClock = /[Ff]ake[Tt]imers|\bclock\b|mock\.timers/.test(module.code)
    for (const call of ownNodes(body)) {
      if (call.type !== "CallExpression") continue
      const callback = call.arguments[0] && bare(call.arguments[0])
      if (!callback || !isFunction(callback) || !callback.body || !hasAssertion(callback.body)) continue
      const callee = bare(call.callee)
      if (
        callee.type === "MemberExpression" &&
        propertyName(callee) === "forEach" &&
        callback.async &&
        isOfList(project, module, callee.object)
      )
        yield { call, kind: "loop" }
      if (callee.type === "Identifier" && /^set(?:Timeout|Immediate)$/.test(callee.name) && isOverAtOnce && !isOnFakeClock)
        yield { call, kind: "timer" }
    }
  }
}

// Streams, cursors and `async.forEach` have a forEach of their own that may wait.
function isOfList(project: Project, module: SourceModule, list: Node): boolean {
  const origin = originOf(project, module, list)
  if (origin !== null && !/^globalThis\.(?:Object|Array)\./.test(origin)) return false
  return !/cursor|stream|readable|^async$/i.test(module.code.slice(list.start, Math.min(list.end, list.start + 200)))
}

/** The bodies of the tests that are over when their function or its promise is, and where nobody moves time or counts assertions. */
function* endingByThemselves(project: Project, module: SourceModule): Generator<Node & { type: "BlockStatement" }> {
  for (const test of testCallsIn(project, module)) {
    const { body } = test
    if (test.kind !== "case" || body?.body?.type !== "BlockStatement" || takesCallback(test, body)) continue
    if (body.end - body.start > MAX_TEXT) continue
    const text = module.textOf(body)
    if (!BY_HAND.test(text) && !COUNTED.test(text)) yield body.body
  }
}

// `it("…", (done) => …)`: it says itself when it is over. Rows of `each` and a context that is taken apart are no callback.
function takesCallback(test: TestCall, body: FunctionNode): boolean {
  const last = body.params.at(-1)
  if (last?.type !== "Identifier" || /^(?:t|test|context|ctx|task)$/.test(last.name)) return false
  if (!test.modifiers.some(({ name }) => name === "each" || name === "for")) return true
  return /^(?:done|cb|callback|next|end)$/.test(last.name) || !body.body || !isRead(body.body, last.name)
}

function isRead(body: Node, name: string): boolean {
  for (const node of ownNodes(body)) if (node.type === "Identifier" && node.name === name) return true
  return false
}

/** Whether this is a chain of promises with an assertion in a callback, and nothing that waits for it. */
function asserts(expression: Node): boolean {
  if (expression.type === "AwaitExpression" || expression.type === "YieldExpression") return false
  let at = bare(expression)
  const root = rootOf(at)
  if (root.type === "Identifier" && QUEUED.test(root.name)) return false
  let found = false
  while (at.type === "CallExpression") {
    const callee = bare(at.callee)
    if (callee.type !== "MemberExpression") return found
    const name = propertyName(callee)
    if (name === "then" || name === "catch" || name === "finally")
      found ||= at.arguments
        .slice(0, name === "then" ? 2 : 1)
        .some((each) => isFunction(each) && each.body !== null && hasAssertion(each.body))
    at = bare(callee.object)
    while (at.type === "MemberExpression") at = bare(at.object)
  }
  return found
}

// `const promise = load().then(…)` of which nothing but its name is ever said again.
function isForgotten(module: SourceModule, declarator: Node & { type: "VariableDeclarator" }, body: Node): boolean {
  const binding = declarator.id.type === "Identifier" ? module.bindings.resolve(declarator.id) : null
  if (!binding || enclosingFunction(declarator) !== enclosingFunction(body)) return false
  return usesOf(module, binding, body).every((use) => use.parent?.type === "ExpressionStatement")
}
