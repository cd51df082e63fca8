import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

/**
 * How much of a table a filter lets through: `scoped` to the rows of one owner or a given list, `open` to a part that grows
 * with the table (a period, a status), `unknown` when the text does not say.
 */
export type FilterScope = "scoped" | "open" | "unknown"

const KEYS =
  /(?:^|_)(?:ids?|uuid|guid|slug|email|token|key|code|sku|symbol|ticker|username|login|hash|isin|ip|url|phone)$|(?:Id|Ids|Uuid|Slug|Email|Token|Key|Code|Hash|Name|Ref|Number)$|By$|_by$|^name$/
const STATES =
  /status|state$|type$|kind$|role$|categor|active|enabled|published|archived|deleted|visible|public|draft|level$|date$|At$|priority|search|term|query/i
const RANGES =
  /^(?:\$?(?:gt|gte|lt|lte|ne|nin|regex|exists|not|contains|startsWith|endsWith|search|mode|like|iLike|options)|some|none|every|is|isNot|equals|isNull)$/

/** Judges a filter object of Prisma, Mongoose, MongoDB, TypeORM or Sequelize as it stands in the text. */
export function filterScope(module: SourceModule, filter: Node | null | undefined, depth = 0): FilterScope {
  if (!filter) return "open"
  if (depth > 5) return "unknown"
  const node = bare(filter)
  switch (node.type) {
    case "Identifier":
      return node.name === "undefined" ? "open" : variableScope(module, node, depth)
    case "Literal":
      return node.value === null ? "open" : "unknown"
    case "ConditionalExpression":
      return mostOpen([filterScope(module, node.consequent, depth + 1), filterScope(module, node.alternate, depth + 1)])
    case "ArrayExpression":
      return mostOpen(
        node.elements.map((each) => (each && each.type !== "SpreadElement" ? filterScope(module, each, depth + 1) : "unknown")),
      )
    case "ObjectExpression":
      return objectScope(module, node, depth)
    default:
      return "unknown"
  }
}

function objectScope(module: SourceModule, node: Node & { type: "ObjectExpression" }, depth: number): FilterScope {
  let scope: FilterScope = "open"
  for (const property of node.properties) {
    let found: FilterScope
    if (property.type === "SpreadElement") {
      const spread = bare(property.argument)
      // What may be absent narrows nothing.
      found =
        spread.type === "ConditionalExpression" || spread.type === "LogicalExpression" ? "open" : filterScope(module, spread, depth + 1)
    } else found = conditionScope(module, propertyName(property) ?? module.textOf(property.key), property.value, depth)
    if (found === "scoped") return "scoped"
    if (found === "unknown") scope = "unknown"
  }
  return scope
}

function conditionScope(module: SourceModule, name: string, value: Node, depth: number): FilterScope {
  const node = bare(value)
  if (/^\$?(?:and|or|nor|not)$/i.test(name) || name === "Op.and" || name === "Op.or") {
    if (node.type !== "ArrayExpression") return filterScope(module, node, depth + 1)
    const scopes = node.elements.map((each) => (each && each.type !== "SpreadElement" ? filterScope(module, each, depth + 1) : "unknown"))
    if (!/and$/i.test(name)) return mostOpen(scopes)
    return scopes.includes("scoped") ? "scoped" : scopes.includes("unknown") ? "unknown" : "open"
  }
  if (RANGES.test(name.replace(/^Op\./, ""))) return node.type === "ObjectExpression" ? objectScope(module, node, depth + 1) : "open"
  if (/^\$?(?:in|equals|eq|hasSome|has|all)$/.test(name) || name === "Op.in" || name === "Op.eq")
    return node.type === "Literal" ? "open" : "scoped"
  if (node.type === "ObjectExpression") return objectScope(module, node, depth + 1)
  if (node.type === "Literal" || node.type === "TemplateLiteral" || node.type === "UnaryExpression")
    return KEYS.test(name) && node.type !== "UnaryExpression" && !(node.type === "Literal" && node.value === null) ? "scoped" : "open"
  if (KEYS.test(name)) return "scoped"
  if (node.type === "CallExpression") {
    const callee = module.textOf(node.callee)
    if (/^(?:MoreThan|LessThan|Between|Like|ILike|Not|IsNull|MoreThanOrEqual|LessThanOrEqual|RegExp)$/.test(callee)) return "open"
    return /^(?:In|Any|Equal)$/.test(callee) ? "scoped" : STATES.test(name) ? "open" : "unknown"
  }
  if (node.type === "NewExpression") return /^RegExp$/.test(module.textOf(node.callee)) ? "open" : "scoped"
  if (STATES.test(name)) return "open"
  // A member of an enumeration, `OrderStatus.OPEN`.
  if (node.type === "MemberExpression" && /^[A-Z]\w*(?:\.\w+)?\.[A-Z][A-Z0-9_]*$/.test(module.textOf(node))) return "open"
  return "scoped"
}

// `const filter = {}; if (…) filter.status = …`
function variableScope(module: SourceModule, node: Node, depth: number): FilterScope {
  const binding = module.bindings.resolve(node)
  if (!binding || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return "unknown"
  if (binding.pattern.length > 0 || binding.assigned.length > 0) return "unknown"
  const scope = filterScope(module, binding.declaration.init, depth + 1)
  if (scope !== "open") return scope
  const { given, set } = usesOf(module, binding)
  // A function that gets the filter may add to it.
  if (given.some((call) => call.end <= node.start)) return "unknown"
  for (const { name, value } of set) {
    if (name === null) return "unknown"
    if (conditionScope(module, name, value, depth + 1) !== "open") return "scoped"
  }
  return "open"
}

interface Uses {
  /** Calls that get the variable as an argument. */
  readonly given: readonly Node[]
  /** What is assigned to its properties, and to theirs. */
  readonly set: readonly { readonly name: string | null; readonly value: Node }[]
}

// Kept, because a function may ask for the same filter in thousands of places.
const known = new WeakMap<Binding, Uses>()

function usesOf(module: SourceModule, binding: Binding): Uses {
  const found = known.get(binding)
  if (found) return found
  const isMe = (each: Node) => each.type === "Identifier" && each.name === binding.name && module.bindings.resolve(each) === binding
  const given: Node[] = []
  const set: { name: string | null; value: Node }[] = []
  const within = [...ancestors(binding.declaration)].find((each) => isFunction(each) || each.type === "Program")
  for (const each of within ? descendants(within) : []) {
    if (each.type === "CallExpression" && each.arguments.some((argument) => isMe(argument))) given.push(each)
    if (each.type !== "AssignmentExpression" || each.left.type !== "MemberExpression") continue
    const root = each.left.object.type === "MemberExpression" ? each.left.object.object : each.left.object
    if (isMe(root)) set.push({ name: propertyName(each.left), value: each.right })
  }
  const uses = { given, set }
  known.set(binding, uses)
  return uses
}

function mostOpen(scopes: readonly FilterScope[]): FilterScope {
  return scopes.includes("unknown") ? "unknown" : scopes.length === 0 || scopes.includes("open") ? "open" : "scoped"
}
