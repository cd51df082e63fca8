import { claimedBesideProof, claimedIdentity, claimedInObject } from "../calls/claimed-identity.ts"
import type { ClaimedIdentity } from "../calls/claimed-identity.ts"
import { clientValueOf, placeName } from "../calls/client-value.ts"
import type { ClientValue } from "../calls/client-value.ts"
import { selfGivenRole } from "../calls/self-given-role.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What nobody may say of themselves.
const RIGHT =
  /^(?:x[-_])?(?:is[-_]?)?(?:user[-_]?is[-_]?)?(?:admin(?:istrator)?|super[-_]?(?:user|admin)|root|staff|moderator|authenticated|logged[-_]?in|authori[sz]ed|auth[-_]?ok|privileged|bypass[-_]?auth|skip[-_]?auth|no[-_]?auth|internal)$/i
const ASKS = /^(?:is|has|can|check|require|ensure)_?\w*(?:admin|auth|login|logged|role|staff|owner|internal|allowed|permitted|access)/i
const ROLE = /^(?:x[-_])?(?:user[-_]?)?roles?$/i
const WHO = /^(?:x[-_])?(?:user|account|owner|tenant|customer|member)_?-?(?:id|name|email)?$|^uid$|^(?:user)?e?mail$/i
// A branch that only narrows what is looked up, or answers in another form, decides nothing.
const NARROWS = /\b(?:where|filters?|queryBuilder|criteria|conditions|andWhere|match)\b/i

const MENTIONS_REQUEST = /\b(?:req|request|ctx|context|c)\b|@(?:Query|Headers|Param)\(/

export const noDecisionByClient = defineRule({
  kind: "source",
  id: "no-decision-by-client",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "The caller decides what the caller may do",
  why: "Cookies, headers and parameters are written by whoever sends the request. A check that asks them for a right asks the attacker.",
  fix: "Ask the session or the verified token, which the server wrote itself.",
  cwe: ["CWE-807", "CWE-290", "CWE-639"],
  needs: { path: "server", text: [MENTIONS_REQUEST] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !MENTIONS_REQUEST.test(module.text)) return
    for (const node of nodesOf(module.program, "IfStatement", "ConditionalExpression")) {
      const branch = module.textOf(node.consequent).slice(0, 400)
      if (NARROWS.test(branch)) continue
      for (const part of partsOf(node.test)) {
        yield* judge(module, part, node.type === "IfStatement")
        if (node.type === "IfStatement") yield* byCookie(module, part, node)
      }
    }
    for (const node of nodesOf(module.program, "BinaryExpression")) if (isKeptAsRight(node)) yield* judge(module, node, true)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const right = selfGivenRole(project, module, node)
      if (right) yield selfGiven(right)
    }
    for (const node of nodesOf(module.program, "LogicalExpression", "AssignmentExpression")) {
      const claimed = claimedBesideProof(project, module, node)
      if (claimed) yield insteadOfProof(claimed)
    }
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      const claimed = claimedIdentity(module, node)
      if (claimed) yield identity(node, claimed)
      const inObject = claimedInObject(module, node)
      if (inObject) yield identity(inObject.node, inObject)
    }
  },
})

// `a && (b || !c)`: whatever has a say in a condition.
function partsOf(test: Node, depth = 0): Node[] {
  const inner = bare(test)
  if (depth > 6) return []
  if (inner.type === "LogicalExpression") return [...partsOf(inner.left, depth + 1), ...partsOf(inner.right, depth + 1)]
  if (inner.type === "UnaryExpression" && inner.operator === "!") return partsOf(inner.argument, depth + 1)
  return [inner]
}

function* judge(module: SourceModule, part: Node, decides: boolean): Generator<Draft> {
  if (part.type === "BinaryExpression" && /^[!=]==?$/.test(part.operator)) {
    const left = clientValueOf(module, part.left)
    const right = clientValueOf(module, part.right)
    if (left && right) {
      if (decides && isIdentity(left, right)) yield both(module, part)
      return
    }
    const value = left ?? right
    if (!value) return
    const other = bare(left ? part.right : part.left)
    const literal = stringOf(other) ?? (other.type === "Literal" ? String(other.value) : null)
    if (literal === null) return
    if (saysRight(value) || (ROLE.test(value.name) && /^(?:cookie|header)$/.test(value.place) && decides))
      yield ownRight(module, part, value)
    return
  }
  if (part.type === "CallExpression") {
    yield* listed(module, part, decides)
    return
  }
  const value = clientValueOf(module, part)
  if (value && decides && saysRight(value)) yield ownRight(module, part, value)
}

// `req.isAdmin = req.query.admin === "true"`, `const isAdmin = (req) => req.cookies.role === "admin"`
function isKeptAsRight(node: Node): boolean {
  const { parent } = node
  if (parent?.type === "AssignmentExpression")
    return parent.right === node && RIGHT.test(parent.left.type === "Identifier" ? parent.left.name : (propertyName(parent.left) ?? ""))
  const around = parent?.type === "ReturnStatement" ? enclosingFunction(node) : isFunction(parent) && parent.body === node ? parent : null
  return around !== null && ASKS.test(functionName(around) ?? "")
}

// Administrators create administrators with a field of the body; the other places hold no records.
function saysRight({ place, name }: ClientValue): boolean {
  return RIGHT.test(name) && (place !== "body" || /logged|authenticated|authori[sz]ed|auth$/i.test(name)) && place !== "path"
}

// Two names of one account from two places. A repeated id in path and body is checked for consistency, not for a right.
function isIdentity(left: ClientValue, right: ClientValue): boolean {
  const places = [left.place, right.place].sort().join(" ")
  if (left.place === right.place || places === "body path") return false
  return (WHO.test(left.name) && isNameOf(left, right)) || (WHO.test(right.name) && isNameOf(right, left))
}

// `/profiles/:id` beside the cookie `userId`
function isNameOf(who: ClientValue, other: ClientValue): boolean {
  return (
    WHO.test(other.name) || (/^(?:cookie|header)$/.test(who.place) && /^(?:path|query)$/.test(other.place) && /^_?id$/i.test(other.name))
  )
}

// `req.headers.referer.includes("example.com")`
function* listed(module: SourceModule, call: Node & { type: "CallExpression" }, decides: boolean): Generator<Draft> {
  if (call.callee.type !== "MemberExpression" || !decides) return
  const method = propertyName(call.callee)
  const [first] = call.arguments
  if (!first || (method !== "includes" && method !== "has")) return
  const asked = clientValueOf(module, call.callee.object)
  const literal = stringOf(first)
  if (asked?.place !== "header" || literal === null) return
  if (/^(?:referr?er|origin)$/i.test(asked.name) && /\w\.\w{2,}$|^localhost/.test(literal))
    yield {
      at: call,
      severity: "medium",
      title: `\`${literal.slice(0, 40)}\` may stand anywhere in the address of the page`,
      message: `A page on any site passes this check by carrying the name along, as in \`https://evil.example/?${literal.replaceAll("`", "'").slice(0, 40)}\`: \`${code(module, call)}\` looks for it anywhere in the \`${asked.name}\` header.`,
      fix: "Compare `new URL(value).origin` with the one origin that is meant.",
    }
}

const REFUSES = /\b40[13]\b|[fF]orbidden|[uU]nauthori[sz]ed/

// `if (req.cookies.level !== "staff") return res.sendStatus(403)`
function* byCookie(module: SourceModule, part: Node, { consequent }: Node & { type: "IfStatement" }): Generator<Draft> {
  if (part.type !== "BinaryExpression" || !/^!==?$/.test(part.operator) || !REFUSES.test(module.textOf(consequent).slice(0, 400))) return
  const value = clientValueOf(module, part.left) ?? clientValueOf(module, part.right)
  const literal = stringOf(part.left) ?? stringOf(part.right)
  if (
    value?.place !== "cookie" ||
    !literal ||
    saysRight(value) ||
    ROLE.test(value.name) ||
    /consent|csrf|xsrf|age|captcha/i.test(value.name)
  )
    return
  yield ownRight(module, part, value)
}

function ownRight(module: SourceModule, at: Node, { place, name }: ClientValue): Draft {
  return {
    at,
    title: `The caller says itself that it is \`${name.slice(0, 40)}\``,
    message: `Whoever sends the request passes this check by sending \`${name.slice(0, 40)}\` along: \`${code(module, at)}\` believes ${placeName(place)}, which the sender writes.`,
    fix: "Take it from the session or from the verified token, or look it up by the id found there.",
  }
}

function selfGiven({ node, name }: { readonly node: Node; readonly name: string }): Draft {
  return {
    at: node,
    title: `Whoever registers chooses \`${name}\``,
    message: `Anyone registers with the rights of an administrator by sending \`${name}\` along: the account is made with what the body says, and nobody who may give rights has a say in it.`,
    fix: `Give new accounts the least \`${name}\` here, and change it in a route for those who may.`,
  }
}

function both(module: SourceModule, at: Node): Draft {
  return {
    at,
    title: "Two values of the caller are compared with each other",
    message: `Whoever sends the request makes both sides equal and passes: \`${code(module, at)}\` compares what the sender wrote with what the sender wrote.`,
    fix: "Compare the one that names the record with the id in the session or in the verified token.",
  }
}

function identity(at: Node, { property, place }: ClaimedIdentity): Draft {
  const name = property.replaceAll("`", "'")
  return {
    at,
    title: `The caller chooses \`${name}\` itself`,
    message: `Whoever sends the request acts as whom or in whose name it likes: \`${name}\` is what the rest of the service goes by, it comes from ${placeName(place)} as the sender wrote it, and nothing here asks whether it is the caller's.`,
    fix: "Look it up among those that belong to the caller, and refuse any other.",
  }
}

function insteadOfProof({ node, property }: ClaimedIdentity & { readonly node: Node }): Draft {
  const name = property.replaceAll("`", "'").slice(0, 40)
  return {
    at: node,
    title: `\`${name}\` stands in for the login`,
    message: `Whoever sends the request acts as anybody by sending \`${name}\`: the header counts without the proof that stands beside it.`,
    fix: "Take who is calling from what was verified alone. Where a gateway sets the header, have it prove itself first.",
  }
}

function code(module: SourceModule, node: Node): string {
  return module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)
}
