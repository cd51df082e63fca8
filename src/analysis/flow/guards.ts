import type { Control, Mark } from "../models/model.ts"
import { bare, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { fixesHost, isAddressPrefix, isAnchored, isHostName } from "./written-checks.ts"
import { fork, isMarked, sentIn, taintIn, textOnly } from "./value.ts"
import type { Environment, Value } from "./value.ts"

const EVERYTHING: readonly Control[] = ["string", "shape", "host", "path"]
const MAX_DEPTH = 20

/**
 * Notes in the environment what a condition proves about request data when it came out `outcome`. A guard on a value derived
 * from a source counts for every value of that source: `inside(root, joined)` is written to allow the use of what `joined` was made of.
 */
export function narrow(test: Node, outcome: boolean, environment: Environment, evaluate: (node: Node) => Value, depth = 0): void {
  const node = bare(test)
  if (depth > MAX_DEPTH) return
  switch (node.type) {
    case "UnaryExpression":
      if (node.operator === "!") narrow(node.argument, !outcome, environment, evaluate, depth + 1)
      // `~name.indexOf("..")` is 0 where there is none.
      else if (node.operator === "~" && !outcome) narrowAbsence(node.argument, environment, evaluate)
      return
    case "LogicalExpression":
      if ((node.operator === "&&" && outcome) || (node.operator === "||" && !outcome)) {
        narrow(node.left, outcome, environment, evaluate, depth + 1)
        narrow(node.right, outcome, environment, evaluate, depth + 1)
      } else if (node.operator !== "??") narrowEither(node, outcome, environment, evaluate, depth)
      return
    case "Identifier": {
      const kept = environment.tests.get(node.name)
      if (kept) narrow(kept, outcome, environment, evaluate, depth + 1)
      return
    }
    case "BinaryExpression":
      if (node.left.type !== "PrivateIdentifier") narrowComparison(node, outcome, environment, evaluate)
      return
    case "CallExpression":
      narrowCall(node, outcome, environment, evaluate)
      return
    case "MemberExpression":
      // `if (!COLUMNS[sort]) return` looks the value up in a table of ours.
      if (outcome && node.computed && !sentIn(evaluate(node.object))) take(node.property, EVERYTHING, environment, evaluate)
      return
  }
}

// `if (!isSame && !isInside(path)) return`: either of the two holds afterwards, so what both prove is proven.
function narrowEither(
  { left, right }: Node & { type: "LogicalExpression" },
  outcome: boolean,
  environment: Environment,
  evaluate: (node: Node) => Value,
  depth: number,
): void {
  const [one, other] = [fork(environment), fork(environment)]
  narrow(left, outcome, one, evaluate, depth + 1)
  if (one.guarded.size === 0) return
  narrow(right, outcome, other, evaluate, depth + 1)
  for (const [source, controls] of one.guarded) {
    const both = other.guarded.get(source)?.filter((each) => controls.includes(each)) ?? []
    if (both.length > 0) environment.guarded.set(source, both)
  }
}

function narrowComparison(
  node: Node & { type: "BinaryExpression" },
  outcome: boolean,
  environment: Environment,
  evaluate: (node: Node) => Value,
): void {
  const { left, right, operator } = node
  const equal = operator === "===" || operator === "=="
  if (operator === "in" && outcome) {
    if (left.type !== "PrivateIdentifier") take(left, EVERYTHING, environment, evaluate)
    return
  }
  // `LIST.indexOf(x) !== -1`
  const index = bare(left)
  if (isSearch(index) && isAbsence(operator, right, outcome)) {
    narrowAbsence(index, environment, evaluate)
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
    if (sentIn(evaluate(receiver))) {
      const differs = operator === "!==" || operator === "!="
      if (numberOf(right) === 0 && ((equal && outcome) || (differs && !outcome))) take(receiver, ["path"], environment, evaluate)
      else if (isAbsence(operator, right, outcome)) narrowAbsence(index, environment, evaluate)
      return
    }
    const found = operator === ">=" || operator === ">" || operator === "!==" || operator === "!="
    const missing = operator === "<" || equal
    if ((found && outcome) || (missing && !outcome)) take(index.arguments[0], EVERYTHING, environment, evaluate)
    return
  }
  const differs = operator === "!==" || operator === "!="
  if (!(equal && outcome) && !(differs && !outcome)) return
  const type = bare(left)
  if (type.type === "UnaryExpression" && type.operator === "typeof") {
    take(type.argument, stringOf(right) === "string" ? ["shape"] : EVERYTHING, environment, evaluate)
    return
  }
  if (isConstant(right, evaluate)) take(left, EVERYTHING, environment, evaluate)
  else if (isConstant(left, evaluate)) take(right, EVERYTHING, environment, evaluate)
  // The very path or address of ours; what a name holds is known well enough for that only.
  else if (isOurs(right, evaluate)) take(left, ["path", "host"], environment, evaluate)
  else if (isOurs(left, evaluate)) take(right, ["path", "host"], environment, evaluate)
}

function isSearch(node: Node): boolean {
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" && propertyName(node.callee) === "search"
}

/** Whether the comparison of a position came out as "it is not in there". */
function isAbsence(operator: string, right: Node, outcome: boolean): boolean {
  const number = numberOf(right)
  if (operator === "===" || operator === "==") return number === -1 && outcome
  if (operator === "!==" || operator === "!=") return number === -1 && !outcome
  if (operator === "<") return number === 0 && outcome
  if (operator === ">=") return number === 0 && !outcome
  return operator === ">" && number === -1 && !outcome
}

/** Notes that `name.indexOf("..")`, `name.search(/\.\./)`, `name.match(/\.\./)` or `/\.\./.test(name)` found nothing. */
function narrowAbsence(asked: Node, environment: Environment, evaluate: (node: Node) => Value): void {
  const call = bare(asked)
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return
  const argument = call.arguments[0]
  if (!argument) return
  const isTest = propertyName(call.callee) === "test"
  if (!looksForParent(isTest ? call.callee.object : argument)) return
  if (propertyName(call.callee) === "indexOf") takeFromText(call.callee.object, environment, evaluate)
  else take(isTest ? argument : call.callee.object, ["path"], environment, evaluate)
}

// A text or pattern that finds `..`; `/^\.\./` finds it at the beginning only, which is enough for what `path.relative` gives.
function looksForParent(node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "Literal" && "regex" in inner && inner.regex) return /\\\.(?:\\\.|\{(?:1,)?2,?\})/.test(inner.regex.pattern)
  if (inner.type === "Identifier") return /^UP_PATH|TRAVERSAL|DOT_?DOT/i.test(inner.name)
  return /\.\.|^\/$/.test(stringOf(inner) ?? "")
}

function numberOf(node: Node): number | null {
  const inner = bare(node)
  if (inner.type === "UnaryExpression" && inner.operator === "-") return -(numberOf(inner.argument) ?? Number.NaN)
  return inner.type === "Literal" && typeof inner.value === "number" ? inner.value : null
}

function narrowCall(
  node: Node & { type: "CallExpression" },
  outcome: boolean,
  environment: Environment,
  evaluate: (node: Node) => Value,
): void {
  const callee = bare(node.callee)
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  const argument = node.arguments[0]
  if (name === null) return
  const receiver = callee.type === "MemberExpression" ? callee.object : null
  if (
    receiver &&
    (name === "includes" || name === "startsWith" || name === "indexOf") &&
    isLookedInto(receiver, argument, name, evaluate)
  ) {
    // `file.includes("..")` guards when it is false, `full.startsWith(root)` when it is true.
    if (name === "includes" && !outcome && /\.\.|\//.test(stringOf(argument) ?? "")) takeFromText(receiver, environment, evaluate)
    // What `path.relative` gives begins with `..` when it leads out.
    if (name === "startsWith" && !outcome && argument && leftmostText(argument).startsWith(".."))
      take(receiver, ["path"], environment, evaluate)
    if (name === "startsWith" && outcome) {
      // `root + "/" + name` begins with the root, whatever the name leads to.
      if (isMarkedIn(evaluate(receiver), "normalized")) take(receiver, ["path"], environment, evaluate)
      if (isAddressPrefix(stringOf(argument) ?? "")) take(receiver, ["host"], environment, evaluate)
    }
    return
  }
  if (!argument) return
  if ((name === "test" || name === "match") && !outcome) {
    narrowAbsence(node, environment, evaluate)
    return
  }
  if (name === "isNaN") {
    if (!outcome) take(argument, EVERYTHING, environment, evaluate)
    return
  }
  if (!outcome) return
  if (name === "endsWith" && receiver && isHostName(receiver) && /^\.[\w-]+\.\w/.test(stringOf(argument) ?? "")) {
    take(receiver, ["host"], environment, evaluate)
    return
  }
  if (name === "includes" || name === "has" || name === "hasOwn" || name === "hasOwnProperty") {
    const asked = bare(name === "hasOwn" ? (node.arguments[1] ?? argument) : argument)
    take(asked, EVERYTHING, environment, evaluate)
    // `files.includes(`${folder}/${name}`)`: of what is on the list all parts are.
    if (asked.type === "TemplateLiteral") for (const part of asked.expressions) take(part, EVERYTHING, environment, evaluate)
  } else if (name === "test" && receiver && isAnchored(receiver)) {
    take(argument, EVERYTHING, environment, evaluate)
  } else if (name === "test" && receiver && fixesHost(receiver, argument)) {
    take(argument, ["host"], environment, evaluate)
  } else if (/^(?:is|valid|validate|check|allow)(?:[A-Z_]|$)/.test(name)) {
    // What lies inside a folder may still be an address, a command or HTML.
    if (/inside|within|sub_?path|contained/i.test(name)) {
      for (const each of node.arguments) take(each, ["path"], environment, evaluate)
      return
    }
    // A predicate of the repository or of a validator library: what it is asked about has been looked at.
    const asked = evaluate(callee)
    const predicate =
      asked?.kind === "closure" ? asked.node : asked?.kind === "meaning" && asked.meaning.kind === "function" ? asked.meaning.node : null
    const isWeak = predicate !== null && looksInsideOnly(predicate)
    for (const each of node.arguments)
      take(each, isWeak ? EVERYTHING.filter((control) => control !== "host") : EVERYTHING, environment, evaluate)
  }
}

/**
 * Whether a predicate asks its parameter only what it contains, or how it begins or ends without saying where the host does:
 * `https://evil.example/?https://ours.example` contains our address and leads to another host.
 */
function looksInsideOnly(predicate: FunctionNode): boolean {
  const parameter = predicate.params[0]
  if (parameter?.type !== "Identifier" || !predicate.body) return false
  let looks = false
  for (const node of ownNodes(predicate.body)) {
    if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator)) return false
    if (node.type === "NewExpression") return false
    if (node.type !== "CallExpression") continue
    if (!looksWeakly(node, parameter.name)) return false
    looks = true
  }
  return looks
}

function looksWeakly({ callee, arguments: [argument] }: Node & { type: "CallExpression" }, parameter: string): boolean {
  if (callee.type !== "MemberExpression" || !argument) return false
  const name = propertyName(callee) ?? ""
  const isAsked = (node: Node) => node.type === "Identifier" && node.name === parameter
  if (name === "test") return isAsked(argument) && !isAnchored(callee.object) && !fixesHost(callee.object, argument)
  if (!isAsked(callee.object)) return false
  const text = stringOf(argument) ?? ""
  if (name === "startsWith") return text !== "" && !isAddressPrefix(text)
  return /^(?:includes|indexOf|match|search|endsWith)$/.test(name)
}

function take(node: Node, controls: readonly Control[], environment: Environment, evaluate: (node: Node) => Value): void {
  const value = taintIn(evaluate(unwrapped(node)))
  if (!value) return
  const known = environment.guarded.get(value.source) ?? []
  environment.guarded.set(value.source, [...new Set([...known, ...controls])])
}

// A list has `includes` and `indexOf` as well, and finds no `..` in `["../secret"]`.
function takeFromText(node: Node, environment: Environment, evaluate: (node: Node) => Value): void {
  const value = taintIn(evaluate(unwrapped(node)))
  const asked = taintIn(evaluate(node))
  if (!value || !asked?.controls.includes("shape")) take(node, ["path"], environment, evaluate)
  else environment.guarded.set(textOnly(value.source), ["path"])
}

function isMarkedIn(value: Value, mark: Mark): boolean {
  const found = taintIn(value)
  return found !== null && isMarked(found, mark)
}

// `isNaN(Number(id))` asks about `id`.
function unwrapped(node: Node): Node {
  let inner = bare(node)
  while (
    inner.type === "CallExpression" &&
    inner.callee.type === "Identifier" &&
    /^(?:Number|parseInt|parseFloat|String)$/.test(inner.callee.name) &&
    inner.arguments[0]
  )
    inner = bare(inner.arguments[0])
  if (
    inner.type === "CallExpression" &&
    inner.callee.type === "MemberExpression" &&
    /^to(?:Lower|Upper)Case$|^trim$/.test(propertyName(inner.callee) ?? "")
  )
    inner = bare(inner.callee.object)
  return inner
}

function leftmostText(node: Node): string {
  let inner = bare(node)
  for (let depth = 0; depth < MAX_DEPTH && inner.type === "BinaryExpression" && inner.left.type !== "PrivateIdentifier"; depth++)
    inner = bare(inner.left)
  return stringOf(inner) ?? ""
}

// `file.includes("..")` asks about the file, `user.roles.includes(role)` about the role.
function isLookedInto(receiver: Node, argument: Node | undefined, name: string, evaluate: (node: Node) => Value): boolean {
  const value = evaluate(receiver)
  return sentIn(value) !== null || (taintIn(value) !== null && (name === "startsWith" || stringOf(argument) !== null))
}

function isOurs(node: Node, evaluate: (node: Node) => Value): boolean {
  const inner = bare(node)
  return inner.type === "Identifier" && inner.name !== "undefined" && !sentIn(evaluate(inner))
}

function isConstant(node: Node, evaluate: (node: Node) => Value): boolean {
  const inner = bare(node)
  if (inner.type === "Literal") return inner.value !== null && typeof inner.value !== "boolean"
  return inner.type !== "Identifier" || inner.name !== "undefined" ? inner.type === "MemberExpression" && !sentIn(evaluate(inner)) : false
}
