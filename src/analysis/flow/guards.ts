import type { Control, Mark } from "../models/model.ts"
import { bare, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { DENIES, asksForText, comparesSpellings, looksInsideOnly, looksInto, provenByPredicate } from "./predicates.ts"
import type { WrittenPredicate } from "./predicates.ts"
import {
  allowsParent,
  fixesHost,
  fixesSite,
  isAddressPrefix,
  isAnchored,
  isHostName,
  leavesHostOpen,
  refusesParents,
} from "./written-checks.ts"
import { fork } from "./environment.ts"
import {
  asksForSlash,
  givesFalse,
  isAbsence,
  isHostEnding,
  isSearch,
  leftmostText,
  looksForParent,
  numberOf,
  secondSignOf,
  wholeOfBeginning,
} from "./guard-forms.ts"
import { looksUp, mayBeList, noteLookedInto, noteRefused, refuses } from "./lists.ts"
import { noteBound, noteLimit, noteList } from "./numbers.ts"
import { take, takeFromText, takeWhole } from "./take.ts"
import type { Ask, Predicate } from "./take.ts"
import { isMarked, noteKey, sentIn, taintIn } from "./value.ts"
import type { Environment, Value } from "./value.ts"

const EVERYTHING: readonly Control[] = ["string", "shape", "host", "path"]
const NO_PATH: readonly Control[] = ["string", "shape", "host"]
const NO_HOST: readonly Control[] = ["string", "shape", "path"]
// What request data are, or are turned into by whoever checks their fields.
const SENT_TYPES =
  /^(?:Array|Object|String|Number|Boolean|Function|Date|RegExp|Buffer|(?:Shared)?ArrayBuffer|\w*Array|Map|Set|URL|URLSearchParams|FormData|File|Blob|Headers|Request|Readable\w*|Stream|\w*(?:Error|Exception|Dto|DTO|Input|Body|Params|Query|Request))$/
const MAX_DEPTH = 20

/**
 * Notes in the environment what a condition proves about request data when it came out `outcome`. A guard on a value derived
 * from a source counts for every value of that source: `inside(root, joined)` is written to allow the use of what `joined` was made of.
 */
export function narrow(test: Node, outcome: boolean, environment: Environment, ask: Ask, depth = 0): void {
  const node = bare(test)
  if (depth > MAX_DEPTH) return
  switch (node.type) {
    case "UnaryExpression":
      if (node.operator === "!") narrow(node.argument, !outcome, environment, ask, depth + 1)
      // `~name.indexOf("..")` is 0 where there is none.
      else if (node.operator === "~" && !outcome) narrowAbsence(node.argument, environment, ask)
      return
    case "LogicalExpression":
      if ((node.operator === "&&" && outcome) || (node.operator === "||" && !outcome)) {
        narrow(node.left, outcome, environment, ask, depth + 1)
        narrow(node.right, outcome, environment, ask, depth + 1)
      } else if (node.operator !== "??") narrowEither(node, outcome, environment, ask, depth)
      return
    case "Identifier": {
      const kept = environment.tests.get(node.name)
      if (kept) narrow(kept, outcome, environment, ask, depth + 1)
      return
    }
    case "BinaryExpression":
      if (node.left.type !== "PrivateIdentifier") narrowComparison(node, outcome, environment, ask)
      return
    case "CallExpression":
      narrowCall(node, outcome, environment, ask, depth)
      return
    case "MemberExpression":
      // `if (!COLUMNS[sort]) return` looks the value up in a table of ours.
      if (outcome && node.computed && !sentIn(ask.value(node.object))) take(node.property, EVERYTHING, environment, ask)
      else if (outcome && SAYS_SO.test(propertyName(node) ?? "")) narrowVerdict(bare(node.object), environment, ask, depth)
      return
  }
}

// `if (!isSame && !isInside(path)) return`: either of the two holds afterwards, so what both prove is proven.
function narrowEither(
  { left, right }: Node & { type: "LogicalExpression" },
  outcome: boolean,
  environment: Environment,
  ask: Ask,
  depth: number,
): void {
  const [one, other] = [fork(environment), fork(environment)]
  narrow(left, outcome, one, ask, depth + 1)
  if (one.guarded.size === 0) return
  narrow(right, outcome, other, ask, depth + 1)
  for (const [source, controls] of one.guarded) {
    const both = other.guarded.get(source)?.filter((each) => controls.includes(each)) ?? []
    if (both.length > 0) environment.guarded.set(source, both)
  }
}

function narrowComparison(node: Node & { type: "BinaryExpression" }, outcome: boolean, environment: Environment, ask: Ask): void {
  const { left, right, operator } = node
  noteBound(node, outcome, environment, ask)
  const equal = operator === "===" || operator === "=="
  if (operator === "in" && outcome) {
    if (left.type !== "PrivateIdentifier") take(left, EVERYTHING, environment, ask)
    return
  }
  // No text and no JSON of a request is an instance of a class of ours: what `value instanceof SafeHtml` lets through was made here.
  if (operator === "instanceof") {
    const type = bare(right)
    if (outcome && type.type === "Identifier" && !SENT_TYPES.test(type.name) && ask.value(left)?.kind === "tainted")
      take(left, EVERYTHING, environment, ask)
    return
  }
  // `LIST.indexOf(x) !== -1`
  const index = bare(left)
  if (isSearch(index) && isAbsence(operator, right, outcome)) {
    narrowAbsence(index, environment, ask)
    return
  }
  if (
    index.type === "CallExpression" &&
    index.callee.type === "MemberExpression" &&
    propertyName(index.callee) === "indexOf" &&
    index.arguments[0]
  ) {
    // `full.indexOf(root) === 0` and `name.indexOf("..") === -1` look into the data themselves.
    const receiver = index.callee.object
    if (sentIn(ask.value(receiver))) {
      const differs = operator === "!==" || operator === "!="
      if (numberOf(right) === 0 && ((equal && outcome) || (differs && !outcome))) take(receiver, ["path"], environment, ask)
      else if (isAbsence(operator, right, outcome)) narrowAbsence(index, environment, ask)
      return
    }
    const found = operator === ">=" || operator === ">" || operator === "!==" || operator === "!="
    const missing = operator === "<" || equal
    if (isAbsence(operator, right, outcome) && refuses(textOfName(receiver))) noteRefused(ask.value(index.arguments[0]), environment)
    if ((found && outcome) || (missing && !outcome)) take(index.arguments[0], EVERYTHING, environment, ask)
    return
  }
  const differs = operator === "!==" || operator === "!="
  if (!(equal && outcome) && !(differs && !outcome)) {
    // `value[1] !== "/"` beside a look for the first slash.
    const second = secondSignOf(left)
    if (second && stringOf(right) === "/" && asksForSlash(node)) take(second, ["host"], environment, ask)
    // `path.relative(root, file).split(sep)[0] !== ".."`
    if (stringOf(right) === "..") {
      if (isMarkedIn(ask.value(left), "normalized")) takeWhole(left, ["path"], environment, ask)
      // `parts.some((part) => part === "..")`
      else if (isMarkedIn(ask.value(left), "path-part")) take(left, ["path"], environment, ask)
    }
    return
  }
  const type = bare(left)
  if (type.type === "UnaryExpression" && type.operator === "typeof") {
    const name = stringOf(right)
    // An object may hold anything.
    if (name !== "object") take(type.argument, name === "string" ? ["shape"] : EVERYTHING, environment, ask)
    return
  }
  // `file.slice(0, root.length) === root` is `file.startsWith(root)`.
  if (narrowBeginning(left, right, environment, ask) || narrowBeginning(right, left, environment, ask)) return
  // `file.slice(-3) === ".md"` says nothing of what stands before.
  if (isPiece(left) || isPiece(right)) return
  if (isConstant(right, ask)) take(left, EVERYTHING, environment, ask)
  else if (isConstant(left, ask)) take(right, EVERYTHING, environment, ask)
  // The very path or address of ours; what a name holds is known well enough for that only.
  else if (isOurs(right, ask)) take(left, ["path", "host"], environment, ask)
  else if (isOurs(left, ask)) take(right, ["path", "host"], environment, ask)
}

/** Notes what a path proves that begins with a text of ours; false where the comparison is none with a beginning. */
function narrowBeginning(piece: Node, beginning: Node, environment: Environment, ask: Ask): boolean {
  const whole = wholeOfBeginning(piece)
  if (whole === null || sentIn(ask.value(beginning))) return false
  if (isMarkedIn(ask.value(whole), "normalized")) take(whole, ["path"], environment, ask)
  return true
}

/** Notes that `name.indexOf("..")`, `name.search(/\.\./)`, `name.match(/\.\./)` or `/\.\./.test(name)` found nothing. */
function narrowAbsence(asked: Node, environment: Environment, ask: Ask): void {
  const call = bare(asked)
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return
  const argument = call.arguments[0]
  if (!argument) return
  const isTest = propertyName(call.callee) === "test"
  const pattern = isTest ? call.callee.object : argument
  if (!looksForParent(pattern) && !looksForParent(ask.written(pattern))) return
  if (propertyName(call.callee) === "indexOf") takeFromText(call.callee.object, environment, ask)
  else take(isTest ? argument : call.callee.object, ["path"], environment, ask)
}

function narrowCall(node: Node & { type: "CallExpression" }, outcome: boolean, environment: Environment, ask: Ask, depth: number): void {
  const callee = bare(node.callee)
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  const argument = node.arguments[0]
  if (name === null) return
  const receiver = callee.type === "MemberExpression" ? callee.object : null
  if (receiver && (name === "includes" || name === "startsWith" || name === "indexOf") && isLookedInto(receiver, argument, name, ask)) {
    const quote = name === "includes" && !outcome ? stringOf(argument) : null
    if (quote === "'" || quote === '"') noteWithout(quote, ask.value(receiver), environment)
    if (name === "includes" && outcome) noteLookedInto(ask.value(receiver), environment)
    // `file.includes("..")` guards when it is false, `full.startsWith(root)` when it is true.
    if (name === "includes" && !outcome && /\.\.|\//.test(stringOf(argument) ?? "")) takeFromText(receiver, environment, ask)
    // What `path.relative` gives begins with `..` when it leads out; what was sent leads out with `a/../../b` as well.
    if (name === "startsWith" && !outcome && argument && leftmostText(argument).startsWith("..")) {
      if (isMarkedIn(ask.value(receiver), "normalized")) take(receiver, ["path"], environment, ask)
    }
    if (name === "startsWith" && !outcome && /^\/[/\\]/.test(stringOf(argument) ?? "") && asksForSlash(node))
      take(receiver, ["host"], environment, ask)
    if (name === "startsWith" && outcome) {
      // `root + "/" + name` begins with the root, whatever the name leads to.
      if (isMarkedIn(ask.value(receiver), "normalized")) take(receiver, ["path"], environment, ask)
      if (isAddressPrefix(stringOf(argument) ?? "")) take(receiver, ["host"], environment, ask)
    }
    return
  }
  if (!argument) return
  if (name === "isArray" && outcome) noteList(ask.value(argument), environment)
  if ((name === "test" || name === "match") && !outcome) {
    narrowAbsence(node, environment, ask)
    return
  }
  if (name === "isNaN") {
    if (!outcome) take(argument, EVERYTHING, environment, ask)
    return
  }
  if (receiver && ((name === "every" && outcome) || (name === "some" && !outcome))) {
    narrowElements(receiver, argument, outcome, environment, ask, depth)
    return
  }
  // `SOURCES.some((pattern) => pattern.test(address))`: one of these fits.
  if (receiver && name === "some" && outcome && narrowPatterns(ask.written(receiver), bare(argument), environment, ask)) return
  // `HOSTS.some((host) => hostname === host)`, `TOPICS.find((each) => each.name === topic)`: one of ours fits.
  if (receiver && (name === "some" || name === "find") && outcome && sentIn(ask.value(receiver)) === null) {
    narrowInside(ask.predicateOfElements(receiver, bare(argument)), true, environment, depth)
    return
  }
  if (!outcome) {
    if (receiver && (name === "includes" || name === "has") && refuses(textOfName(receiver))) noteRefused(ask.value(argument), environment)
    else if (refuses(name) && looksUp(functionOf(callee, ask))) noteRefused(ask.value(argument), environment)
    if (DENIES.test(name)) narrowDenial(node, environment, ask)
    else if (!NAMED_PREDICATE.test(name)) narrowInside(ask.predicate(callee, node.arguments), false, environment, depth)
    return
  }
  if (name === "endsWith" && receiver && isHostName(receiver) && isHostEnding(argument)) {
    take(receiver, ["host"], environment, ask)
    return
  }
  if (name === "includes" || name === "has" || name === "hasOwn" || name === "hasOwnProperty") {
    const asked = bare(name === "hasOwn" ? (node.arguments[1] ?? argument) : argument)
    take(asked, EVERYTHING, environment, ask)
    // `files.includes(`${folder}/${name}`)`: of what is on the list all parts are.
    if (asked.type === "TemplateLiteral") for (const part of asked.expressions) take(part, EVERYTHING, environment, ask)
  } else if (name === "test" && receiver && tellsSomething(ask.written(receiver), argument)) {
    narrowTest(ask.written(receiver), argument, environment, ask)
  } else if (NAMED_PREDICATE.test(name)) {
    // What lies inside a folder may still be an address, a command or HTML.
    if (/inside|within|sub_?path|contained/i.test(name)) {
      for (const each of node.arguments) take(each, ["path"], environment, ask)
      return
    }
    const predicate = functionOf(callee, ask)
    const proven = provenByPredicate(name, predicate)
    // A list has `includes` as well, and finds no `..` in `["../secret"]`.
    const isForTexts = predicate !== null && looksInto(predicate) && !asksForText(predicate)
    for (const each of node.arguments) {
      const value = ask.value(each)
      if (isForTexts) noteLookedInto(value, environment)
      if (!TELLS_NUMBER.test(name)) noteLimit(value, environment)
      const asked = isForTexts ? taintIn(value) : null
      if (asked !== null && mayBeList(asked, environment)) takeFromText(each, environment, ask)
      else take(each, proven, environment, ask)
    }
  } else narrowInside(ask.predicate(callee, node.arguments), true, environment, depth)
}

const CUTS = /^(?:slice|substr|substring|charAt|charCodeAt|codePointAt|at|pop|shift|extname|basename)$/

/** Whether an expression is a part of a text that is cut out where it stands. */
function isPiece(node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "MemberExpression") {
    const index = inner.computed ? bare(inner.property) : null
    // `parts[0]`, `parts[parts.length - 1]`
    return index?.type === "Literal" ? typeof index.value === "number" : index?.type === "BinaryExpression"
  }
  return inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && CUTS.test(propertyName(inner.callee) ?? "")
}

function functionOf(callee: Node, ask: Ask): WrittenPredicate | null {
  const asked = ask.value(callee)
  const found = asked?.kind === "closure" ? asked : asked?.kind === "meaning" && asked.meaning.kind === "function" ? asked.meaning : null
  return found && { node: found.node, written: (node) => ask.writtenIn(found.module, node) }
}

function tellsSomething(pattern: Node, asked: Node): boolean {
  return isAnchored(pattern) || fixesHost(pattern, asked) || fixesSite(pattern) || refusesParents(pattern)
}

function narrowTest(pattern: Node, argument: Node, environment: Environment, ask: Ask): void {
  // `^[\w./-]+$` lets `../` through.
  if (isAnchored(pattern))
    take(argument, allowsParent(pattern) ? NO_PATH : leavesHostOpen(pattern) ? NO_HOST : EVERYTHING, environment, ask)
  else take(argument, refusesParents(pattern) ? ["path"] : ["host"], environment, ask)
}

/** What one pattern of a written list proves of a text: what each of them does. False where the list is none of patterns that say something. */
function narrowPatterns(list: Node, callback: Node, environment: Environment, ask: Ask): boolean {
  if (list.type !== "ArrayExpression" || list.elements.length === 0 || !isFunction(callback)) return false
  const call = callback.body ? bare(callback.body) : null
  const [parameter] = callback.params
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "test") return false
  const tested = bare(call.callee.object)
  const asked = call.arguments[0]
  if (!asked || parameter?.type !== "Identifier" || tested.type !== "Identifier" || tested.name !== parameter.name) return false
  const patterns = list.elements.map((each) => (each ? ask.written(each) : null))
  if (!patterns.every((each) => each !== null && tellsSomething(each, asked))) return false
  const whole = patterns.every((each) => each !== null && isAnchored(each) && !allowsParent(each) && !leavesHostOpen(each))
  take(asked, whole ? EVERYTHING : ["host"], environment, ask)
  return true
}

// What is none of those may be called; a look at its text knows only the spellings that somebody thought of.
function narrowDenial(node: Node & { type: "CallExpression" }, environment: Environment, ask: Ask): void {
  const predicate = functionOf(bare(node.callee), ask)
  if (predicate !== null && (looksInsideOnly(predicate) || comparesSpellings(predicate))) return
  for (const each of node.arguments) take(each, ["host"], environment, ask)
}

const SAYS_SO = /^(?:ok|passed|(?:is_?)?(?:valid|allowed|safe|ok))$/i

// `const checked = validateUrl(url); if (!checked.ok) return`: what answers with more than yes or no was asked all the same.
function narrowVerdict(verdict: Node, environment: Environment, ask: Ask, depth: number): void {
  const asked = bare((verdict.type === "Identifier" ? environment.tests.get(verdict.name) : undefined) ?? verdict)
  const call = asked.type === "AwaitExpression" ? bare(asked.argument) : asked
  if (call.type !== "CallExpression") return
  const callee = bare(call.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (NAMED_PREDICATE.test(name)) narrow(call, true, environment, ask, depth + 1)
}

// A number may be as large as it likes and still be one.
const TELLS_NUMBER = /^is_?(?:Safe_?)?(?:Integer|Int|Finite|NaN|Number|Numeric|Positive)$/i

// What such a function is asked about has been looked at, whatever it does.
const NAMED_PREDICATE = /^(?:is|valid|validate|check|allow)(?:[A-Z_]|$)/

// A predicate of the repository or of a validator library: what it is asked about has been looked at.
function provenByName(name: string, callee: Node, ask: Ask): readonly Control[] {
  return provenByPredicate(name, functionOf(callee, ask))
}

/** Notes what `list.every(predicate)` proves of the elements when it came out true, and `list.some(predicate)` when it came out false. */
export function narrowElements(list: Node, predicate: Node, outcome: boolean, environment: Environment, ask: Ask, depth = 0): void {
  const callee = bare(predicate)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (outcome && NAMED_PREDICATE.test(name)) take(list, provenByName(name, callee, ask), environment, ask)
  else narrowInside(ask.predicateOfElements(list, callee), outcome, environment, depth)
}

// Steps of nesting that a call counts for, so that functions which ask one another come to an end.
const CALL_DEPTH = 4

/** Notes what a function proves of its arguments by the answer it gave: by its conditions up to the one that it gives back. */
function narrowInside(predicate: Predicate | null, outcome: boolean, environment: Environment, depth: number): void {
  if (predicate === null || depth + CALL_DEPTH > MAX_DEPTH) return
  const { environment: inner } = predicate
  const before = new Map(inner.guarded)
  if (!narrowBy(predicate.body, predicate, outcome, depth + CALL_DEPTH)) return
  for (const [key, controls] of inner.guarded) {
    if (before.get(key) === controls) continue
    const known = environment.guarded.get(key) ?? []
    environment.guarded.set(key, [...new Set([...known, ...controls])])
  }
}

/** False where the statements are more than conditions with answers. */
function narrowBy(statements: readonly Node[], predicate: Predicate, outcome: boolean, depth: number): boolean {
  const { environment, ask, declare } = predicate
  for (const statement of statements) {
    switch (statement.type) {
      case "VariableDeclaration":
        declare(statement)
        break
      case "IfStatement":
        // `if (!URL.canParse(text)) return false`
        if (!outcome || statement.alternate || !givesFalse(statement.consequent)) return false
        narrow(statement.test, false, environment, ask, depth)
        break
      case "TryStatement":
        if (!outcome || !statement.handler || !givesFalse(statement.handler.body)) return false
        return narrowBy(statement.block.body, predicate, outcome, depth)
      case "ReturnStatement":
        if (statement.argument) narrow(statement.argument, outcome, environment, ask, depth)
        return true
      default:
        if (statements.length > 1 || statement.type.endsWith("Statement")) return false
        narrow(statement, outcome, environment, ask, depth)
        return true
    }
  }
  return true
}

// What has no quote of a kind in it may stand between two of them. A list has no such element either.
function noteWithout(quote: string, value: Value, environment: Environment): void {
  if (value?.kind === "tainted" && !value.controls.includes("shape"))
    environment.guarded.set(noteKey(quote === "'" ? "no-single-quotes" : "no-double-quotes", value), ["string"])
}

// `RESERVED`, `this.reserved`
function textOfName(node: Node): string {
  const inner = bare(node)
  return inner.type === "Identifier" ? inner.name : (propertyName(inner) ?? "")
}

function isMarkedIn(value: Value, mark: Mark): boolean {
  const found = taintIn(value)
  return found !== null && isMarked(found, mark)
}

// `file.includes("..")` asks about the file, `user.roles.includes(role)` about the role.
function isLookedInto(receiver: Node, argument: Node | undefined, name: string, ask: Ask): boolean {
  const value = ask.value(receiver)
  return sentIn(value) !== null || (taintIn(value) !== null && (name === "startsWith" || stringOf(argument) !== null))
}

function isOurs(node: Node, ask: Ask): boolean {
  const inner = bare(node)
  // `https://${host}`
  if (inner.type === "TemplateLiteral") return inner.expressions.every((each) => !sentIn(ask.value(each)))
  return inner.type === "Identifier" && inner.name !== "undefined" && !sentIn(ask.value(inner))
}

function isConstant(node: Node, ask: Ask): boolean {
  const inner = bare(node)
  if (inner.type === "Literal") return inner.value !== null && typeof inner.value !== "boolean"
  return inner.type !== "Identifier" || inner.name !== "undefined" ? inner.type === "MemberExpression" && !sentIn(ask.value(inner)) : false
}
