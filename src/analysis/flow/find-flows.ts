import type { FileReason } from "../../model/analysis.ts"
import type { TraceStep } from "../../model/finding.ts"
import { isTestPath } from "../classify.ts"
import { requestModelOf } from "../model-index.ts"
import type { RequestModel } from "../models/model.ts"
import { models } from "../models/index.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Handler, Route } from "../routes/route.ts"
import { descendants, isFunction, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Flow } from "./flow.ts"
import { Walker } from "./walker.ts"
import type { Hit } from "./walker.ts"
import { drop } from "./value.ts"
import type { Step, Value } from "./value.ts"

const MAX_TRACE = 10

// Handlers of NodeBB, ghostfolio, Unleash and docmost take 3,000 steps at the most and all of one of them 92,000 together. Only a file
// made to keep us busy takes more than this, about three seconds' work.
const MAX_STEPS_IN_ALL = 3_000_000

interface Entry {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly values: readonly Value[]
  readonly route: string | null
  readonly model: RequestModel
}

/** Every way of request data into a sink that starts in a handler of the given files. Deterministic: steps are counted, not time. */
export function findFlows(project: Project, files: ReadonlySet<string>): { flows: readonly Flow[]; failed: readonly FileReason[] } {
  const flows = new Map<string, Flow>()
  const failed: FileReason[] = []
  const seen = new Set<FunctionNode>()
  let steps = 0
  for (const path of project.sourcePaths) {
    if (!files.has(path) || isTestPath(path)) continue
    project.workOn(path)
    try {
      for (const entry of entriesIn(project, path, seen)) {
        if (steps > MAX_STEPS_IN_ALL) throw new Error("it would take too long")
        const walker = new Walker(project)
        walker.runHandler(entry.module, entry.node, entry.values, entry.model)
        steps += walker.steps
        for (const hit of walker.hits) {
          const flow = toFlow(hit, entry.route)
          const key = `${flow.module.path}\0${flow.kind}\0${flow.argument.start}\0${flow.field ?? ""}`
          if (!flows.has(key)) flows.set(key, flow)
        }
        if (walker.isCut) failed.push({ path, reason: `the flow of data was not followed to its end in ${entry.route ?? "a function"}` })
      }
    } catch (error) {
      failed.push({
        path,
        reason: `the flow of data was not followed: ${error instanceof Error ? error.message.slice(0, 120) : "unknown reason"}`,
      })
    }
  }
  return { flows: [...flows.values()], failed }
}

function* entriesIn(project: Project, path: string, seen: Set<FunctionNode>): Generator<Entry> {
  for (const route of routesIn(project, path)) {
    const model = requestModelOf(route.framework)
    if (!model) continue
    const validated = isValidated(route)
    for (const handler of [...route.middleware, route.handler]) {
      if (handler.function === null || seen.has(handler.function)) continue
      seen.add(handler.function)
      yield {
        module: handler.functionModule,
        node: handler.function,
        values: parametersOf(handler, model, validated),
        route: routeLabel(route),
        model,
      }
    }
  }
  const module = project.moduleOf(path)
  if (module) yield* unregistered(project, module, seen)
}

// A controller may come before the file that registers it, and only the registration knows what is validated.
function registeredFunctions(project: Project): ReadonlySet<FunctionNode> {
  return project.once(
    "registered functions",
    () =>
      new Set(
        routesOf(project).flatMap((route) =>
          isTestPath(route.module.path) ? [] : [...route.middleware, route.handler].flatMap((each) => each.function ?? []),
        ),
      ),
  )
}

// Controllers whose registration cannot be found (a loader, a container) are known by their parameters' names.
function* unregistered(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const registered = registeredFunctions(project)
  const candidates = models.flatMap(({ request, packages }) =>
    request?.names && packages.some((name) => project.dependsOn(module.path, name) !== null) ? [request] : [],
  )
  if (candidates.length === 0) return
  for (const node of descendants(module.program)) {
    if (!isFunction(node) || seen.has(node) || registered.has(node) || node.params.length < 2 || node.params.length > 4) continue
    const names = node.params.map((each) => (each.type === "Identifier" ? each.name : each.type === "ObjectPattern" ? "req" : ""))
    const offset = node.params.length === 4 ? 1 : 0
    const model = candidates.find(
      ({ names: custom }) => custom?.[0].test(names[offset] ?? "") && (custom[1] === null || custom[1].test(names[offset + 1] ?? "")),
    )
    if (!model) continue
    seen.add(node)
    yield {
      module,
      node,
      values: parametersOf({ node, module, function: node, functionModule: module, wrapper: null }, model, false),
      route: null,
      model,
    }
  }
}

function parametersOf(handler: Handler, model: RequestModel, validated: boolean): Value[] {
  const node = handler.function as FunctionNode
  if (model.parameter === -1) return node.params.map((parameter) => decorated(handler.functionModule, parameter, model, validated))
  // Express error middleware has the error in front.
  const index = model.framework === "Express" && node.params.length === 4 ? 1 : model.parameter
  const parameter = node.params[index]
  const text = parameter?.type === "Identifier" ? parameter.name : model.framework === "Koa" ? "ctx" : "req"
  const controlled = validated ? withoutShape(model) : model
  const values: Value[] = []
  values[index] = { kind: "request", model: controlled, path: "", text }
  return values
}

function withoutShape(model: RequestModel): RequestModel {
  return {
    ...model,
    properties: Object.fromEntries(
      Object.entries(model.properties).map(([name, controls]) => [name, controls.filter((each) => each !== "shape")]),
    ),
  }
}

function decorated(module: SourceModule, parameter: Node, model: RequestModel, validated: boolean): Value {
  const decorators = "decorators" in parameter ? (parameter.decorators as readonly Node[] | undefined) : undefined
  for (const decorator of decorators ?? []) {
    const name = decoratorName(decorator)
    if (name === null || decorator.type !== "Decorator") continue
    if (name === "Req" || name === "Request") {
      const express = requestModelOf("Express")
      return express ? { kind: "request", model: express, path: "", text: parameter.type === "Identifier" ? parameter.name : "req" } : null
    }
    const controls = model.properties[name]
    if (!controls) continue
    const text = module.textOf(decorator)
    if (/Parse(?:Int|Float|Bool|UUID|Enum|Date)Pipe|ParseObjectId/.test(text)) return null
    const field = decorator.expression.type === "CallExpression" ? stringOf(decorator.expression.arguments[0]) : null
    const source = field === null ? `@${name}()` : `@${name}("${field.replace(/[^\w$.-]/g, "?").slice(0, 40)}")`
    const isTypedText =
      "typeAnnotation" in parameter && parameter.typeAnnotation
        ? /^:\s*(?:string|number|boolean)\b/.test(module.textOf(parameter.typeAnnotation))
        : false
    const value: Value = {
      kind: "tainted",
      controls,
      source,
      step: { module, node: parameter, what: `\`${source}\` is what the client sends`, previous: null },
    }
    return drop(value, validated || (isTypedText && name === "Param") ? ["shape"] : [])
  }
  return null
}

function isValidated(route: Route): boolean {
  return (
    route.middleware.some(({ node, module }) =>
      /valid|schema|celebrate|joi|zod|\bcheck(?:Schema)?\(|body\(|param\(|query\(/i.test(module.textOf(node).slice(0, 400)),
    ) ||
    (route.framework === "Fastify" && /\bschema\b/.test(route.module.textOf(route.node).slice(0, 300)))
  )
}

function toFlow(hit: Hit, route: string | null): Flow {
  return {
    kind: hit.kind,
    technology: hit.technology,
    module: hit.module,
    node: hit.node,
    argument: hit.argument,
    field: hit.field ?? null,
    source: hit.value.source,
    controls: hit.value.controls,
    marks: hit.value.marks ?? [],
    trace: traceOf(hit),
    route,
    certain: hit.certain,
  }
}

function traceOf(hit: Hit): TraceStep[] {
  const steps: TraceStep[] = []
  for (let step: Step | null = hit.value.step; step; step = step.previous)
    steps.push({ path: step.module.path, line: step.module.lineOf(step.node), what: step.what })
  steps.reverse()
  const callee = hit.module
    .textOf("callee" in hit.node ? hit.node.callee : hit.node)
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")
    .slice(0, 60)
  const kept = steps.length > MAX_TRACE ? [...steps.slice(0, 4), ...steps.slice(-(MAX_TRACE - 4))] : steps
  return [
    ...kept,
    { path: hit.module.path, line: hit.module.lineOf(hit.node), what: `arrives in \`${callee}${"callee" in hit.node ? "(…)" : ""}\`` },
  ]
}
