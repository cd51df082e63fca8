import { isTestPath } from "../classify.ts"
import { requestModelOf } from "../model-index.ts"
import type { RequestModel } from "../models/model.ts"
import { models } from "../models/index.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { handlerOf } from "../routes/handler.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Handler, Route } from "../routes/route.ts"
import { descendants, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { exportedFunctions } from "./exported.ts"
import { drop } from "./value.ts"
import type { Value } from "./value.ts"

/** Every function of a file that is handed data from outside, with what it is handed. Adds the functions to `seen`. */
export function* entriesIn(project: Project, path: string, seen: Set<FunctionNode>): Generator<Entry> {
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
        self: selfOf(handler.function, model),
      }
    }
  }
  const module = project.moduleOf(path)
  if (!module) return
  yield* bareServers(project, module, seen)
  yield* unregistered(project, module, seen)
  yield* exportedFunctions(project, module, seen)
}

// Handlers of Koa 1 are generators that find the request in `this`.
function selfOf(node: FunctionNode, model: RequestModel): Value {
  return model.framework === "Koa" && node.generator && node.params.length < 2 ? { kind: "request", model, path: "", text: "this" } : null
}

// `http.createServer((req, res) => …)` and `server.on("request", …)`, without any framework.
function* bareServers(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, /createServer\s*\(|["']request["']\s*,/)) return
  for (const node of descendants(module.program)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const name = propertyName(node.callee)
    const given =
      name === "createServer" &&
      /^(?:https?|http2)\.createServer$|^(?:https?|http2)\.createSecureServer$/.test(originOf(project, module, node.callee) ?? "")
        ? node.arguments.at(-1)
        : name === "on" && stringOf(node.arguments[0]) === "request"
          ? node.arguments[1]
          : undefined
    if (!given || given.type === "SpreadElement") continue
    const handler = handlerOf(project, module, given)
    if (handler.function === null || seen.has(handler.function)) continue
    seen.add(handler.function)
    yield {
      module: handler.functionModule,
      node: handler.function,
      values: parametersOf(handler, model, false),
      route: null,
      model,
    }
  }
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

// Node's own server needs no dependency, and middleware for it is a function of the published package.
function isBare(project: Project, module: SourceModule): boolean {
  if (!project.mentions(module.path, /\b(?:req|request)\.url\b/)) return false
  return module.imports.some(({ specifier }) => /^(?:node:)?(?:http[s2]?|url|fs)$/.test(specifier))
}

// Controllers whose registration cannot be found (a loader, a container) are known by their parameters' names.
function* unregistered(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const registered = registeredFunctions(project)
  const candidates = models.flatMap(({ request, packages }) =>
    request?.names &&
    (request.framework === "Node.js" ? isBare(project, module) : packages.some((name) => project.dependsOn(module.path, name) !== null))
      ? [request]
      : [],
  )
  const koa = project.dependsOn(module.path, "koa") === null ? undefined : requestModelOf("Koa")
  if (candidates.length === 0 && !koa) return
  for (const node of descendants(module.program)) {
    if (!isFunction(node) || seen.has(node) || registered.has(node)) continue
    if (koa && node.generator && node.parent?.type === "CallExpression" && module.textOf(node.parent.callee).endsWith(".use")) {
      seen.add(node)
      yield { module, node, values: [], route: null, model: koa, self: selfOf(node, koa) }
      continue
    }
    if (node.params.length < 2) continue
    const names = node.params.map((each) => (each.type === "Identifier" ? each.name : each.type === "ObjectPattern" ? "req" : ""))
    const found = candidates.map((model) => ({ model, at: requestAt(names, model) })).find(({ at }) => at !== -1)
    if (!found) continue
    seen.add(node)
    const { model, at } = found
    yield {
      module,
      node,
      values: parametersOf({ node, module, function: node, functionModule: module, wrapper: null }, model, false, at),
      route: null,
      model,
    }
  }
}

/** Where the request is among the parameters; -1 when they are not those of a handler. Without a framework, settings may come before and after. */
function requestAt(names: readonly string[], { framework, names: custom }: RequestModel): number {
  if (!custom) return -1
  const [request, response] = custom
  const isHandler = (at: number) => request.test(names[at] ?? "") && (response === null || response.test(names[at + 1] ?? ""))
  if (framework === "Node.js") return names.findIndex((_, at) => isHandler(at))
  const at = names.length === 4 ? 1 : 0
  return names.length <= 4 && isHandler(at) ? at : -1
}

function parametersOf(handler: Handler, model: RequestModel, validated: boolean, at?: number): Value[] {
  const node = handler.function as FunctionNode
  if (model.parameter === -1) return node.params.map((parameter) => decorated(handler.functionModule, parameter, model, validated))
  // Express error middleware has the error in front.
  const index = at ?? (model.framework === "Express" && node.params.length === 4 ? 1 : model.parameter)
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
