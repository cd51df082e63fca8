import type { Call } from "../calls/call-facts.ts"
import { everyCallOf } from "../calls/calls-of.ts"
import { retriedHandlers } from "../calls/retried-handlers.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const KEY = /^(?:x[-_])?idempotency[-_]?(?:key|token)$|^clientrequesttoken$/i
const FRESH = /(?:^|\.)(?:randomUUID|uuid|uuidv?[1467]|v[1467]|nanoid|ulid|cuid|createId|randomBytes)$|^Date\.now$|^Math\.random$/i
// `Math.floor(Date.now() / DAY)` is the same for a while.
const ROUNDED = /^Math\.(?:floor|round|trunc|ceil)$/
const RETRYING = /retr(?:y|ies)|back_?off|attempt/i
const MAX_CALLS = 40

export const noFreshIdempotencyKey = defineRule({
  kind: "source",
  id: "no-fresh-idempotency-key",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "Each attempt has an idempotency key of its own",
  why: "The other side tells a repetition from a new order by its idempotency key. A key that is made anew in every attempt makes each of them a new order: when the first was carried out and only its answer was lost, the customer is charged twice.",
  fix: "Make the key once, before the first attempt, or derive it from what is done, such as the id of the order.",
  cwe: ["CWE-837"],
  needs: { path: "server", text: [/idempotency|clientRequestToken/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { at, value } of keysIn(module)) {
      const made = madeAt(module, value)
      const repeats = made && repetitionOf(project, module, made)
      if (!repeats) continue
      yield {
        at,
        ...(repeats.isCertain ? {} : { confidence: "medium" as const }),
        title: "Each attempt has an idempotency key of its own",
        message: `${repeats.what} makes a new key: when an attempt was carried out and only its answer was lost, the other side takes the next one for a new order and does it again.`,
        fix: repeats.fix,
        ...(repeats.module === module
          ? {}
          : {
              trace: [
                { path: repeats.module.path, line: repeats.module.lineOf(repeats.node), what: "what is called again after a failure" },
              ],
            }),
      }
    }
  },
})

/** Where a key is passed: a property or header of that name, or `headers.set("Idempotency-Key", …)`. */
function* keysIn(module: SourceModule): Generator<{ readonly at: Node; readonly value: Node }> {
  for (const node of nodesOf(module.program, "Property", "CallExpression")) {
    if (node.type === "Property") {
      if (KEY.test(propertyName(node) ?? "") && node.parent?.type === "ObjectExpression") yield { at: node, value: node.value }
      continue
    }
    const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
    const [name, value] = node.arguments
    if (value && /^(?:set|append|header|setHeader)$/.test(method ?? "") && KEY.test(stringOf(name) ?? "")) yield { at: node, value }
  }
}

/** The call that makes a value a new one each time, in the expression itself or in that of a `const`; `null` when it is no such value. */
function madeAt(module: SourceModule, value: Node): Node | null {
  const node = bare(value)
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const init =
    declaration?.declaration.type === "VariableDeclarator" && declaration.constant && declaration.pattern.length === 0
      ? declaration.declaration.init
      : null
  const expression = bare(init ?? node)
  // `order.key ?? randomUUID()` is there the second time.
  if (!/^(?:CallExpression|TemplateLiteral|BinaryExpression)$/.test(expression.type)) return null
  let made: Node | null = null
  for (const each of descendants(expression)) {
    if (each.type !== "CallExpression") continue
    const callee = module.textOf(each.callee).slice(0, 60)
    if (ROUNDED.test(callee)) return null
    if (FRESH.test(callee)) made = each
  }
  return made
}

interface Repetition {
  readonly module: SourceModule
  readonly node: Node
  readonly what: string
  readonly fix: string
  readonly isCertain: boolean
}

/** What runs a node again after a failure: around it, or around a call of the function it is in; `null` when nothing does. */
function repetitionOf(project: Project, module: SourceModule, made: Node): Repetition | null {
  const here = around(project, module, made)
  if (here.repetition || !here.function) return here.repetition
  const name = functionName(here.function)
  if (name === null) return null
  const handed = handedToRetry(module, here.function, name)
  if (handed) return handed
  for (const each of (everyCallOf(project, here.function) ?? []).slice(0, MAX_CALLS)) {
    const { repetition } = around(project, each.module, each.call)
    if (repetition) return repetition
  }
  return null
}

/** What repeats a node in its own file, or else the function with a name that it stands in. */
function around(
  project: Project,
  module: SourceModule,
  node: Node,
): { readonly repetition: Repetition | null; readonly function: FunctionNode | null } {
  let isTried = false
  let below = node
  for (const above of ancestors(node)) {
    if (above.type === "TryStatement" && above.block === below && above.handler) isTried = true
    if (isTried && /^(?:For|While|DoWhile)\w*Statement$/.test(above.type) && above.type !== "ForOfStatement")
      return { repetition: attemptOf(module, above, `Each turn of the loop on line ${module.lineOf(above)}`), function: null }
    if (isFunction(above)) {
      const call = above.parent
      if (call?.type === "CallExpression" && call.callee !== above && isRetry(module, call))
        return { repetition: attemptOf(module, call, `Each attempt of \`${module.textOf(call.callee).slice(0, 40)}\``), function: null }
      const handler = retriedHandlers(project, module).find((each) => each.kind === "queue" && each.node === above)
      if (handler)
        return {
          repetition: {
            module,
            node: above,
            what: `Each delivery of the job by ${handler.sender}`,
            fix: "Derive it from what the job is about, such as the id of the order or of the job, so that it is the same when the job runs again.",
            isCertain: false,
          },
          function: null,
        }
      if (functionName(above) !== null) return { repetition: null, function: above }
    }
    below = above
  }
  return { repetition: null, function: null }
}

function attemptOf(module: SourceModule, node: Node, what: string): Repetition {
  return { module, node, what, fix: "Make the key once, before the first attempt, and hand it to each.", isCertain: true }
}

function isRetry(module: SourceModule, call: Call): boolean {
  return RETRYING.test(module.textOf(call.callee).slice(-60))
}

// `retry(postCharge)`
function handedToRetry(module: SourceModule, called: FunctionNode, name: string): Repetition | null {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const isHanded = call.arguments.some((each) => each.type === "Identifier" && each.name === name)
    if (isHanded && isRetry(module, call) && (call.end < called.start || call.start > called.end))
      return attemptOf(module, call, `Each attempt of \`${module.textOf(call.callee).slice(0, 40)}\``)
  }
  return null
}
