import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

// A function of this name refuses, or the one that calls it does.
const GUARD = /^(?:assert|require|ensure|check|verify|authori[sz]e|must|guard|can|owns|belongs|has|is)(?:[A-Z_]\w*)?$/
const NO_RIGHT =
  /valid|format|exists?$|schema|type|email$|string|number|array|object|empty|defined|uuid|length|limit|csrf|captcha|signature|config|env|available|unique/i
// Whoever calls, as a session, a token or a middleware gives it.
const CALLER =
  /^(?:(?:ctx|context|req|request|c|socket)\.(?:state|user|session|auth|data|account|member|locals)\b|c\.get\(|res\.locals|session\b|(?:current)?[uU]ser(?:Id|\.)|user$|viewer|actor|me\b|auth\b|principal|claims|tenantId|orgId|accountId)/
const ID = /(?:^id|Id|ID|_id|Key|Slug|key|slug)$/
const RIGHT = /^(?:new)?_?(?:roles?|permissions?|scopes?|role_?(?:id|name)|access_?level)$/i
const NO_USE =
  /^(?:parse|safeParse|String|Number|Boolean|log|info|warn|error|debug|trace|isValid\w*|isArray|emit|json|send|redirect|render|parseInt)$/
// Listing those who have a role gives nobody one.
const GIVES = /^(?:set|create|invite|add|update|insert|grant|save|assign|upsert|change|promote|register|make)/i
const SUBSCRIBES = /^(?:join|subscribe|socketsJoin|joinRoom)$/
const MAX_WITNESSES = 200
const MAX_NEIGHBOURS = 40
const MAX_HANDLERS = 300

export const requireCheckLikeSiblings = defineRule({
  kind: "source",
  id: "require-check-like-siblings",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A handler uses a value that its neighbours check against the caller first",
  why: "Where the handlers beside it ask whether the caller may do this with that record or that role, the one that does not is usually an oversight, and nothing fails because of it.",
  fix: "Ask here too, before the value is used.",
  cwe: ["CWE-862", "CWE-863", "CWE-269"],
  needs: {
    path: "server",
    text: [/\b(?:assert|require|ensure|check|verify|authori[sz]e|must|guard|can|owns|belongs|has|is)[A-Z_]?\w*\(|\bhandler\b/],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const handlers = handlersIn(module)
    const checks = [module, ...neighboursOf(project, module, handlers)].flatMap((each) =>
      checksIn(each, each === module ? handlers : handlersIn(each)),
    )
    const said = new Set<Node>()
    const asked = new Set<string>()
    for (const check of checks) {
      const question = `${check.guard} ${check.value} ${check.handler.registrar}`
      if (asked.has(question)) continue
      asked.add(question)
      const alike = checks.filter(
        (each) => each.guard === check.guard && each.value === check.value && each.handler.registrar === check.handler.registrar,
      )
      const witnesses = new Set(alike.map((each) => each.handler.node))
      const isRight = RIGHT.test(check.value)
      if (!isRight && !ID.test(check.value)) continue
      for (const handler of handlers) {
        if (handler.registrar !== check.handler.registrar || witnesses.has(handler.node) || said.has(handler.node)) continue
        // Who may look at something is often asked less than who may change it.
        if (handler.method === "get" && !alike.some((each) => each.handler.method === "get")) continue
        if (handler.isOfService && !ignoresCaller(module, handler, check.caller)) continue
        // One neighbour is enough where this handler has read who is calling as well, and forgets it, or where it lets the caller listen.
        const isForgotten = check.module !== module && mentions(module, handler, check.caller)
        if (!isRight && witnesses.size < 2 && !isForgotten && !subscribes(module, handler, check.value)) continue
        const use = usedUnchecked(module, handler, check.value, isRight)
        if (!use) continue
        said.add(handler.node)
        const places = alike
          .slice(0, 2)
          .map((each) => `${each.module === module ? "line " : `${each.module.path}:`}${each.module.lineOf(each.node)}`)
        yield {
          at: use,
          title: `\`${check.value}\` is used without \`${check.guard}\``,
          message: isRight
            ? `Whoever may call this hands out any \`${check.value}\`, one above their own too: the handler beside it asks \`${check.guard}\` whether the caller may (${places.join(", ")}), this one takes \`${check.value}\` as it was sent.`
            : `Whoever is signed in reaches what belongs to others by sending another \`${check.value}\`: what is handled beside it asks \`${check.guard}\` whether it is the caller's (${places.join(", ")}), this one takes it as it was sent.`,
          fix: `Call \`${check.guard}\` before \`${check.value}\` is used, as the neighbours do.`,
        }
      }
    }
  },
})

// Functions of a cloud stand in a file each.
function neighboursOf(project: Project, module: SourceModule, handlers: readonly Handler[]): SourceModule[] {
  if (!handlers.some(({ registrar }) => registrar.startsWith("folder "))) return []
  const folder = folderOf(module.path)
  return project.sourcePaths
    .filter((path) => path !== module.path && folderOf(path) === folder && !isTestPath(path))
    .slice(0, MAX_NEIGHBOURS)
    .flatMap((path) => project.moduleOf(path) ?? [])
}

// `socket.join(roomOf(guildId))`: from then on everything that is sent there comes here too.
function subscribes(module: SourceModule, { node }: Handler, value: string): boolean {
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression" || !SUBSCRIBES.test(propertyName(each.callee) ?? ""))
      continue
    if (!/socket|client|conn|ws|peer|room|channel|stream/i.test(module.textOf(each.callee.object).slice(-40))) continue
    if (
      each.arguments.some((argument) =>
        new RegExp(`(?<![.\\w$])${escapePattern(value)}(?![\\w$])`).test(module.textOf(argument).slice(0, 200)),
      )
    )
      return true
  }
  return false
}

function mentions(module: SourceModule, { node }: Handler, caller: string): boolean {
  return module.textOf(node).includes(caller)
}

interface Handler {
  readonly node: FunctionNode
  /** What it is registered on: a router, a socket, a class or an object of handlers. */
  readonly registrar: string
  /** The method it is registered with, in small letters: `get`. */
  readonly method: string | null
  /** A method that handlers call, with what they were sent and who is calling. */
  readonly isOfService: boolean
}

// `transfer(userId, projectId, ownerId)` is told who is calling, and nothing in it asks.
function ignoresCaller(module: SourceModule, { node }: Handler, caller: string): boolean {
  const parameter = node.params.find((each) => each.type === "Identifier" && each.name === caller)
  if (parameter?.type !== "Identifier" || !node.body) return false
  const binding = module.bindings.resolve(parameter)
  return binding !== null && [...descendants(node.body)].every((each) => each.type !== "Identifier" || each.name !== caller)
}

/** The functions of a file that are registered beside one another. */
function handlersIn(module: SourceModule): Handler[] {
  const exported = module.exports.get("handler")
  const entry = exported?.kind === "node" ? bare(exported.node) : null
  const offered = isFunction(entry) ? [{ node: entry, registrar: `folder ${folderOf(module.path)}`, method: null, isOfService: false }] : []
  const registered = nodesOf(module.program, "FunctionExpression", "ArrowFunctionExpression").flatMap((node) => {
    const registrar = registrarOf(module, node)
    return registrar === null ? [] : [{ node, ...registrar }]
  })
  return [...offered, ...registered].slice(0, MAX_HANDLERS)
}

function registrarOf(module: SourceModule, node: FunctionNode): Omit<Handler, "node"> | null {
  let current: Node = node
  let call: (Node & { type: "CallExpression" }) | null = null
  while (current.parent?.type === "CallExpression" && current.parent.arguments.some((each) => each === current))
    current = call = current.parent
  const { parent } = current
  if (parent?.type === "MethodDefinition") {
    const verb = parent.decorators
      .map((each) => /^@(\w+)/.exec(module.textOf(each))?.[1]?.toLowerCase())
      .find((each) => HTTP.test(each ?? ""))
    return { registrar: `class ${parent.parent?.start}`, method: verb ?? null, isOfService: parent.decorators.length === 0 }
  }
  if (parent?.type === "Property" && parent.value === current && parent.parent?.type === "ObjectExpression")
    return { registrar: `object ${parent.parent.start}`, method: null, isOfService: false }
  if (!call || call.callee.type !== "MemberExpression" || !/^["'`]/.test(call.arguments[0] ? module.textOf(call.arguments[0]) : ""))
    return null
  const receiver = module.textOf(call.callee.object)
  const method = propertyName(call.callee) ?? ""
  return receiver.length < 60 && REGISTERS.test(method) ? { registrar: receiver, method, isOfService: false } : null
}

const HTTP = /^(?:get|post|put|patch|delete|all)$/
const REGISTERS = /^(?:on|get|post|put|patch|delete|all|route|query|mutation)$/

interface Check {
  readonly module: SourceModule
  /** The argument that says who is calling, as written. */
  readonly caller: string
  readonly guard: string
  readonly value: string
  readonly handler: Handler
  readonly node: Node
}

/** The calls in handlers that ask whether the caller may do something with a value of the handler's own. */
function checksIn(module: SourceModule, handlers: readonly Handler[]): Check[] {
  const found: Check[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (found.length >= MAX_WITNESSES) break
    const guard = calledName(node)
    if (guard === null || !GUARD.test(guard) || NO_RIGHT.test(guard) || !node.arguments.some((each) => isCaller(module, each))) continue
    const caller = module.textOf(node.arguments.find((each) => isCaller(module, each)) as Node)
    for (const argument of node.arguments) {
      const inner = bare(argument)
      if (isCaller(module, inner)) continue
      const handler = handlers.find((each) => each.node.start <= node.start && node.end <= each.node.end)
      const value = handler ? sentAs(module, handler, inner) : null
      if (handler && value !== null) found.push({ module, caller, guard, value, handler, node })
    }
  }
  return found
}

/** Where a handler hands the value on, when nothing in it looks like a check. */
function usedUnchecked(module: SourceModule, { node }: Handler, value: string, isRight: boolean): Node | null {
  let use: Node | null = null
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression") continue
    const name = calledName(each) ?? ""
    if (GUARD.test(name) && !NO_RIGHT.test(name)) return null
    const given = each.arguments.find((argument) => valuesIn(argument).some((one) => sentAs(module, { node }, one) === value))
    if (!given || NO_USE.test(name) || (isRight && !GIVES.test(name))) continue
    // `store.find(userId, id)` may ask by itself.
    if (!isRight && each.arguments.some((argument) => mentionsCaller(module, argument))) return null
    use ??= each
  }
  const registration = node.parent?.type === "CallExpression" ? node.parent : null
  const isGuarded = registration?.arguments.some(
    (each) =>
      each !== node &&
      /[rR]equire|[gG]uard|[aA]uth|[cC]an|[oO]wn|[mM]ember|[aA]dmin|[pP]ermission|[rR]ole/.test(withoutText(module.textOf(each))),
  )
  return isGuarded ? null : use
}

function withoutText(code: string): string {
  return /^["'`]/.test(code) ? "" : code.slice(0, 200)
}

function calledName({ callee }: Node & { type: "CallExpression" }): string | null {
  return callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
}

function valuesIn(argument: Node): Node[] {
  const inner = bare(argument)
  if (inner.type !== "ObjectExpression") return [inner]
  return inner.properties.flatMap((each) => {
    if (each.type !== "Property") return []
    const value = bare(each.value)
    return value.type === "ObjectExpression" ? valuesIn(value) : [value]
  })
}

/** The name of a value that a handler was sent: `teamId` of its own, or `req.params.teamId`; `null` for all others. */
function sentAs(module: SourceModule, handler: Pick<Handler, "node">, node: Node): string | null {
  const inner = bare(node)
  if (inner.type === "Identifier") return isOwn(module, handler, inner) ? inner.name : null
  const client = inner.type === "MemberExpression" ? clientValueOf(module, inner) : null
  return client && client.place !== "header" && client.place !== "cookie" ? client.name : null
}

// Declared in the handler: what it was sent, or read out of it.
function isOwn(module: SourceModule, { node }: Pick<Handler, "node">, name: Node & { type: "Identifier" }): boolean {
  const binding = module.bindings.resolve(name)
  if (!binding || binding.identifier.start < node.start || binding.identifier.end > node.end) return false
  if (binding.kind === "parameter") return binding.pattern.length > 0 || enclosingFunction(binding.identifier) === node
  if (binding.kind !== "variable" || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return false
  // What was made or found here is no value of the client's.
  return /\b(?:body|query|params|param|payload|input|args|data|message|dto|json|queryStringParameters|pathParameters)\b/i.test(
    module.textOf(binding.declaration.init).slice(0, 200),
  )
}

function isCaller(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type !== "Identifier") return CALLER.test(module.textOf(inner).replaceAll("?.", "."))
  const binding = module.bindings.resolve(inner)
  const init = binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  const text = init ? module.textOf(bare(init)).replaceAll("?.", ".") : ""
  // `const tenantId = tenantOf(event)`
  return init ? CALLER.test(text) || (CALLER.test(inner.name) && /^\w+\(/.test(text)) : CALLER.test(inner.name)
}

function mentionsCaller(module: SourceModule, argument: Node): boolean {
  if (isCaller(module, argument)) return true
  const inner = bare(argument)
  return inner.type === "ObjectExpression" && inner.properties.some((each) => each.type === "Property" && isCaller(module, each.value))
}
