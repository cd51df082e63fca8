import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { hasAssertion, isAssertion } from "../tests/assertions.ts"
import { acceptsOwnFailure } from "../tests/own-failure.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"

// Whoever counts assertions or waits for something notices an event that does not come.
const WAITS_FOR_EVENT =
  /\b(?:assertions|hasAssertions|plan)\s*\(|\bPromise\b|\bonce\s*\((?!\s*["'`])|\bawait\b|toHaveBeenCalled|mock\.fn|\.callCount|calledOnce/

export const noSwallowedAssertion = defineRule({
  kind: "source",
  id: "no-swallowed-assertion",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "medium",
  title: "A failing assertion does not fail the test",
  why: "An assertion fails by throwing. Where that is caught, comes after the end of the test, or stands on a way that is never taken, the test is green whatever the code does.",
  fix: "Let the assertion throw where the test runner sees it.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path)) return
    for (const test of testCallsIn(project, module)) {
      const { body } = test
      if (test.kind !== "case" || !body?.body) continue
      const rejection = onlyInRejection(module, body)
      if (rejection) yield { ...rejection, message: `${rejection.message} ${nameTest(test)} stays green whatever the code does.` }
      if (body.body.type !== "BlockStatement") continue
      const done =
        body.params[0]?.type === "Identifier" && !/^(?:t|ctx|context|fixture\w*|_\w*)$/.test(body.params[0].name)
          ? body.params[0].name
          : null
      const listener = done === null ? onlyInListeners(module, body) : null
      if (listener) yield { ...listener, message: `${listener.message} ${nameTest(test)} stays green whatever the code does.` }
      for (const node of ownNodes(body.body)) {
        const found =
          node.type === "TryStatement"
            ? caught(module, body, node)
            : node.type === "ExpressionStatement" && done === null
              ? unreturned(module, body, node)
              : node.type === "ExpressionStatement" && done !== null
                ? afterDone(module, node, done)
                : null
        if (found) yield { ...found, message: `${found.message} ${nameTest(test)} stays green whatever the code does.` }
      }
    }
  },
})

function caught(module: SourceModule, body: FunctionNode, node: Node & { type: "TryStatement" }) {
  const { handler, block } = node
  if (!handler || !body.body) return null
  const reacts = [...descendants(handler.body)].some(
    (each) =>
      each.type === "ThrowStatement" ||
      each.type === "ReturnStatement" ||
      (each.type === "CallExpression" && (isAssertion(each) || /^(?:done|next|reject|fail|cb|callback|skip)$/.test(nameOf(each)))),
  )
  if (acceptsOwnFailure(node))
    return {
      at: { start: handler.start, end: handler.body.start },
      title: "The catch is content with the failure of the test itself",
      message:
        "When nothing is thrown, the line at the end of the `try` fails by throwing, and the `catch` takes that for the error it waits for:",
      fix: "Use `assert.rejects`, `assert.throws` or `expect(…).rejects.toThrow(…)` with the error that is expected.",
      key: "own failure",
    }
  const asserts = hasAssertion(block)
  if (asserts && noticed(body, node)) return null
  if (asserts && !reacts)
    return {
      at: { start: handler.start, end: handler.body.start },
      title: "The catch swallows the failing assertion",
      message: "The assertions in this `try` fail by throwing, and the `catch` takes that and goes on:",
      fix: "Take the assertions out of the `try`, or throw the error again.",
      key: "catch swallows",
    }
  // `try { await refuse() } catch (error) { expect(error)… }` is green when nothing is thrown.
  const checksError = [...descendants(handler.body)].some((each) => isAssertion(each))
  if (!checksError || asserts || [...descendants(block)].some((each) => each.type === "ThrowStatement" || each.type === "ReturnStatement"))
    return null
  if (
    [...descendants(block)].some(
      (each) => each.type === "CallExpression" && /fail|unreachable|assertions|plan|throw|done/i.test(nameOf(each)),
    )
  )
    return null
  const text = module.textOf(body)
  if (/\b(?:hasAssertions|assertions|plan|fail|unreachable)\s*\(/.test(text)) return null
  const after = [...ownNodes(body.body)].some((each) => each.start > node.end && isAssertion(each))
  if (after || node.finalizer) return null
  return {
    at: { start: node.start, end: block.start },
    title: "Nothing fails when nothing is thrown",
    message: "The assertions stand in the `catch` only, so they do not run when the code stops throwing:",
    fix: "Use `await expect(…).rejects.toThrow(…)`, or throw behind the call that has to fail.",
    key: "only in catch",
  }
}

// `try { expect(…); isFound = true } catch {}` and `expect(isFound)` behind it: what was swallowed leaves the variable as it was.
function noticed(body: FunctionNode, { block, end }: Node & { type: "TryStatement" }): boolean {
  const first = [...descendants(block)].find((each) => isAssertion(each))
  const set = new Set<string>()
  for (const each of descendants(block))
    if (first && each.start > first.start && each.type === "AssignmentExpression" && each.left.type === "Identifier")
      set.add(each.left.name)
  if (set.size === 0 || !body.body) return false
  return [...ownNodes(body.body)].some(
    (each) =>
      each.start > end && isAssertion(each) && [...descendants(each)].some((inner) => inner.type === "Identifier" && set.has(inner.name)),
  )
}

/** The first listener that asserts, where nothing else does and nothing waits for the event. */
function onlyInListeners(module: SourceModule, body: FunctionNode) {
  if (!body.body || WAITS_FOR_EVENT.test(module.textOf(body).slice(0, 20_000))) return null
  let first: Node | null = null
  for (const node of descendants(body.body)) {
    if (!isAssertion(node)) continue
    const listener = enclosingFunction(node)
    const call = listener?.parent
    if (
      !listener ||
      enclosingFunction(listener) !== body ||
      call?.type !== "CallExpression" ||
      call.callee.type !== "MemberExpression" ||
      !/^(?:on|once|addListener)$/.test(propertyName(call.callee) ?? "") ||
      stringOf(call.arguments[0]) === null
    )
      return null
    first ??= call
  }
  if (first?.type !== "CallExpression") return null
  return {
    at: { start: first.start, end: first.callee.end },
    title: "Nothing fails when the event does not come",
    message: `All assertions stand in a listener for \`${(stringOf(first.arguments[0]) ?? "").replaceAll("`", "'").slice(0, 40)}\`, which need not run:`,
    fix: "Keep what the listener is given and assert it behind the call that causes the event, or wait for the event (`await once(emitter, …)`).",
    key: "only in listener",
  }
}

/** `return refund().catch((error) => expect(error)…)` where nothing else asserts, and nothing fails when the promise is fulfilled. */
function onlyInRejection(module: SourceModule, body: FunctionNode) {
  const takesCallback = body.params[0]?.type === "Identifier" && !/^(?:t|ctx|context|test)$/.test(body.params[0].name)
  if (!body.body || takesCallback || /\b(?:hasAssertions|assertions|plan|fail|unreachable)\s*\(/.test(module.textOf(body).slice(0, 20_000)))
    return null
  let found: (Node & { type: "CallExpression" }) | null = null
  for (const node of descendants(body.body)) {
    if (found !== null && node.start >= found.start && node.end <= found.end) continue
    // An assertion elsewhere may be the one that fails, and so may what is thrown by hand.
    if (isAssertion(node) || node.type === "ThrowStatement") return null
    const handler = rejectionHandler(node)
    if (handler === null || !hasAssertion(handler) || enclosingFunction(node) !== body || !isWaitedFor(body, node)) continue
    if (found !== null || hasAssertion((handler.parent as Node & { type: "CallExpression" }).callee)) return null
    found = handler.parent as Node & { type: "CallExpression" }
  }
  if (found === null || /\bthrow\b|[Ff]ail|reject\(/.test(module.textOf(found.callee))) return null
  const callee = bare(found.callee) as Node & { type: "MemberExpression" }
  return {
    at: { start: callee.property.start, end: callee.property.end },
    title: "Nothing fails when nothing is rejected",
    message: `The assertions stand in \`.${propertyName(callee)}(…)\` only, so they do not run when the code stops rejecting:`,
    fix: "Use `await expect(…).rejects.toThrow(…)` or `assert.rejects(…)`.",
    key: "only in rejection",
  }
}

/** The function a promise calls when it is rejected, where it does nothing else: `.catch(handler)`, `.then(undefined, handler)`. */
function rejectionHandler(node: Node): FunctionNode | null {
  if (node.type !== "CallExpression" || bare(node.callee).type !== "MemberExpression") return null
  const name = propertyName(bare(node.callee))
  const [first, second] = node.arguments
  const handler = name === "catch" ? first : name === "then" && first && !isFunction(bare(first)) ? second : undefined
  return handler && isFunction(handler) ? handler : null
}

/** Whether a promise of the test is awaited, or returned from it. */
function isWaitedFor(body: FunctionNode, call: Node): boolean {
  const { parent } = call
  return parent?.type === "AwaitExpression" || parent?.type === "ReturnStatement" || body.body === call
}

/** `service.find().then((found) => expect(found)…)` as a statement of its own. */
function unreturned(module: SourceModule, body: FunctionNode, statement: Node & { type: "ExpressionStatement" }) {
  const call = bare(statement.expression)
  if (statement.expression.type === "AwaitExpression" || call.type !== "CallExpression" || call.callee.type !== "MemberExpression")
    return null
  if (!/^(?:then|catch|finally)$/.test(propertyName(call.callee) ?? "") || enclosingFunction(statement) !== body) return null
  const asserts = [...descendants(call)].some((each) => isFunction(each) && each.body && hasAssertion(each.body))
  // A plan counts the assertions, and a second parameter is the callback that ends the test of `node:test`.
  if (!asserts || body.params.length > 1 || /\bdone\b|\.plan\(|setImmediate|flushPromises/.test(module.textOf(body).slice(0, 20_000)))
    return null
  // Cypress puts its commands in a queue and runs them to the end by itself.
  if (/^(?:cy|browser)\b/.test(module.code.slice(call.start, call.start + 10))) return null
  const isLast = body.body?.type === "BlockStatement" && body.body.body.at(-1) === statement
  const edits: Edit[] | null = body.async
    ? [{ start: statement.start, end: statement.start, text: "await " }]
    : isLast && !body.generator
      ? [{ start: statement.start, end: statement.start, text: "return " }]
      : null
  return {
    at: { start: statement.start, end: Math.min(statement.end, statement.start + 200) },
    title: "Nothing waits for the promise these assertions hang on",
    message: `\`${module.text
      .slice(call.start, Math.min(call.end, call.start + 50))
      .replace(/\s+/g, " ")
      .replaceAll("`", "'")}…\` is neither awaited nor returned, so the test is over before its assertions run:`,
    fix: "Put `await` in front of it, or return it from the test.",
    key: "unreturned promise",
    ...(edits ? { edits } : {}),
  }
}

function afterDone(module: SourceModule, statement: Node & { type: "ExpressionStatement" }, done: string) {
  const { expression } = statement
  if (
    expression.type !== "CallExpression" ||
    expression.callee.type !== "Identifier" ||
    expression.callee.name !== done ||
    expression.arguments.length > 0
  )
    return null
  const block = statement.parent
  if (block?.type !== "BlockStatement") return null
  const after = block.body.slice(block.body.indexOf(statement) + 1).find((each) => hasAssertion(each))
  if (!after) return null
  return {
    at: statement,
    title: `\`${done}()\` is called before the assertions`,
    message: `\`${done}()\` ends the test, and the assertion on line ${module.lineOf(after)} comes after it:`,
    fix: `Call \`${done}()\` last.`,
    key: "done first",
  }
}

function nameOf(call: Node & { type: "CallExpression" }): string {
  const callee = bare(call.callee)
  return callee.type === "Identifier" ? callee.name : (propertyName(callee) ?? "")
}
