import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isInsideTry, promiseCallOf, startOfChain } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import {
  ancestors,
  bare,
  enclosingFunction,
  functionName,
  identifiersNamed,
  isFunction,
  nodesOf,
  ownNodes,
  propertyName,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

export const requireAwaitInTry = defineRule({
  kind: "source",
  id: "require-await-in-try",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  title: "The `catch` never sees this failure",
  why: "`return promise` leaves the `try` before the promise has settled. Its rejection passes the `catch` by, so the handling that was written for it (another answer, a log line, a translated error) never runs.",
  fix: "`return await` inside the `try`.",
  cwe: ["CWE-755"],
  needs: { path: "server", words: ["try async"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ReturnStatement")) {
      if (!node.argument) continue
      const around = enclosingFunction(node)
      if (!around?.async || around.generator) continue
      const attempt = isInsideTry(node, around)
      const call = attempt && startOfChain(keptIn(module, node.argument, attempt))
      if (!call || !attempt?.handler || onlyRethrows(attempt.handler)) continue
      const isKnown = promiseCallOf(project, module, call) !== null || isHandedPromise(module, call, attempt)
      // What is called in a branch is not what the `catch` was written for.
      if (!isKnown && !(node.parent === attempt.block && isHandedOperation(module, call))) continue
      const name = calleeName(module, call)
      // With another `await` in the block, the `catch` may have been written for that one.
      const isAlone = ![...ownNodes(attempt.block)].some((each) => each.type === "AwaitExpression" && each.end <= node.start)
      if (!isKnown && !isAlone) continue
      yield {
        at: node,
        ...(isAlone && isKnown ? {} : { confidence: "medium" as const }),
        title: `The \`catch\` below never sees a failure of \`${name}\``,
        message: `\`return ${name}(…)\` leaves the \`try\` before the promise settles: when it rejects, the \`catch\` on line ${module.lineOf(attempt.handler)} does not run and the caller gets the raw error.`,
        fix: `\`return await ${name}(…)\`.`,
        edits: [{ start: node.argument.start, end: node.argument.start, text: "await " }],
      }
    }
  },
})

// What is told of the outcome and is not the work itself.
const REPORTS = /^(?:next|done|cb|callback|resolve|reject|on[A-Z]\w*)$/

/** The parameter that is called, of the function in hand or of one around it, which may be handed anything; `null` for other calls. */
function handedCallee(module: SourceModule, call: Call): Binding | null {
  if (call.callee.type !== "Identifier" || REPORTS.test(call.callee.name)) return null
  const binding = module.bindings.resolve(call.callee)
  return binding?.kind === "parameter" ? binding : null
}

/** Whether what is handed in gives a promise by its type, or is tried again after a failure: nobody retries what cannot fail later. */
function isHandedPromise(module: SourceModule, call: Call, attempt: Node & { type: "TryStatement" }): boolean {
  const operation = handedCallee(module, call)
  if (!operation) return false
  const type = typeOf(module, operation)
  if (type === null) return isRetried(attempt)
  // `Response | Promise<Response>` may well be there at once, unless it is tried again.
  if (/\bPromise(?:Like)?</.test(type)) return !type.includes("|") || isRetried(attempt)
  return !type.includes("=>") && isRetried(attempt)
}

// `const guarded = (handler) => async (req, res, next) => { try { return handler(req, res, next) } … }`
function isHandedOperation(module: SourceModule, call: Call): boolean {
  const operation = handedCallee(module, call)
  return operation !== null && typeOf(module, operation) === null
}

function typeOf(module: SourceModule, { identifier }: Binding): string | null {
  const annotation = identifier.type === "Identifier" ? identifier.typeAnnotation : null
  return annotation ? module.textOf(annotation) : null
}

/** Whether the `catch` lets a loop go on, or calls the function again. */
function isRetried(attempt: Node & { type: "TryStatement" }): boolean {
  let around: FunctionNode | null = null
  for (const above of ancestors(attempt)) {
    if (/^(?:For|While|DoWhile)\w*Statement$/.test(above.type)) return true
    if (!isFunction(above)) continue
    around = above
    break
  }
  const name = around && functionName(around)
  if (!name || !attempt.handler) return false
  for (const each of ownNodes(attempt.handler.body)) {
    if (each.type !== "CallExpression") continue
    const callee = bare(each.callee)
    if ((callee.type === "Identifier" ? callee.name : propertyName(callee)) === name) return true
  }
  return false
}

/** What a constant of the `try` holds that is returned without having been waited for; other expressions as they are. */
function keptIn(module: SourceModule, returned: Node, attempt: Node & { type: "TryStatement" }): Node {
  const binding = returned.type === "Identifier" ? module.bindings.resolve(returned) : null
  const declaration = binding?.declaration
  if (!binding || declaration?.type !== "VariableDeclarator" || declaration.id.type !== "Identifier" || !declaration.init) return returned
  const isOwn = declaration.parent?.parent === attempt.block && binding.assigned.length === 0
  // Whoever waits for it on the way has heard of its failure.
  const isAwaited = isOwn && identifiersNamed(attempt.block, binding.name).some((each) => each.parent?.type === "AwaitExpression")
  return isOwn && !isAwaited ? declaration.init : returned
}

function onlyRethrows(clause: Node & { type: "CatchClause" }): boolean {
  const [only, ...others] = clause.body.body
  if (!only) return false
  if (others.length > 0 || only.type !== "ThrowStatement") return false
  for (const each of ownNodes(only)) if (each.type === "NewExpression" || each.type === "CallExpression") return false
  return true
}
