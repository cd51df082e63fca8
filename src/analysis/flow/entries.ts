import { isTestPath } from "../classify.ts"
import { requestModelOf } from "../model-index.ts"
import type { RequestModel, SinkKind } from "../models/model.ts"
import { models } from "../models/index.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { handlerOf } from "../routes/handler.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Handler, Route } from "../routes/route.ts"
import { bare, descendants, functionName, isClass, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { drop } from "./value.ts"
import type { Value } from "./value.ts"

/** A function that is handed data from outside. */
export interface Entry {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly values: readonly Value[]
  /** `GET /users/:id`; `null` when it is not known how it is reached. */
  readonly route: string | null
  readonly model: RequestModel
  /** Its name where it is not reached by requests but by whoever installs the package. */
  readonly exported?: string
  /** The kinds of sinks that count; all when left out. */
  readonly only?: ReadonlySet<SinkKind>
}

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
      }
    }
  }
  const module = project.moduleOf(path)
  if (!module) return
  yield* bareServers(project, module, seen)
  yield* unregistered(project, module, seen)
  yield* exportedFunctions(project, module, seen)
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

// What a published package does with the arguments of its functions is the danger of whoever installs it. Only what runs commands or
// code counts: every function that takes a path or a text reads a file or builds a string.
function* exportedFunctions(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  if (!isLibraryFile(project, module.path)) return
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, RUNS_SOMETHING)) return
  for (const { name, node } of exportedIn(module)) {
    if (seen.has(node) || node.params.length === 0) continue
    seen.add(node)
    yield {
      module,
      node,
      values: node.params.map((parameter, index) => argumentOf(module, parameter, index)),
      route: null,
      model,
      exported: name,
      only: LIBRARY_KINDS,
    }
  }
}

const RUNS_SOMETHING = /child_process|\bexeca\b|cross-spawn|shelljs|\beval\s*\(|\bFunction\s*\(|\bvm\b/
const LIBRARY_KINDS: ReadonlySet<SinkKind> = new Set(["command", "code"])

function isLibraryFile(project: Project, path: string): boolean {
  const manifest = project.manifestFor(path)
  if (!manifest || manifest.name === null || manifest.document["private"] === true) return false
  if (/(?:^|\/)(?:bin|cli|scripts?|tools?|build|bench(?:marks?)?|examples?|tests?)\//.test(path)) return false
  const { main, exports, module } = manifest.document
  const isEntry =
    main !== undefined || exports !== undefined || module !== undefined || project.has(manifest.path.replace(/package\.json$/, "index.js"))
  return isEntry && !models.some(({ request, packages }) => request && packages.some((name) => name in manifest.dependencies))
}

/** Functions that leave a file: exported by name or as a whole, methods of exported objects and classes. */
function* exportedIn(module: SourceModule): Generator<{ name: string; node: FunctionNode }> {
  for (const [exported, found] of module.exports) {
    if (found.kind !== "node") continue
    const name = exported === "default" ? (/([\w-]+)\.\w+$/.exec(module.path)?.[1] ?? "default") : exported
    yield* functionsOf(module, found.node, name, 0)
  }
}

function* functionsOf(module: SourceModule, node: Node, name: string, depth: number): Generator<{ name: string; node: FunctionNode }> {
  if (depth > 3) return
  const inner = bare(node)
  if (isFunction(inner)) {
    yield { name, node: inner }
    // `Tool.prototype.run = function () {}` beside the constructor.
    const own = functionName(inner)
    for (const statement of own === null ? [] : module.program.body) {
      if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue
      const { left, right } = statement.expression
      if (left.type === "MemberExpression" && isFunction(bare(right)) && module.textOf(left.object).split(".")[0] === own)
        yield* functionsOf(module, right, `${name}.${propertyName(left) ?? "?"}`, 3)
    }
  } else if (inner.type === "Identifier") {
    const declaration = module.bindings.resolve(inner)?.declaration
    if (declaration?.type === "VariableDeclarator" && declaration.init) yield* functionsOf(module, declaration.init, name, depth + 1)
    else if (declaration && declaration !== inner) yield* functionsOf(module, declaration, name, depth + 1)
  } else if (inner.type === "ObjectExpression") {
    for (const property of inner.properties)
      if (property.type === "Property") yield* functionsOf(module, property.value, `${name}.${propertyName(property) ?? "?"}`, depth + 1)
  } else if (isClass(inner)) {
    for (const member of inner.body.body)
      if (member.type === "MethodDefinition" && isFunction(member.value))
        yield { name: `${name}.${propertyName(member) ?? "?"}`, node: member.value }
  }
}

function argumentOf(module: SourceModule, parameter: Node, index: number): Value {
  const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter
  // A function is not data, and what follows an underscore is not for callers.
  const name = target.type === "Identifier" ? target.name : `argument ${index + 1}`
  if (/^_|^(?:cb|callback|done|next|fn)$/.test(name)) return null
  return {
    kind: "tainted",
    controls: ["string", "shape", "host", "path"],
    source: name,
    step: { module, node: parameter, what: `\`${name}\` is what the caller passes`, previous: null },
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
  if (candidates.length === 0) return
  for (const node of descendants(module.program)) {
    if (!isFunction(node) || seen.has(node) || registered.has(node) || node.params.length < 2) continue
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
