import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// The smallest unit of a currency, in the name of what it is kept under.
const MINOR =
  /(?:(?:^|_)(?:cents?|pence|paise|minor(?:_?units?)?)|[a-z\d](?:Cents?|Pence|Paise|Minor(?:Units?)?))(?:$|_|(?=[A-Z]))|^unit_amount$/
const OF_PROVIDER = /^(?:amount|unit_amount|amount_off|application_fee_amount)$/
const PROVIDER = /^(?:stripe|razorpay)\b/
// What is a share of something, or counted in the small unit already, is no price in the large one.
const NO_PRICE = /percent|pct|ratio|rate|share|cents|discount|factor|score/i

export const noTruncatedCents = defineRule({
  kind: "source",
  id: "no-truncated-cents",
  section: "reliability",
  practice: "code-quality",
  severity: "medium",
  confidence: "high",
  title: "The price loses a cent on its way to cents",
  why: "`19.99 * 100` is 1998.9999999999998, as many prices times a hundred are a little less than they should be. What cuts the fraction off instead of rounding charges a cent too little, and the sums no longer agree with the invoices.",
  fix: "Round: `Math.round(price * 100)`; better keep prices in cents from the start.",
  cwe: ["CWE-682", "CWE-1339"],
  needs: { path: "server", text: [/\*\s*1(?:00|e2)\b|\b100\s*\*/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "UnaryExpression", "BinaryExpression")) {
      const price = cutOff(project, module, node)
      const kept = price && !NO_PRICE.test(module.textOf(price).slice(0, 200)) ? keptAs(project, module, node) : null
      if (!price || kept === null) continue
      const written = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      const amount = module.textOf(price).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
      yield {
        at: node,
        message: `For a price of 19.99, \`${kept}\` becomes 1998: \`${amount} * 100\` is 1998.9999999999998 in floating point, and \`${written}\` cuts off what it should round.`,
        fix: `\`Math.round(${amount} * 100)\`; better keep prices in cents from the start.`,
        ...(price.end - price.start < 100
          ? { edits: [{ start: node.start, end: node.end, text: `Math.round(${module.textOf(price)} * 100)` }] }
          : {}),
      }
    }
  },
})

/** The price in `Math.floor(price * 100)`, `parseInt(price * 100)`, `~~(price * 100)` and `(price * 100) | 0`; `null` for other expressions. */
function cutOff(project: Project, module: SourceModule, node: Node): Node | null {
  if (node.type === "UnaryExpression") {
    const inner = node.operator === "~" ? bare(node.argument) : null
    return inner?.type === "UnaryExpression" && inner.operator === "~" ? timesHundred(inner.argument) : null
  }
  if (node.type === "BinaryExpression") {
    const isCut = /^(?:\||>>>?)$/.test(node.operator) && node.right.type === "Literal" && node.right.value === 0
    return isCut ? timesHundred(node.left) : null
  }
  if (node.type !== "CallExpression" || !node.arguments[0]) return null
  const origin = originOf(project, module, node.callee)
  return origin !== null && /^globalThis\.(?:Math\.(?:floor|trunc)|(?:Number\.)?parseInt)$/.test(origin)
    ? timesHundred(node.arguments[0])
    : null
}

/** The plain value that is multiplied by a hundred; what is computed in between may be cut on purpose. */
function timesHundred(node: Node): Node | null {
  let product = bare(node)
  // `parseInt((price * 100).toString())`, `parseInt(String(price * 100))`
  if (product.type === "CallExpression" && product.callee.type === "Identifier" && product.callee.name === "String" && product.arguments[0])
    product = bare(product.arguments[0])
  if (product.type === "CallExpression" && product.callee.type === "MemberExpression" && propertyName(product.callee) === "toString")
    product = bare(product.callee.object)
  if (product.type !== "BinaryExpression" || product.operator !== "*") return null
  const [left, right] = [bare(product.left), bare(product.right)]
  const price = isHundred(right) ? left : isHundred(left) ? right : null
  return price && isPlain(price) ? price : null
}

function isHundred(node: Node): boolean {
  return node.type === "Literal" && node.value === 100
}

function isPlain(node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "Identifier" || inner.type === "MemberExpression") return true
  if (inner.type === "UnaryExpression") return inner.operator === "+" && isPlain(inner.argument)
  const [only] = inner.type === "CallExpression" ? inner.arguments : []
  return (
    inner.type === "CallExpression" &&
    inner.callee.type === "Identifier" &&
    /^(?:Number|parseFloat)$/.test(inner.callee.name) &&
    only !== undefined &&
    isPlain(only)
  )
}

/** The name under which an amount in the small unit is kept, returned or sent to a provider of payments; `null` where no name says so. */
function keptAs(project: Project, module: SourceModule, node: Node): string | null {
  let below = node
  for (const above of ancestors(node)) {
    switch (above.type) {
      case "TSAsExpression":
      case "ParenthesizedExpression":
      case "ConditionalExpression":
        if (above.type === "ConditionalExpression" && above.test === below) return null
        break
      case "LogicalExpression":
        break
      case "VariableDeclarator":
        return above.id.type === "Identifier" ? minor(above.id.name) : null
      case "AssignmentExpression":
        return minor(above.left.type === "Identifier" ? above.left.name : (propertyName(above.left) ?? ""))
      case "Property": {
        const name = propertyName(above) ?? ""
        return minor(name) ?? (OF_PROVIDER.test(name) && isSentToProvider(project, module, above) ? name : null)
      }
      case "ReturnStatement":
        break
      case "BlockStatement":
        if (below.type !== "ReturnStatement") return null
        break
      default:
        return isFunction(above) ? minor(functionName(above) ?? "") : null
    }
    below = above
  }
  return null
}

function minor(name: string): string | null {
  return MINOR.test(name) ? name : null
}

function isSentToProvider(project: Project, module: SourceModule, property: Node): boolean {
  for (const above of ancestors(property)) {
    if (above.type === "CallExpression") {
      const origin = originOf(project, module, above.callee)
      return origin === null ? /\b(?:stripe|razorpay)\b/i.test(module.textOf(above.callee).slice(0, 80)) : PROVIDER.test(origin)
    }
    if (!/^(?:ObjectExpression|ArrayExpression|Property)$/.test(above.type)) return false
  }
  return false
}
