import { isTestPath } from "../../classify.ts"
import { bare, descendants, enclosingFunction, propertyName, propertyOf, stringOf } from "../ast.ts"
import type { Node } from "../ast.ts"
import type { Binding } from "../bindings.ts"
import type { SourceModule } from "../module.ts"
import { deeper, isSame } from "./way.ts"
import type { Meaning, Way } from "./way.ts"

type How = "value" | "instance" | "result" | "alias"

/** Where a container, a framework instance or a token gets what it gives. */
interface Provider {
  readonly module: SourceModule
  readonly node: Node
  readonly how: How
  /** Whether awilix holds it: it hands in by the name of the parameter. */
  readonly isCradle: boolean
}

/** Providers by key: a text, or what a token is declared as. */
interface Providers {
  /** Of containers: Nest, awilix, tsyringe, inversify, typedi. */
  readonly byToken: ReadonlyMap<unknown, readonly Provider[]>
  /** Put on an instance of a framework: `decorate`, `app.locals`, `app.set`, `app.context`, hapi's `server.app` and methods. */
  readonly installed: ReadonlyMap<string, readonly Provider[]>
}

const MENTIONS = /\bprovide\s*:|\.(?:register\w*|bind|set|decorate\w*|method)\s*[<(]|\.(?:locals|context|app)\.\w+\s*=[^=]/
const CONTAINER = /^(?:.*[cC]ontainer|di|ioc|injector|moduleRef|scope|cradle|registry)$/
const GETTERS = new Set(["get", "resolve", "getInstance", "resolveOne", "getOrThrow"])
const FRAMEWORKS = /^(?:fastify(?:\.\w+)?|express(?:\.\w+)?|koa|@hapi\/hapi\.\w+)\(\)/

/** Whether a method of this name may take something out of a container. */
export function mayTakeOut(method: string): boolean {
  return GETTERS.has(method)
}

/** What was put on an instance of a framework under a name, `fastify.db`; `path` is the access path of the instance. */
export function installedOn(way: Way, path: string, name: string): Meaning | null {
  if (way.mode !== "full" || !FRAMEWORKS.test(path)) return null
  const below = path.replace(FRAMEWORKS, "")
  const place = below === "" ? "decorate" : below.slice(1)
  return give(way, providersIn(way).installed.get(`${place} ${name}`))
}

/** The same where the instance came in by a way we cannot follow: `request.server.db`, `req.app.locals.db`, `ctx.db`. */
export function installedBehind(way: Way, object: Node, name: string): Meaning | null {
  if (way.mode !== "full") return null
  const inner = bare(object)
  const last = inner.type === "MemberExpression" ? propertyName(inner) : inner.type === "Identifier" ? inner.name : null
  const { installed } = providersIn(way)
  if (installed.size === 0 || last === null) return null
  const places =
    inner.type === "Identifier"
      ? /^(?:fastify|instance|app|server)$/.test(last)
        ? ["decorate"]
        : /^(?:ctx|context)$/.test(last)
          ? ["context"]
          : []
      : last === "server" || last === "fastify"
        ? ["decorate"]
        : last === "locals" || last === "methods"
          ? [last]
          : last === "app"
            ? ["app", "decorate"]
            : []
  for (const place of places) {
    const found = give(way, installed.get(`${place} ${name}`))
    if (found) return found
  }
  return null
}

/** What a call takes out of a container or of the settings of an app by a literal key; `null` for other calls. */
export function takenOut(way: Way, module: SourceModule, call: Node & { type: "CallExpression" }): Meaning | null {
  if (way.mode !== "full" || call.callee.type !== "MemberExpression" || call.arguments.length === 0) return null
  const getter = propertyName(call.callee)
  if (getter === null || !GETTERS.has(getter)) return null
  const receiver = bare(call.callee.object)
  const name = receiver.type === "MemberExpression" ? propertyName(receiver) : receiver.type === "Identifier" ? receiver.name : null
  if (name === null) return null
  const key = call.arguments[0] as Node
  if (getter === "get" && /^(?:app|server)$/.test(name)) return give(way, providersIn(way).installed.get(`set ${stringOf(key) ?? ""}`))
  return CONTAINER.test(name) ? provided(way, module, key) : null
}

/** What `@Inject(token)` and its like hand in; `null` when no decorator does or nothing is provided for the token. */
export function injectedInto(way: Way, module: SourceModule, decorators: readonly Node[] | undefined): Meaning | null {
  if (way.mode !== "full") return null
  for (const each of decorators ?? []) {
    if (each.type !== "Decorator" || each.expression.type !== "CallExpression" || each.expression.callee.type !== "Identifier") continue
    if (!/^(?:[iI]nject|InjectToken|injectNamed)$/.test(each.expression.callee.name) || !each.expression.arguments[0]) continue
    const found = provided(way, module, each.expression.arguments[0])
    if (found) return found
  }
  return null
}

/** What awilix hands to `constructor({ userService })` or `({ db }) => …` of something that is registered. */
export function destructuredFromCradle(way: Way, binding: Binding): Meaning | null {
  const [name] = binding.pattern
  if (way.mode !== "full" || binding.pattern.length !== 1 || typeof name !== "string") return null
  const found = providersIn(way).byToken.get(`text ${name}`)
  if (!found?.every((each) => each.isCradle)) return null
  const owner = enclosingFunction(binding.identifier)
  return owner !== null && owner.params.length === 1 ? give(way, found) : null
}

function provided(way: Way, module: SourceModule, token: Node): Meaning | null {
  const { byToken } = providersIn(way)
  const key = keyOf(way, module, token)
  const found = key === null ? null : give(way, byToken.get(key))
  if (found) return found
  const meaning = way.follow({ ...way, mode: "names" }, module, token)
  // A class is its own token.
  return meaning?.kind === "class" ? { ...meaning, kind: "instance" } : null
}

function give(way: Way, providers: readonly Provider[] | undefined): Meaning | null {
  const further = deeper(way)
  if (!further || !providers || providers.length > 6) return null
  let agreed: Meaning | null = null
  for (const provider of providers) {
    const meaning = made(further, provider)
    if (meaning === null || (agreed !== null && !isSame(agreed, meaning))) return null
    agreed = meaning
  }
  return agreed
}

function made(way: Way, { module, node, how }: Provider): Meaning | null {
  if (how === "alias") return provided(way, module, node)
  const meaning = way.follow(way, module, node)
  if (meaning === null || how === "value") return meaning
  if (how === "instance")
    return meaning.kind === "class" ? { ...meaning, kind: "instance" } : meaning.kind === "external" ? way.result(way, meaning) : null
  return way.result(way, meaning)
}

/** A token as a key that is equal where the tokens are: its text, or the node it is declared by. */
function keyOf(way: Way, module: SourceModule, token: Node): unknown {
  const text = stringOf(token)
  if (text !== null) return `text ${text}`
  const meaning = way.follow({ ...way, mode: "names", depth: 0 }, module, token)
  if (meaning === null) return null
  if (meaning.kind === "external") return `external ${meaning.path}`
  if (meaning.kind === "namespace") return null
  const value = stringOf(meaning.node)
  return value === null ? meaning.node : `text ${value}`
}

function providersIn(way: Way): Providers {
  return way.project.once("providers", () => {
    const byToken = new Map<unknown, Provider[]>()
    const installed = new Map<string, Provider[]>()
    const { project } = way
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !project.mentions(path, MENTIONS)) continue
      const module = project.moduleOf(path)
      if (!module) continue
      const provide: Provide = (token, node, how, isCradle = false) => {
        const key = typeof token === "string" ? `text ${token}` : keyOf(way, module, token)
        if (key !== null) push(byToken, key, { module, node, how, isCradle })
      }
      const install: Install = (place, name, node) => {
        if (name !== null) push(installed, `${place} ${name}`, { module, node, how: "value", isCradle: false })
      }
      for (const node of descendants(module.program)) {
        if (node.type === "ObjectExpression") readProvider(node, provide)
        else if (node.type === "CallExpression") readCall(node, provide, install)
        else if (node.type === "AssignmentExpression") readAssignment(node, install)
      }
    }
    return { byToken, installed }
  })
}

type Provide = (token: Node | string, node: Node, how: How, isCradle?: boolean) => void
type Install = (place: string, name: string | null, node: Node) => void

// Nest, and tsyringe's registrations: https://docs.nestjs.com/fundamentals/custom-providers
function readProvider(object: Node & { type: "ObjectExpression" }, provide: Provide): void {
  const token = propertyOf(object, "provide")
  if (token) useOf(object, (node, how) => provide(token, node, how))
}

function useOf(object: Node, add: (node: Node, how: How) => void): boolean {
  for (const [name, how] of [
    ["useClass", "instance"],
    ["useFactory", "result"],
    ["useValue", "value"],
    ["useExisting", "alias"],
    ["useToken", "alias"],
  ] as const) {
    const node = propertyOf(object, name)
    if (!node) continue
    add(node, how)
    return true
  }
  return false
}

function readCall(call: Node & { type: "CallExpression" }, provide: Provide, install: Install): void {
  if (call.callee.type !== "MemberExpression") return
  const method = propertyName(call.callee)
  const [first, second, third] = call.arguments
  if (method === null || !first) return
  switch (method) {
    case "decorate": {
      const name = stringOf(first)
      if (name !== null && second && !third) install("decorate", name, second)
      // hapi names what is decorated first: https://hapi.dev/api/#-serverdecoratetype-property-method-options
      else if (name === "server" && second && third) install("decorate", stringOf(second), third)
      return
    }
    case "method":
      if (second) install("methods", stringOf(first), second)
      return
    case "set": {
      const receiver = bare(call.callee.object)
      const name = receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? propertyName(receiver) : null
      if (!second || name === null) return
      if (/^(?:app|server)$/.test(name)) install("set", stringOf(first), second)
      else if (CONTAINER.test(name)) provide(first, second, "value")
      return
    }
    case "register":
    case "registerAll":
      if (bare(first).type === "ObjectExpression") readAwilix(bare(first) as Node & { type: "ObjectExpression" }, provide)
      else if (second && !useOf(second, (node, how) => provide(first, node, how))) readResolver(first, second, provide)
      return
    case "registerSingleton":
    case "registerType":
    case "registerClass":
      if (second) provide(first, second, "instance")
      return
    case "registerInstance":
    case "registerValue":
      if (second) provide(first, second, "value")
      return
    case "to":
    case "toConstantValue":
    case "toDynamicValue":
    case "toService": {
      const bound = bare(call.callee.object)
      if (bound.type !== "CallExpression" || bound.callee.type !== "MemberExpression" || propertyName(bound.callee) !== "bind") return
      const how = method === "to" ? "instance" : method === "toConstantValue" ? "value" : method === "toService" ? "alias" : "result"
      if (bound.arguments[0]) provide(bound.arguments[0], first, how)
      return
    }
  }
}

// https://github.com/jeffijoe/awilix: `container.register({ users: asClass(Users).singleton() })`
function readAwilix(object: Node & { type: "ObjectExpression" }, provide: Provide): void {
  for (const property of object.properties) {
    const name = property.type === "Property" ? propertyName(property) : null
    if (name !== null && property.type === "Property") readResolver(name, property.value, provide)
  }
}

function readResolver(token: Node | string, resolver: Node, provide: Provide): void {
  let call = bare(resolver)
  while (call.type === "CallExpression" && call.callee.type === "MemberExpression" && bare(call.callee.object).type === "CallExpression")
    call = bare(call.callee.object)
  if (call.type !== "CallExpression") return
  const callee = bare(call.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  const how =
    name === "asClass" ? "instance" : name === "asFunction" ? "result" : name === "asValue" ? "value" : name === "aliasTo" ? "alias" : null
  if (how !== null && call.arguments[0]) provide(token, call.arguments[0], how, true)
}

// `app.locals.db = …`, Koa's `app.context.db = …`, hapi's `server.app.db = …`
function readAssignment(node: Node & { type: "AssignmentExpression" }, install: Install): void {
  if (node.left.type !== "MemberExpression" || node.left.object.type !== "MemberExpression") return
  const place = propertyName(node.left.object)
  if (place === "locals" || place === "context" || place === "app") {
    const owner = bare(node.left.object.object)
    const name = owner.type === "Identifier" ? owner.name : owner.type === "MemberExpression" ? propertyName(owner) : null
    if (name !== null && /^(?:app|server|koa|instance|application)$/.test(name)) install(place, propertyName(node.left), node.right)
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
