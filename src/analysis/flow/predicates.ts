import type { Control } from "../models/model.ts"
import { bare, descendants, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { fitsAnywhere, fixesHost, fixesSite, isAddressPrefix, isAnchored } from "./written-checks.ts"

const EVERYTHING: readonly Control[] = ["string", "shape", "host", "path"]
// They say of what kind a value is; any text is a text, and what a list or an object holds is open.
const TELLS_TEXT = /^is(?:String|Text|Buffer)$/
const TELLS_HOLDER = /^is(?:Array|Object|PlainObject|ObjectLike|Record|Map|Set|Iterable|View)$/
// Whoever signs a message has not looked at what the message says.
const TELLS_SENDER = /sign(?:ed|ature)|hmac/i
const AUTHENTICATES = /\b(?:createHmac|createVerify|timingSafeEqual)\b/
const FORM_CALLS =
  /^(?:isArray|isBuffer|keys|values|entries|every|some|filter|map|String|Boolean|trim|isString|isObject|isPlainObject|hasOwn|hasOwnProperty)$/
const MAX_NODES = 400

/** A function of the repository that answers a question, and what its names stand for where it is written. */
export interface WrittenPredicate {
  readonly node: FunctionNode
  readonly written: (node: Node) => Node
}

/** What holds of the arguments of a predicate that came out true, by its name and, where it is one of the repository, by what it asks. */
export function provenByPredicate(name: string, predicate: WrittenPredicate | null): readonly Control[] {
  if (TELLS_HOLDER.test(name) && predicate === null) return []
  if (TELLS_TEXT.test(name) && predicate === null) return ["shape"]
  if (TELLS_SENDER.test(name)) return []
  if (predicate === null) return EVERYTHING
  if (asksSender(predicate.node)) return []
  if (looksForPiece(predicate)) return ["shape"]
  return formOnly(predicate.node) ?? (looksInsideOnly(predicate) ? ["string", "shape", "path"] : EVERYTHING)
}

function asksSender({ body }: FunctionNode): boolean {
  if (!body) return false
  for (const node of descendants(body)) if (node.type === "Identifier" && AUTHENTICATES.test(node.name)) return true
  return false
}

/** What a predicate proves that asks only of what kind and how long the parts are; `null` for one that asks more. */
function formOnly({ body }: FunctionNode): readonly Control[] | null {
  if (!body) return null
  let asksKind = false
  let asksText = false
  let asksLength = false
  let count = 0
  for (const node of descendants(body)) {
    if (++count > MAX_NODES) return null
    if (node.type === "SwitchStatement" || node.type === "NewExpression" || (node.type === "Literal" && "regex" in node && node.regex))
      return null
    if (node.type === "CallExpression") {
      const callee = bare(node.callee)
      const name = callee.type === "Identifier" ? callee.name : propertyName(callee)
      if (name === null || !FORM_CALLS.test(name)) return null
      asksKind ||= name === "isArray"
    }
    if (node.type !== "BinaryExpression" || !/^(?:[!=]==?|[<>]=?|in|instanceof)$/.test(node.operator)) continue
    if (!asksForm(node)) return null
    const isTypeof = bare(node.left).type === "UnaryExpression" || node.operator === "instanceof"
    asksKind ||= isTypeof
    asksLength ||= [node.left, node.right].some((side) => propertyName(bare(side)) === "length")
    asksText ||= isTypeof && stringOf(node.right) === "string"
    if (isTypeof && /^(?:number|boolean|bigint)$/.test(stringOf(node.right) ?? "")) return null
  }
  if (!asksKind && !asksLength) return null
  return asksText ? ["shape"] : []
}

/** Whether a predicate asks by `includes` or `indexOf` what is in its parameter, itself or for each of a list. */
export function looksInto({ node: { params, body } }: WrittenPredicate): boolean {
  const [parameter] = params
  if (parameter?.type !== "Identifier" || !body) return false
  for (const node of descendants(body)) {
    const callee = node.type === "CallExpression" ? bare(node.callee) : null
    if (callee?.type !== "MemberExpression" || !/^(?:includes|indexOf)$/.test(propertyName(callee) ?? "")) continue
    const object = bare(callee.object)
    if (object.type === "Identifier" && object.name === parameter.name) return true
  }
  return false
}

/** Whether a predicate asks that what it is given is a text: by `typeof`, or by a pattern. */
export function asksForText({ node: { body } }: WrittenPredicate): boolean {
  if (!body) return false
  for (const node of descendants(body)) {
    if (node.type === "UnaryExpression" && node.operator === "typeof") return true
    if (node.type === "CallExpression" && /^(?:test|isString|match)$/.test(propertyName(bare(node.callee)) ?? "")) return true
  }
  return false
}

// `typeof name === "string"`, `name !== undefined`, `name.length < 200`, `"name" in value`
function asksForm({ left, right, operator }: Node & { type: "BinaryExpression" }): boolean {
  if (operator === "in" || operator === "instanceof") return true
  const sides = [left, right].map((side) => bare(side))
  return sides.some(
    (side) =>
      (side.type === "UnaryExpression" && side.operator === "typeof") ||
      (side.type === "Literal" && side.value === null) ||
      (side.type === "Identifier" && side.name === "undefined") ||
      (side.type === "MemberExpression" && /^(?:length|size|byteLength)$/.test(propertyName(side) ?? "")),
  )
}

/**
 * Whether a predicate asks its parameter only what it contains, or how it begins or ends without saying where the host does:
 * `https://evil.example/?https://ours.example` contains our address and leads to another host.
 */
export function looksInsideOnly({ node: predicate, written }: WrittenPredicate): boolean {
  const parameter = predicate.params[0]
  if (parameter?.type !== "Identifier" || !predicate.body) return false
  let looks = false
  const first = new Set<Node>()
  for (const node of ownNodes(predicate.body)) {
    if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator)) {
      if (asksForm(node)) continue
      const taken = firstSignAsked(node, parameter.name)
      if (taken === null) return false
      first.add(taken)
      looks = true
    }
    if (node.type === "NewExpression" || looksForSecondSlash(node)) return false
    if (node.type !== "CallExpression" || isSyntaxCheck(node) || first.has(node)) continue
    if (!looksWeakly(node, parameter.name, written)) return false
    looks = true
  }
  return looks
}

/** `isPrivateAddress(host)`, `isBlockedHost(url)` */
export const DENIES =
  /^(?:is|has|looks|resolvesTo|pointsTo)_?(?:an?_?)?(?:forbidden|private|internal|blocked|reserved|loopback|link_?local|local|unsafe|denied|disallowed|blacklisted|bogon|ssrf)/i
const OF_TEXT = /^(?:startsWith|endsWith|includes|indexOf|test|match|some|toLowerCase|trim|replace)$/

/**
 * Whether a predicate knows a host by its spelling alone, `host === "localhost" || host.startsWith("10.")`: it reads no number of an address
 * and asks nobody where a name leads.
 */
export function comparesSpellings({ node: predicate }: WrittenPredicate): boolean {
  if (predicate.params[0]?.type !== "Identifier" || !predicate.body) return false
  let compares = false
  for (const node of ownNodes(predicate.body)) {
    if (node.type === "NewExpression" || node.type === "ForOfStatement" || node.type === "AwaitExpression") return false
    if (node.type === "BinaryExpression" && node.left.type !== "PrivateIdentifier") {
      if (stringOf(node.left) === null && stringOf(node.right) === null) return false
      compares = true
    }
    if (node.type !== "CallExpression") continue
    const callee = bare(node.callee)
    if (callee.type !== "MemberExpression" || !OF_TEXT.test(propertyName(callee) ?? "")) return false
    compares = true
  }
  return compares
}

// `!value.startsWith("//")`, `!/^\/[/\\]/.test(value)`
function looksForSecondSlash(node: Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false
  const { callee } = node
  if (propertyName(callee) === "startsWith") return /^\/[/\\]/.test(stringOf(node.arguments[0]) ?? "")
  const pattern = callee.object.type === "Literal" && "regex" in callee.object ? callee.object.regex?.pattern : undefined
  return propertyName(callee) === "test" && pattern !== undefined && /^\^\\?\/(?:\\?\/|\[[^\]^]*\/|\{2)/.test(pattern)
}

/** The part of `value.charAt(0) === "/"` or `value[0] === "/"` that takes the first sign of the parameter: `//evil.example` has the same. */
function firstSignAsked({ left, right }: Node & { type: "BinaryExpression" }, parameter: string): Node | null {
  const taken = [left, right].map((side) => bare(side)).find((side) => stringOf(side) === null)
  if (!taken || ![left, right].some((side) => /^[/.]$/.test(stringOf(side) ?? ""))) return null
  const member = taken.type === "CallExpression" ? bare(taken.callee) : taken
  if (member.type !== "MemberExpression" || member.object.type !== "Identifier" || member.object.name !== parameter) return null
  const place = taken.type === "CallExpression" ? taken.arguments[0] : member.computed ? member.property : null
  const isTaken = taken.type !== "CallExpression" || /^(?:charAt|at|slice|substring|substr)$/.test(propertyName(member) ?? "")
  return isTaken && place?.type === "Literal" && place.value === 0 ? taken : null
}

// Whether something is an address says nothing of whose.
function isSyntaxCheck({ callee }: Node & { type: "CallExpression" }): boolean {
  return callee.type === "MemberExpression" && propertyName(callee) === "canParse"
}

function looksWeakly(
  { callee, arguments: [argument] }: Node & { type: "CallExpression" },
  parameter: string,
  written: WrittenPredicate["written"],
): boolean {
  if (callee.type !== "MemberExpression" || !argument) return false
  const name = propertyName(callee) ?? ""
  const isAsked = (node: Node) => node.type === "Identifier" && node.name === parameter
  if (name === "test") {
    const pattern = written(callee.object)
    return isAsked(argument) && !isAnchored(pattern) && !fixesHost(pattern, argument) && !fixesSite(pattern)
  }
  if (!isAsked(callee.object)) return false
  const text = stringOf(argument) ?? ""
  if (name === "startsWith") return text !== "" && !isAddressPrefix(text)
  return /^(?:includes|indexOf|match|search|endsWith)$/.test(name)
}

// `value.slice(0, tag.length) === tag`: what follows may be anything.
function comparesBeginning({ left, right, operator }: Node & { type: "BinaryExpression" }, parameter: string): boolean {
  if (!/^===?$/.test(operator)) return false
  return [left, right].some((side) => {
    const call = bare(side)
    const callee = call.type === "CallExpression" ? bare(call.callee) : null
    if (call.type !== "CallExpression" || callee?.type !== "MemberExpression" || callee.object.type !== "Identifier") return false
    const [start] = call.arguments
    const isCut = /^(?:slice|substring|substr)$/.test(propertyName(callee) ?? "")
    return isCut && callee.object.name === parameter && start?.type === "Literal" && start.value === 0 && call.arguments.length === 2
  })
}

/**
 * Whether a predicate asks, beside the length, only that a pattern without a beginning fits somewhere: `/github\.com\/\w+/` fits
 * `--upload-pack=…#github.com/a`. What it does not look at may be anything.
 */
function looksForPiece({ node: { params, body }, written }: WrittenPredicate): boolean {
  const [parameter] = params
  const only = body?.type === "BlockStatement" && body.body.length === 1 ? body.body[0] : body
  const answer = only?.type === "ReturnStatement" ? only.argument : only
  if (parameter?.type !== "Identifier" || !answer) return false
  let looks = false
  const waiting: Node[] = [answer]
  for (let asked = waiting.pop(), count = 0; asked !== undefined; asked = waiting.pop()) {
    const inner = bare(asked)
    if (++count > MAX_NODES) return false
    if (inner.type === "LogicalExpression" && inner.operator === "&&") waiting.push(inner.left, inner.right)
    else if (inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && propertyName(inner.callee) === "test") {
      const [given] = inner.arguments
      if (given?.type !== "Identifier" || given.name !== parameter.name || !fitsAnywhere(written(inner.callee.object))) return false
      looks = true
    } else if (inner.type === "BinaryExpression" && comparesBeginning(inner, parameter.name)) looks = true
    else if (inner.type !== "Identifier" && !(inner.type === "BinaryExpression" && asksForm(inner))) return false
  }
  return looks
}
