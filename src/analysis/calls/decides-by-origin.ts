import { ancestors, bare, descendants, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { clientValueOf } from "./client-value.ts"
import { headerWrittenBy } from "./written-headers.ts"

const READS_ORIGIN =
  /^\w+(?:\.(?:request|req|node\.req))?\.headers?(?:\??\.origin|\[["']origin["']\])$|^\w+(?:\.(?:request|req))?(?:\.headers)?\.(?:get|header)\(["'][Oo]rigin["']\)$|^get(?:Request)?Header\(\w+, ?["'][Oo]rigin["']\)$/
// Whatever of this stands in a condition around the answer may be the decision, wherever the origin is looked at.
const DECIDES =
  /\.(?:includes|indexOf|test|has|match|some|endsWith)\(|allowed(?!-)|allow(?:ed)?_?(?:list|origins?)\b(?!["'])|whitelist|\bis\w*\(|[!=]==?\s*/i
// A preflight request is told from others, and no origin from another.
const PREFLIGHT = /[!=]==?\s{0,4}["']OPTIONS["']|["']access-control-[\w-]{1,40}["']/gi
const THERE = /^(?:undefined|null|["'`]{2}|["'](?:string|undefined)["']|void 0)$/
const SAYS = /(?:^|\.)(?:log|info|debug|warn|trace|error)$/
const MAX_TEXT = 300

/** Whether an expression is the `Origin` header of a request, also behind one local name or with a value in its place. */
export function isOriginHeader(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  const value = clientValueOf(module, inner)
  if (value?.place === "header" && value.name.toLowerCase() === "origin") return true
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init =
    declared?.declaration.type === "VariableDeclarator" && declared.pattern.length === 0 && declared.assigned.length === 0
      ? declared.declaration.init
      : null
  const written = init ? bare(init) : inner
  const first = written.type === "LogicalExpression" ? bare(written.left) : written
  return first.end - first.start < MAX_TEXT && READS_ORIGIN.test(module.textOf(first))
}

/**
 * Whether something decides which origins come as far as a header that is set at `at`, inside the function `around` or in a condition that
 * stands around it: a list, a pattern, a comparison or a function that is handed the origin.
 */
export function decidesByOrigin(module: SourceModule, around: FunctionNode, at: Node): boolean {
  for (const test of conditionsOver(around, at)) if (DECIDES.test(module.namesOf(test).replaceAll(PREFLIGHT, ""))) return true
  for (const node of descendants(around)) if (asksOrigin(module, node)) return true
  return false
}

// The conditions around the node, and those that end its function before it.
function* conditionsOver(around: FunctionNode, at: Node): Generator<Node> {
  for (const above of ancestors(at)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression") yield above.test
    if (above.type === "LogicalExpression") yield above.left
    if (above.type === "SwitchStatement") yield above.discriminant
  }
  for (const node of descendants(around, (each) => each !== around && isFunction(each)))
    if (node.type === "IfStatement" && node.end <= at.start && leaves(node.consequent)) yield node.test
}

function leaves(consequent: Node): boolean {
  const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent
  return last?.type === "ReturnStatement" || last?.type === "ThrowStatement"
}

function asksOrigin(module: SourceModule, node: Node): boolean {
  switch (node.type) {
    case "CallExpression": {
      if (headerWrittenBy(node) || SAYS.test(module.textOf(node.callee).slice(-MAX_TEXT))) return false
      const { callee } = node
      const isOfOrigin = callee.type === "MemberExpression" && isOrigin(module, callee.object)
      // `String(origin)` decides nothing.
      if (callee.type === "Identifier" && callee.name === "String") return false
      return isOfOrigin || node.arguments.some((each) => isOrigin(module, each))
    }
    case "BinaryExpression": {
      const [left, right] = [node.left, node.right]
      if (node.operator === "in") return isOrigin(module, left)
      if (!/^[!=]==?$/.test(node.operator)) return false
      const other = isOrigin(module, left) ? right : isOrigin(module, right) ? left : null
      return other !== null && !THERE.test(module.textOf(other).slice(0, MAX_TEXT))
    }
    case "MemberExpression":
      return node.computed && isOrigin(module, node.property)
    case "SwitchStatement":
      return isOrigin(module, node.discriminant)
    default:
      return false
  }
}

function isOrigin(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "NewExpression") return inner.arguments.some((each) => isOriginHeader(module, each))
  return isOriginHeader(module, inner) || (inner.type === "Identifier" && /origin$/i.test(inner.name) && isParameter(module, inner))
}

function isParameter(module: SourceModule, node: Node & { type: "Identifier" }): boolean {
  return module.bindings.resolve(node)?.kind === "parameter"
}

/** Whether a function gives back the origin that asks, whichever it is: `(origin) => origin`, `(ctx) => ctx.get("Origin") || "*"`. */
export function givesOriginBack(module: SourceModule, node: FunctionNode): boolean {
  if (!node.body) return false
  const [first] = node.params
  const results = node.body.type === "BlockStatement" ? [] : [node.body as Node]
  for (const each of descendants(node.body, isFunction)) {
    if (each.type === "ThrowStatement" || each.type === "ConditionalExpression" || asksOrigin(module, each)) return false
    if (each.type === "ReturnStatement") {
      if (!each.argument) return false
      results.push(each.argument)
    }
  }
  return results.length > 0 && results.every((each) => isGivenBack(module, each, first))
}

function isGivenBack(module: SourceModule, result: Node, first: Node | undefined): boolean {
  const inner = bare(result)
  const given = inner.type === "LogicalExpression" && inner.operator !== "&&" ? bare(inner.left) : inner
  if (stringOf(given) === "*") return true
  return (
    isOriginHeader(module, given) ||
    (given.type === "Identifier" && first?.type === "Identifier" && given.name === first.name && /origin/i.test(given.name))
  )
}

const REFUSES = /\bthrow\b|\bnew Error\(|\b40[13]\b|\b(?:return|null,)\s*(?:false|null|undefined|["'`]{2}|;|\}|$)/
const ACCEPTS = /\breturn\s+(?:true|[\w.]*[oO]rigin\b)|\bnull,\s*(?:true|[\w.]*[oO]rigin\b)|access-control-allow-origin/i
const FALSE = /^(?:false|null|undefined|["'`]{2})$/

/** The comparisons below a node by which the origin `null` is one of those that are let in. */
export function* acceptedNulls(module: SourceModule, root: Node): Generator<Node> {
  for (const node of nodesOf(module.program, "BinaryExpression")) {
    if (node.start < root.start || node.end > root.end || !/^[!=]==?$/.test(node.operator)) continue
    const other = stringOf(node.right) === "null" ? node.left : stringOf(node.left) === "null" ? node.right : null
    if (other && /origin/i.test(module.namesOf(other).slice(0, MAX_TEXT)) && letsIn(module, node)) yield node
  }
}

function letsIn(module: SourceModule, comparison: Node & { type: "BinaryExpression" }): boolean {
  const isEqual = !comparison.operator.startsWith("!")
  const operator = isEqual ? "||" : "&&"
  let test: Node = comparison
  for (const above of ancestors(comparison)) {
    const isPart = above.type === "ParenthesizedExpression" || (above.type === "LogicalExpression" && above.operator === operator)
    if (!isPart) {
      if (above.type === "IfStatement" && above.test === test) {
        const branch = module.textOf(above.consequent).slice(0, 2_000)
        return isEqual ? ACCEPTS.test(branch) && !REFUSES.test(branch) : REFUSES.test(branch) && !ACCEPTS.test(branch)
      }
      if (!isEqual) return false
      if (above.type === "ConditionalExpression" && above.test === test)
        return !FALSE.test(module.textOf(above.consequent).slice(0, MAX_TEXT))
      if (above.type === "CallExpression") return above.arguments[1] === test
      return above.type === "ReturnStatement" || (above.type === "ArrowFunctionExpression" && above.body === test)
    }
    test = above
  }
  return false
}
