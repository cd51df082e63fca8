import { isTestPath } from "../classify.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { bare, descendants, isClass, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, memberOf, originOfMeaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Called, Run } from "./language-calls.ts"
import { definitionOf } from "./schema/definition.ts"
import { isInteresting } from "./value.ts"

const MAX_LISTENERS = 20
const LISTENS = /^(?:on|once|addListener|prependListener)$/
// The one emitter of an application that Nest hands to whoever asks for it.
const SHARED = /^(?:@nestjs\/event-emitter|eventemitter2)\.EventEmitter2\(\)$/
const EMITS = /^(?:emit|emitAsync)$/

/** The functions that `bus.emit("event", …)` runs: those that are put on the same emitter anywhere. */
export function listenersOf(project: Project, module: SourceModule, { node, method, values }: Called): readonly Run[] {
  if (method === null || !EMITS.test(method) || node.callee.type !== "MemberExpression" || !values.some((each) => isInteresting(each)))
    return []
  const event = stringOf(node.arguments[0])
  const emitter = event === null ? null : emitterAt(project, module, node.callee.object)
  if (event === null || emitter === null) return []
  if (emitter === "shared") return project.once(`shared listeners of ${event}`, () => [...decorated(project, event)])
  return project.onceFor(emitter, `listeners of ${event}`, () => [...registered(project, emitter, event)])
}

function* registered(project: Project, emitter: Node, event: string): Generator<Run> {
  let count = 0
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, /\.(?:on|once|addListener|prependListener)\(\s*["'`]/)) continue
    const module = project.moduleOf(path)
    if (!module) continue
    for (const call of nodesOf(module.program, "CallExpression")) {
      if (call.callee.type !== "MemberExpression" || !LISTENS.test(propertyName(call.callee) ?? "")) continue
      if (stringOf(call.arguments[0]) !== event || !call.arguments[1]) continue
      if (emitterAt(project, module, call.callee.object) !== emitter) continue
      const listener = listenerOf(project, module, call.arguments[1])
      if (listener && count++ < MAX_LISTENERS) yield listener
    }
  }
}

// `@OnEvent("order.created")`: https://docs.nestjs.com/techniques/events
function* decorated(project: Project, event: string): Generator<Run> {
  let count = 0
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, /@OnEvent\b/)) continue
    const module = project.moduleOf(path)
    if (!module) continue
    for (const each of descendants(module.program)) {
      if (each.type !== "MethodDefinition" || !isFunction(each.value)) continue
      const isMeant = each.decorators.some(
        (decorator) =>
          decoratorName(decorator) === "OnEvent" &&
          decorator.expression.type === "CallExpression" &&
          stringOf(decorator.expression.arguments[0]) === event,
      )
      if (isMeant && count++ < MAX_LISTENERS) yield { module, node: each.value, values: [] }
    }
  }
}

// `this.run`, `this.run.bind(this)`, `(job) => …`
function listenerOf(project: Project, module: SourceModule, given: Node): Run | null {
  const inner = bare(given)
  const isBound = inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && propertyName(inner.callee) === "bind"
  const listener = meaningOf(project, module, isBound && inner.callee.type === "MemberExpression" ? inner.callee.object : inner)
  return listener?.kind === "function" ? { module: listener.module, node: listener.node, values: [] } : null
}

/** What is the same for all who mean one emitter: where it is made, or the class of the repository that it is an object of. */
function emitterAt(project: Project, module: SourceModule, node: Node): Node | "shared" | null {
  const inner = bare(node)
  const made = inner.type === "ThisExpression" ? null : (definitionOf(project, module, inner)?.node ?? null)
  const found = meaningOf(project, module, inner)
  // `module.exports = new Jobs()`
  const meaning = found?.kind === "namespace" ? memberOf(project, found, "default") : found
  if (meaning?.kind === "instance" && isClass(meaning.node))
    return /(?:EventEmitter\w*|^events)\(\)$/.test(originOfMeaning(project, meaning) ?? "") ? meaning.node : null
  if (made?.type === "NewExpression") return made
  return meaning?.kind === "external" && SHARED.test(meaning.path) ? "shared" : null
}
