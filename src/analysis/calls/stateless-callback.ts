import { chainOf } from "../routes/chain.ts"
import { routeAround } from "../routes/handler-around.ts"
import { nextHandlersIn } from "../routes/next-handlers.ts"
import { authsOf } from "../routes/route-facts.ts"
import type { Route } from "../routes/route.ts"
import { bare, descendants, enclosingFunction, identifiersNamed, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { queryCode } from "./unchecked-state.ts"

/** A callback of OAuth that takes the code of whoever calls it, and in which nothing ties the code to the login that was started. */
export interface StatelessCallback {
  /** Where the code is handed on. */
  readonly node: Node
  readonly route: Route
}

// Clients of a package whose call makes a token of a code and compares nothing.
const EXCHANGE = /^(?:simple-oauth2\.AuthorizationCode|google-auth-library\.OAuth2Client|googleapis\.google\.auth\.OAuth2)\(\)\.getToken$/
// What ties a code to a browser: whoever speaks of it is believed.
const TIES = /state|nonce|[cx]srf|pkce|verifier|challenge|hmac|passport/i
// A page that sends this itself was not led here by somebody else.
const PROVES_ITSELF = /authorization\b|bearer|jwt|token|api_?-?key/i
// What is done for the browser that calls, or kept: a page that only shows a token ties it to nobody.
const KEEPS = /\bredirect|session|cookie|setCredentials|\b(?:save|store|create|update|upsert|insert|link|connect|find)\w*\(/i
const SENDS_HEADER = /headers?\b.{0,20}authorization/i
const MAX_DEPTH = 3
const LONGEST = 20_000

/** The handlers of GET routes in a file that have a token made of the `code` in their query, where no word is said of a `state` on the way. */
export function* statelessCallbacks(project: Project, module: SourceModule): Generator<StatelessCallback> {
  if (!/\bcode\b/.test(module.text) || !/query|searchParams/i.test(module.text)) return
  const seen = new Set<FunctionNode>()
  const names = namesOfCode(module)
  for (const node of nodesOf(module.program, "Identifier", "MemberExpression", "CallExpression")) {
    if ((node.type === "Identifier" && names !== null && !names.has(node.name)) || !queryCode(module, node)) continue
    const route = routeAround(project, module, node) ?? nextAround(project, module, node)
    const running = route?.handler.function
    if (!route || !running || !/^(?:GET|ALL)$/.test(route.method) || seen.has(running)) continue
    const text = module.textOf(running).slice(0, LONGEST)
    if (saysTie(text) || SENDS_HEADER.test(text) || !KEEPS.test(text)) continue
    const exchange = exchangeOf(project, module, node, 0)
    if (exchange === null) continue
    seen.add(running)
    if (exchange.every((each) => !saysTie(each)) && !isTiedBefore(project, route) && !isHandedOn(project, module, running))
      yield { node, route }
  }
}

// What a code may be called in a file, so that not every name has to be followed; `null` where a decorator may call it anything.
function namesOfCode(module: SourceModule): ReadonlySet<string> | null {
  if (module.text.includes("@Query")) return null
  const names = new Set(["code"])
  for (const { id, init } of nodesOf(module.program, "VariableDeclarator")) {
    if (!init || (id.type === "Identifier" && !module.textOf(init).slice(0, 400).includes("code"))) continue
    for (const each of descendants(id)) if (each.type === "Identifier") names.add(each.name)
  }
  return names
}

function nextAround(project: Project, module: SourceModule, node: Node): Route | undefined {
  return nextHandlersIn(project, module.path).find(({ handler: { function: running } }) => {
    return running !== null && running.start <= node.start && node.end <= running.end
  })
}

// `ctx.state` is what a framework calls its own.
function saysTie(text: string): boolean {
  return TIES.test(text.replaceAll(/\b(?:ctx|context|res|c)\.state\b/g, ""))
}

function isTiedBefore(project: Project, route: Route): boolean {
  if (authsOf(project, route).some(({ guard }) => PROVES_ITSELF.test(guard))) return true
  return chainOf(project, route).some((link) => {
    const text = (link.function ? link.functionModule.textOf(link.function) : link.module.textOf(link.node)).slice(0, LONGEST)
    return link.scope === "app" ? /\bstate\b|headers?\b.{0,20}authorization/i.test(text) : saysTie(text) || SENDS_HEADER.test(text)
  })
}

/** Whether the handler gives the whole request or its query to a function that may compare what it does not. */
function isHandedOn(project: Project, module: SourceModule, running: FunctionNode): boolean {
  return nodesOf(running, "CallExpression").some((call) => {
    const isWhole = call.arguments.some((each) =>
      /^(?:req|request|ctx|c|context)(?:\.(?:query|url|originalUrl|session))?$/.test(module.textOf(each).slice(0, 60)),
    )
    if (!isWhole) return false
    const meaning = meaningOf(project, module, call.callee)
    return meaning?.kind !== "function" || saysTie(meaning.module.textOf(meaning.node).slice(0, LONGEST))
  })
}

/** The texts of the functions a code goes through until a token is made of it; `null` when none is, as far as it can be followed. */
function exchangeOf(project: Project, module: SourceModule, node: Node, depth: number): string[] | null {
  let current = node
  for (let parent = node.parent; parent && !isFunction(parent) && !parent.type.endsWith("Statement"); parent = parent.parent) {
    if (parent.type === "ObjectExpression" && isTokenRequest(parent)) return []
    if (parent.type === "TemplateLiteral" && /client_secret=|grant_type=authorization_code/.test(module.textOf(parent).slice(0, 2_000)))
      return []
    if (parent.type === "CallExpression" && parent.callee !== current) {
      if (EXCHANGE.test(originOf(project, module, parent.callee) ?? "") || fillsTokenRequest(module, parent)) return []
      const further = depth < MAX_DEPTH ? throughCall(project, module, { call: parent, argument: current, value: node, depth }) : null
      if (further !== null) return further
    }
    if (parent.type === "VariableDeclarator") return null
    current = parent
  }
  return null
}

// `{ code, client_secret }` and `{ code, grant_type: "authorization_code" }` are what RFC 6749 asks for a token with.
function isTokenRequest(object: Node & { type: "ObjectExpression" }): boolean {
  let isCode = false
  let isRequest = false
  for (const each of object.properties) {
    const name = each.type === "Property" ? propertyName(each) : null
    if (each.type !== "Property" || name === null) continue
    isCode ||= name === "code"
    isRequest ||= /^client_?secret$/i.test(name) || (/^grant_?type$/i.test(name) && stringOf(each.value) === "authorization_code")
  }
  return isCode && isRequest
}

// `params.append("code", code)`, beside `params.append("client_secret", secret)`
function fillsTokenRequest(module: SourceModule, { callee, arguments: [name] }: Node & { type: "CallExpression" }): boolean {
  if (callee.type !== "MemberExpression" || !/^(?:append|set)$/.test(propertyName(callee) ?? "") || stringOf(name) !== "code") return false
  const around = enclosingFunction(callee)
  const form = module.textOf(callee.object)
  return (
    around !== null &&
    nodesOf(around, "CallExpression").some((each) => {
      const [field, value] = each.arguments
      if (each.callee.type !== "MemberExpression" || module.textOf(each.callee.object) !== form) return false
      return /^client_?secret$/i.test(stringOf(field) ?? "") || stringOf(value) === "authorization_code"
    })
  )
}

interface Step {
  readonly call: Node & { type: "CallExpression" }
  readonly argument: Node
  readonly value: Node
  readonly depth: number
}

function throughCall(project: Project, module: SourceModule, { call, argument, value, depth }: Step): string[] | null {
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind !== "function" || !meaning.node.body) return null
  const parameter = meaning.node.params[call.arguments.findIndex((each) => each === argument)]
  const name = parameter && nameInside(parameter, bare(argument) === bare(value) || argument === value ? null : "code")
  const binding = name && meaning.module.bindings.resolve(name)
  if (!binding) return null
  for (const use of usesOf(meaning.module, binding, meaning.node.body)) {
    const further = exchangeOf(project, meaning.module, use, depth + 1)
    if (further !== null) return [meaning.module.textOf(meaning.node).slice(0, LONGEST), ...further]
  }
  return null
}

/** The identifier that a parameter, or the property of one that is taken apart, is declared as. */
function nameInside(parameter: Node, property: string | null): Node | null {
  const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
  const pattern = target.type === "AssignmentPattern" ? target.left : target
  if (property === null) return pattern.type === "Identifier" ? pattern : null
  return pattern.type === "ObjectPattern" ? (identifiersNamed(pattern, property).at(-1) ?? null) : null
}
