import { askedRight, strongerRight } from "../calls/asked-right.ts"
import type { AskedRight, StrongerRight } from "../calls/asked-right.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { writesBelow } from "../calls/writes-below.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { chainOf } from "../routes/chain.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { handlerOf } from "../routes/handler.ts"
import { nextHandlersOf } from "../routes/next-handlers.ts"
import type { Route } from "../routes/route.ts"
import { routeLabel } from "../routes/route.ts"
import { proceduresOf } from "../routes/trpc-procedures.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

const CHANGING = /^(?:POST|PUT|PATCH|DELETE|MUTATION)$/
const CHANGE =
  /^(?:async_?)?(?:update|delete|remove|reset|destroy|clear|purge|archive|restore|rename|move|set|save|patch|replace|insert|upsert|create|add|edit|change|modify|write|revoke|transfer|publish|unpublish|enable|disable|truncate|wipe|soft_?delete|bulk_?(?:update|delete|insert))(?=[A-Z_]|(?:One|Many|All|Async)?$)/
// What belongs to whoever asks, and what somebody who may look may well do.
const OWN =
  /favou?rite|star(?:s|red)?(?![a-z])|bookmark|like|vote|react|subscri|watch|follow|notif|seen|unread|mark(?:ed)?_?as|read_?(?:mark|state|receipt)|views?(?![a-z])|visit|recent|histor|export|search|quer(?:y|ies)|filter|preview|download|render|count|stats?(?![a-z])|statistic|analytic|comment|feedback|logs?(?![a-z])|logger|audit|track|events?(?![a-z])|session|presence|cursor|draft|preference|duplicate|clone|copy|copies|fork|cache|rate_?limit|header|cookie|metric|queue|job|chat|message|thread|conversation|answer|response|submission|vot(?:e|ing)|join|leave|invit|request/i
const OWN_ARGUMENT =
  /\b(?:user|member|account|author|viewer|caller)_?[iI]d\b|\b(?:user|auth|session|viewer|me|currentUser|actor)\??\.(?:user\??\.)?_?id\b/
// Said of what was changed by whom, and not whose it is.
const NOTED = /\b(?:created|updated|modified|changed|deleted|archived)_?[bB]y(?:_?[iI]d)?\s{0,4}:[^,}\n]{0,60}/g
// Anything else that asks what the caller may do.
const OTHER =
  /admin|owner|\broles?\b|Roles?\b|permission|privilege|\bauthor(?!i)|[a-z]Author(?!i)|creator|\b(?:can|may)[A-Z]\w*\b|\b(?:check|has|require|ensure|assert|verify|validate|throwIf|is|allow|guard|enforce|authorize)\w{0,40}(?:Access|Rights?|Permission\w*|Member\w*|Allowed|Policy|Ability|Scopes?|Writ\w+|Edit\w*)\b|\b(?:ability|acl|rbac|policy)\b|\b(?:user|member|account)_?[iI]d\s{0,4}[!=]==?|[!=]==?\s{0,4}[\w.?]{0,40}\b(?:user|member|account)_?[iI]d\b|\b(?:user|session|auth|viewer)\??\.(?:user\??\.)?_?id\s{0,4}[!=]==?|[!=]==?\s{0,4}[\w.?]{0,40}\b(?:user|session|auth|viewer)\??\.(?:user\??\.)?_?id\b/
const REFUSES = /\b40[13]\b|[fF]orbidden|[uU]nauthori[sz]ed|FORBIDDEN|UNAUTHORI[SZ]ED|[aA]ccessDenied/
const MAX_CALLS = 1_500
const MAX_TEXT = 20_000

export const noReadRightForWrite = defineRule({
  kind: "source",
  id: "no-read-right-for-write",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Whoever may look may change it",
  why: "Rights to read are given away freely: to guests, to everybody with a link, to whole teams. A handler that changes something and asks for such a right hands the change to all of them.",
  fix: "Ask for the right to change.",
  cwe: ["CWE-863", "CWE-285"],
  needs: { path: "server", text: [/(?:[vV]iew|[rR]ead|READ|VIEW|[sS]ee|Access|[sS]how|[vV]isible)/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const known = entriesOf(project).get(module) ?? []
    for (const entry of [...known, ...otherEntries(project, module, known)]) {
      const draft = judge(project, module, entry)
      if (draft) yield draft
    }
  },
})

/** A handler or a part of one that answers a request to change something. */
interface Entry {
  readonly route: Route
  readonly running: FunctionNode
}

/** What answers requests to change something, by the file it is written in. */
function entriesOf(project: Project): ReadonlyMap<SourceModule, readonly Entry[]> {
  return project.once("handlers that change something", () => {
    const byFile = new Map<SourceModule, Entry[]>()
    const seen = new Set<FunctionNode>()
    for (const route of [...routesOf(project), ...resolversOf(project), ...nextHandlersOf(project), ...proceduresOf(project)]) {
      const { function: running, functionModule } = route.handler
      const isMutation = /^MUTATION$/i.test(route.method) || /^Mutation\b/.test(route.path ?? "")
      if (!running || seen.has(running) || !(CHANGING.test(route.method) || isMutation || route.method === "ALL")) continue
      seen.add(running)
      const known = byFile.get(functionModule)
      if (known === undefined) byFile.set(functionModule, [{ route, running }])
      else known.push({ route, running })
    }
    return byFile
  })
}

const REQUEST = /^_?(?:req|request|ctx|context|c)$/

/** Handlers on routers that no framework we know has made: `WebApp.handlers.put("/boards/:id", …)`, `JsonRoutes.add("PUT", "/boards/:id", …)`. */
function* otherEntries(project: Project, module: SourceModule, known: readonly Entry[]): Generator<Entry> {
  for (const node of nodesOf(module.program, "CallExpression")) {
    const method = node.callee.type === "MemberExpression" ? (propertyName(node.callee) ?? "") : ""
    const isNamed = /^(?:post|put|patch|delete)$/.test(method)
    const verb = isNamed ? method.toUpperCase() : method === "add" ? (stringOf(node.arguments[0]) ?? "").toUpperCase() : ""
    const path = CHANGING.test(verb) ? stringOf(node.arguments[isNamed ? 0 : 1]) : null
    const last = node.arguments.at(-1)
    const running = last && isFunction(bare(last)) ? (bare(last) as FunctionNode) : null
    const request = running?.params[0]
    if (path?.startsWith("/") !== true || !last || !running || request?.type !== "Identifier" || !REQUEST.test(request.name)) continue
    if (known.some((each) => each.running === running)) continue
    const common = { framework: "Node", method: verb, path, module, node, router: null, isIndirect: true } as const
    yield { running, route: { ...common, middleware: [], handler: handlerOf(project, module, last) } }
  }
}

function judge(project: Project, module: SourceModule, { route, running }: Entry): Draft | null {
  if (running.end - running.start > MAX_TEXT) return null
  const scope = route.method === "ALL" ? changingPart(module, running) : running
  if (!scope) return null
  const weak = weakChecks(project, module, running, scope, route)
  const [first] = weak
  if (!first) return null
  if (OWN.test(functionName(running) ?? "") || OWN.test(lastSegment(route.path))) return null
  if (asksElsewhere(project, route, module, running, weak)) return null
  const change = changeIn(project, module, scope, first)
  if (!change) return null
  return told(module, first, change, route)
}

interface Weak {
  readonly node: Node
  readonly right: AskedRight
  readonly stronger: StrongerRight
  readonly isBefore: boolean
}

function weakChecks(project: Project, module: SourceModule, running: FunctionNode, scope: Node, route: Route): Weak[] {
  const found: Weak[] = []
  const note = (node: Node, right: AskedRight, isBefore: boolean) => {
    const stronger = strongerRight(project, right)
    if (stronger) found.push({ node, right, stronger, isBefore })
  }
  // The finding stands in the file of the handler.
  for (const each of route.module === module ? [...route.middleware.map(({ node }) => node), ...decoratorsOf(route)] : []) {
    const right = askedRight(module, each)
    if (right?.kind === "write") return []
    if (right) note(each, right, true)
  }
  let count = 0
  for (const node of descendants(running)) {
    if (node.type !== "CallExpression") continue
    if (++count > MAX_CALLS) return []
    const isInside = node.start >= scope.start && node.end <= scope.end
    if (!isInside && !isAboveBranches(node, running, module)) continue
    const right = askedRight(module, node)
    if (right?.kind === "write") return []
    if (right && decides(module, node)) note(node, right, false)
  }
  return found
}

function decoratorsOf({ node }: Route): Node[] {
  const decorators = node.type === "MethodDefinition" ? node.decorators : []
  return decorators.map(({ expression }) => expression)
}

// In a handler for all methods, what stands outside the branches for single methods runs for each.
function isAboveBranches(node: Node, running: FunctionNode, module: SourceModule): boolean {
  for (const above of ancestors(node)) {
    if (above === running) return true
    if (above.type === "IfStatement" && METHOD.test(module.textOf(above.test).slice(0, 200))) return node.end <= above.test.end
    if (above.type === "SwitchCase" || isFunction(above)) return false
  }
  return false
}

const METHOD = /\bmethod\b/

// `if (req.method === "POST") { … }`, `case "DELETE":`, or all of it behind `if (req.method !== "POST") return …`
function changingPart(module: SourceModule, running: FunctionNode): Node | null {
  if (!METHOD.test(module.textOf(running))) return null
  for (const node of descendants(running)) {
    if (node.type === "SwitchCase" && node.test && CHANGING.test(stringOf(node.test) ?? "")) return node
    if (node.type !== "IfStatement" || node.test.type !== "BinaryExpression" || !METHOD.test(module.textOf(node.test).slice(0, 100)))
      continue
    const verb = stringOf(node.test.left) ?? stringOf(node.test.right)
    if (verb === null || !CHANGING.test(verb)) continue
    if (/^===?$/.test(node.test.operator)) return node.consequent
    return running
  }
  return null
}

/** Whether the answer of a check turns somebody away. */
function decides(module: SourceModule, call: Node): boolean {
  let below: Node = call
  for (const above of ancestors(call)) {
    switch (above.type) {
      case "AwaitExpression":
      case "ParenthesizedExpression":
      case "ChainExpression":
      case "UnaryExpression":
      case "LogicalExpression":
        break
      case "ExpressionStatement":
        return true
      case "IfStatement":
      case "ConditionalExpression":
        return above.test === below
      case "VariableDeclarator": {
        const binding = above.id.type === "Identifier" ? module.bindings.resolve(above.id) : null
        const around = enclosingFunction(above)
        return binding !== null && around !== null && usesOf(module, binding, around).some(isAskedIn)
      }
      default:
        return false
    }
    below = above
  }
  return false
}

function isAskedIn(use: Node): boolean {
  let below = use
  for (const above of ancestors(use)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression") return above.test === below
    if (isFunction(above)) return false
    below = above
  }
  return false
}

/** Whether anything else on the way asks what the caller may do. */
function asksElsewhere(project: Project, route: Route, module: SourceModule, running: FunctionNode, weak: readonly Weak[]): boolean {
  const isWeak = (node: Node) => weak.some((each) => each.node === node)
  for (const link of chainOf(project, route)) {
    if (isWeak(link.node)) continue
    const text = link.module.textOf(link.node).slice(0, 300)
    if (OTHER.test(text) || /policy|ability|guard\(|scope/i.test(text)) return true
  }
  if (decoratorsOf(route).some((each) => !isWeak(each) && OTHER.test(module.textOf(each).slice(0, 300)))) return true
  if (route.handler.wrapper !== null && OTHER.test(route.handler.wrapper)) return true
  // Procedures of tRPC carry what is asked before in their names: `adminProcedure.mutation(…)`.
  if (
    OTHER.test(module.textOf({ start: route.node.start, end: Math.min(route.node.end, running.start) }).slice(0, 200)) &&
    !weak.some((each) => each.isBefore)
  )
    return true
  if (OTHER.test(without(module, running, weak))) return true
  for (const node of descendants(running)) {
    if (node.type !== "IfStatement" || isWeakTest(module, node.test, weak)) continue
    if (METHOD.test(module.textOf(node.test).slice(0, 100))) continue
    if (
      REFUSES.test(module.textOf(node.consequent).slice(0, 600)) &&
      !/\b(?:auth|user|session|token|userId)\b\)?\s{0,3}$/.test(module.textOf(node.test).slice(0, 100))
    )
      return true
  }
  return false
}

function isWeakTest(module: SourceModule, test: Node, weak: readonly Weak[]): boolean {
  return weak.some(({ node }) => {
    if (node.start >= test.start && node.end <= test.end) return true
    const declared = [...ancestors(node)].find((each) => each.type === "VariableDeclarator")
    return declared?.type === "VariableDeclarator" && declared.id.type === "Identifier" && module.textOf(test).includes(declared.id.name)
  })
}

// The names in a function but for those in the checks that are known.
function without(module: SourceModule, part: Node, weak: readonly Weak[]): string {
  let text = ""
  let from = part.start
  for (const { node } of [...weak].sort((a, b) => a.node.start - b.node.start)) {
    if (node.start < from || node.end > part.end) continue
    const declared = [...ancestors(node)].find((each) => each.type === "VariableDeclarator")
    const start = declared && declared.start >= from ? declared.start : node.start
    text += module.namesOf({ start: from, end: start })
    from = node.end
  }
  text += module.namesOf({ start: from, end: part.end })
  for (const { node } of weak) {
    const declared = [...ancestors(node)].find((each) => each.type === "VariableDeclarator")
    if (declared?.type === "VariableDeclarator" && declared.id.type === "Identifier") text = text.replaceAll(declared.id.name, "")
  }
  return text
}

function changeIn(project: Project, module: SourceModule, scope: Node, weak: Weak): Call | null {
  for (const node of descendants(scope)) {
    if (node.type !== "CallExpression" || (!weak.isBefore && node.start < weak.node.end)) continue
    const callee = bare(node.callee)
    const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
    if (name === null || OWN.test(module.textOf(callee).slice(0, 200))) continue
    const { facts } = callFacts(project, module, node)
    const isWrite = facts.includes("db-write")
    if (!isWrite && !(CHANGE.test(name) && changesSomething(project, module, node, name))) continue
    const given = node.arguments
      .map((each) => module.textOf(each))
      .join(", ")
      .slice(0, 2_000)
    if (OWN_ARGUMENT.test(given.replace(NOTED, ""))) return null
    if (asksBelow(project, module, node)) return null
    return node
  }
  return null
}

// `resetWebsite(id)` of the repository, or a call that leads to the database; `headers.set` and `hash.update` change nothing that stays.
function changesSomething(project: Project, module: SourceModule, call: Call, name: string): boolean {
  if (writesBelow(project, module, call)) return true
  // `const range = await setDateRange(…)` makes something out of something.
  if (name.startsWith("set")) return false
  const callee = bare(call.callee)
  const holder = callee.type === "MemberExpression" ? module.textOf(callee.object).slice(0, 100) : ""
  // `Cards.direct.remove(id)`, `await this.boardService.update(id, …)`
  if (/^(?!(?:Object|Array|Map|Set|Reflect|JSON|Math|Promise|Date)\b)[A-Z]\w*[a-z]\w*(?:\.\w+)?$/.test(holder)) return true
  const waits = call.parent?.type === "AwaitExpression" || call.parent?.type === "ReturnStatement"
  if (waits && /(?:[sS]ervice|[rR]epo(?:sitory)?|[mM]odel|[sS]tore|[dD]ao|[cC]ollection)s?$/.test(holder)) return true
  return /[a-z](?:[A-Z]|_[a-z])/.test(name) && waits
}

function asksBelow(project: Project, module: SourceModule, call: Call): boolean {
  const meaning = meaningOf(project, module, call.callee)
  return meaning?.kind === "function" && OTHER.test(meaning.module.namesOf(meaning.node).slice(0, MAX_TEXT))
}

function lastSegment(path: string | null): string {
  return (
    path
      ?.split("/")
      .filter((each) => each !== "" && !each.startsWith(":"))
      .at(-1) ?? ""
  )
}

function told(module: SourceModule, { node, right, stronger }: Weak, change: Call, route: Route): Draft {
  const weakName = right.label.replaceAll("`", "'")
  const strongName = stronger.label.replaceAll("`", "'")
  const changed = module.textOf(bare(change.callee)).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  const asked = stronger.uses === 1 ? "one other place asks" : `${stronger.uses} other places ask`
  const label = route.path === null ? "this handler" : `\`${routeLabel(route)}\``
  return {
    at: node,
    title: `\`${weakName}\` is enough to change it`,
    message: `Whoever may see it may change it: ${label} calls \`${changed}\`, and all it asks is \`${weakName}\`. \`${strongName}\` is what ${asked} before a change.`,
    fix: `Ask \`${strongName}\` here.`,
  }
}
