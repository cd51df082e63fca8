import { bare, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { createModule } from "../source/module.ts"
import type { SourceModule } from "../source/module.ts"
import { parseSource } from "../source/parse.ts"
import { createEnvironment } from "./environment.ts"
import { advance } from "./value.ts"
import type { Step, Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"
import { oneLine } from "./wording.ts"

const RUNNERS = /^vm\.(?:runInContext|runInNewContext)$/
const PREPARED = /^vm\.Script\(\)\.(?:runInContext|runInNewContext)$/
// Longer texts are programs of their own, in a file of their own.
const MAX_LENGTH = 2_000
const MAX_STATEMENTS = 20

/**
 * What a text of ours gives that `vm` runs with request data in its context: `vm.runInContext("parse(data)", { parse, data })` calls
 * `parse` with the data. `undefined` when the call runs no such text.
 */
export function runSandboxed(
  walk: Walk,
  call: Node & { type: "CallExpression" | "NewExpression" },
  path: string | null,
  values: readonly Value[],
  frame: Frame,
): Value | undefined {
  if (path === null) return undefined
  const isPrepared = PREPARED.test(path)
  if (!isPrepared && !RUNNERS.test(path)) return undefined
  const context = values[isPrepared ? 0 : 1]
  if (context?.kind !== "object") return undefined
  const inner = codeOf(walk, frame.module, isPrepared ? scriptOf(frame.module, call) : call.arguments[0])
  if (!inner) return undefined
  const known = walk.hits.length
  const outer = new Map(walk.globals)
  walk.globals.clear()
  for (const [name, value] of context.fields) walk.globals.set(name, value)
  const place: Frame = { module: inner, environment: createEnvironment(null), returned: null }
  let last: Value = null
  for (const statement of inner.program.body.slice(0, MAX_STATEMENTS)) {
    if (statement.type === "ExpressionStatement") last = walk.evaluate(statement.expression, place)
    else if (!walk.execute(statement, place)) break
  }
  walk.globals.clear()
  for (const [name, value] of outer) walk.globals.set(name, value)
  const lift = (value: Tainted): Tainted => lifted(value, inner, frame.module, call)
  for (const hit of walk.hits.splice(known))
    walk.hits.push(
      hit.module === inner
        ? { ...hit, module: frame.module, node: call, argument: call.arguments[0] ?? call, value: lift(hit.value) }
        : { ...hit, value: lift(hit.value) },
    )
  return last?.kind === "tainted" ? lift(last) : null
}

/** The text of `const script = new vm.Script("…")` that `script.runInContext` runs. */
function scriptOf(module: SourceModule, call: Node & { type: "CallExpression" | "NewExpression" }): Node | undefined {
  const receiver = call.callee.type === "MemberExpression" ? bare(call.callee.object) : null
  const declaration = receiver?.type === "Identifier" ? module.bindings.resolve(receiver)?.declaration : null
  const made = declaration?.type === "VariableDeclarator" ? declaration.init && bare(declaration.init) : receiver
  return made?.type === "NewExpression" ? made.arguments[0] : undefined
}

function codeOf(walk: Walk, module: SourceModule, node: Node | undefined): SourceModule | null {
  const text = node ? stringOf(node) : null
  if (!node || text === null || text.length > MAX_LENGTH) return null
  return walk.project.onceFor(node, "sandboxed code", () => {
    const parsed = parseSource(`${module.path}.js`, text)
    return typeof parsed === "string" ? null : createModule(module.path, parsed)
  })
}

// Lines inside the text are lines of no file; the way goes by the call instead.
function lifted(value: Tainted, inner: SourceModule, module: SourceModule, call: Node): Tainted {
  const kept = withoutInner(value.step, inner)
  if (kept === null) return value
  return advance({ ...value, step: kept }, module, call, `is used by the code that \`${oneLine(module.textOf(call).slice(0, 60))}\` runs`)
}

function withoutInner(step: Step, inner: SourceModule): Step | null {
  const previous = step.previous === null ? null : withoutInner(step.previous, inner)
  return step.module === inner ? previous : { ...step, previous }
}
