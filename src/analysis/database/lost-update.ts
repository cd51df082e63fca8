import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { escapePattern } from "../escape-pattern.ts"
import type { Edit } from "../rule.ts"
import { bare, descendants, enclosingFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A change of a value that was read before and is written back. */
export interface LostUpdate {
  readonly at: Node
  readonly field: string
  /** The query, or the parameter of a function that is handed what was read. */
  readonly read: Node
  readonly fix: string
  readonly edits?: readonly Edit[]
}

/** The lost update that a node is, whether through Prisma, Redis or an object that is saved; `null` for everything else. */
export function lostUpdateAt(project: Project, module: SourceModule, node: Node): LostUpdate | null {
  if (node.type === "CallExpression")
    return (
      prismaUpdate(project, module, node) ??
      rowUpdate(project, module, node) ??
      statementUpdate(project, module, node) ??
      redisSet(project, module, node)
    )
  return node.type === "AssignmentExpression" || node.type === "UpdateExpression" ? savedChange(project, module, node) : null
}

// `prisma.item.update({ where, data: { stock: item.stock - count } })`
function prismaUpdate(project: Project, module: SourceModule, call: Call): LostUpdate | null {
  if (!methodOf(call)?.startsWith("update")) return null
  const { facts, path } = callFacts(project, module, call)
  if (!facts.includes("db-write") || (path !== null && !path.startsWith("@prisma/client."))) return null
  const data = propertyOf(call.arguments[0], "data")
  const inner = data && bare(data)
  if (inner?.type !== "ObjectExpression") return null
  for (const property of inner.properties) {
    if (property.type !== "Property") continue
    const field = propertyName(property)
    const value = computed(module, property.value)
    if (field === null || !value) continue
    const where = propertyOf(call.arguments[0], "where")
    const read = readOf(project, module, value.left, field) ?? handedRecord(module, value.left, field, where)
    // The old value in the condition makes it a compare-and-set.
    if (!read || propertyOf(where, field)) continue
    const step = `{ ${value.operator === "+" ? "increment" : "decrement"}: ${module.writtenOf(value.right)} }`
    return {
      at: property,
      field,
      read,
      fix: `\`${field}: ${step.replaceAll("`", "'").slice(0, 80)}\`${value.operator === "-" ? `, with \`${field}: { gte: … }\` in the \`where\` of an \`updateMany\` so that it cannot fall below zero` : ""}.`,
      edits: [{ start: property.value.start, end: property.value.end, text: step }],
    }
  }
  return null
}

// `items.update(id, { stock: item.stock - 1 })` of TypeORM, Sequelize and Knex, `.set({ … })` of Drizzle, `updateOne(…, { $set: { … } })`
function rowUpdate(project: Project, module: SourceModule, call: Call): LostUpdate | null {
  const method = methodOf(call) ?? ""
  if (!/^(?:update|updateOne|updateMany|findByIdAndUpdate|findOneAndUpdate|set)$/.test(method)) return null
  const { facts, path } = callFacts(project, module, call)
  if (path?.startsWith("@prisma/client.")) return null
  const isKnown = facts.includes("db-write") || /^drizzle-orm\.drizzle\(\)\.update\(\)\.set$/.test(path ?? "")
  const { top } = chainOf(call)
  for (const argument of call.arguments) {
    const given = bare(propertyOf(argument, "$set") ?? argument)
    if (given.type !== "ObjectExpression") continue
    for (const property of given.properties) {
      const field = property.type === "Property" ? propertyName(property) : null
      const value = property.type === "Property" ? computed(module, property.value) : null
      const read = value && field !== null ? readOf(project, module, value.left, field) : null
      if (!read || field === null || !(isKnown || (method === "update" && isOwnField(module, call, value)))) continue
      // The old value in the condition makes it a compare-and-set.
      const others = module.code.slice(top.start, property.start) + module.code.slice(property.end, top.end)
      if (new RegExp(`(?<![\\w$])${escapePattern(field)}(?![\\w$])`).test(others)) continue
      return {
        at: property,
        field,
        read,
        fix: `Let the database do the arithmetic (\`${field} = ${field} ${value?.operator ?? "-"} …\`, \`increment\`, \`$inc\`), with the condition in the same statement.`,
      }
    }
  }
  return null
}

// `item.update({ stock: item.stock - 1 })`
function isOwnField(module: SourceModule, call: Call, value: (Node & { type: "BinaryExpression" }) | null): boolean {
  const member = value && numberIn(value.left)
  return (
    call.callee.type === "MemberExpression" &&
    call.callee.object.type === "Identifier" &&
    member?.type === "MemberExpression" &&
    module.textOf(member.object) === call.callee.object.name
  )
}

// `pool.query("UPDATE items SET stock = $1 WHERE id = $2", [item.stock - 1, id])`
function statementUpdate(project: Project, module: SourceModule, call: Call): LostUpdate | null {
  const method = methodOf(call) ?? ""
  const statement = /^(?:query|execute|run)$/.test(method) ? stringOf(call.arguments[0]) : null
  if (statement === null || !/^\s*UPDATE\b/i.test(statement)) return null
  const list = call.arguments[1] ? bare(call.arguments[1]) : null
  const given = list?.type === "ArrayExpression" ? list.elements : call.arguments.slice(1)
  const condition = statement.search(/\bWHERE\b/i)
  for (const each of given) {
    const value = each ? computed(module, each) : null
    const member = value ? bare(value.left) : null
    const field = member?.type === "MemberExpression" ? propertyName(member) : null
    if (!value || field === null || !each) continue
    const named = new RegExp(`(?<![\\w$])${escapePattern(field)}(?![\\w$])`, "i")
    const changed = condition === -1 ? statement : statement.slice(0, condition)
    if (!named.test(changed) || (condition !== -1 && named.test(statement.slice(condition)))) continue
    const read = readOf(project, module, value.left, field)
    if (read)
      return {
        at: each,
        field,
        read,
        fix: `\`SET ${field} = ${field} ${value.operator} …\`, with the condition in its \`WHERE\`.`,
      }
  }
  return null
}

// Most calls are told by their name, before anything is followed.
function methodOf(call: Call): string | null {
  const callee = bare(call.callee)
  return callee.type === "MemberExpression" ? propertyName(callee) : null
}

// `redis.set(key, Number(await redis.get(key)) + 1)`
function redisSet(project: Project, module: SourceModule, call: Call): LostUpdate | null {
  const method = methodOf(call)
  if (method !== null && !/^(?:set|setex|setEx)$/.test(method)) return null
  const { path } = callFacts(project, module, call)
  if (path === null || !/^redis\(\)\.(?:set|setex|setEx)$/.test(path)) return null
  const value = call.arguments[/ex$/i.test(method ?? "") ? 2 : 1]
  if (!value) return null
  for (const each of descendants(value)) {
    if (each.type !== "BinaryExpression" || (each.operator !== "+" && each.operator !== "-") || bare(each.right).type === "TemplateLiteral")
      continue
    for (const operand of descendants(each.left)) {
      const read = operand.type === "Identifier" ? declaredRead(module, operand) : operand.type === "CallExpression" ? operand : null
      if (read?.type === "CallExpression" && /^redis\(\)\.get$/.test(callFacts(project, module, read).path ?? ""))
        return {
          at: call,
          field: module
            .textOf(call.arguments[0] as Node)
            .replaceAll("`", "'")
            .slice(0, 40),
          read,
          fix: "`incrby` (or `decrby`) does it in one step.",
        }
    }
  }
  return null
}

// `item.stock -= count; await item.save()` and `await items.save(item)`
function savedChange(project: Project, module: SourceModule, node: Node): LostUpdate | null {
  const target = node.type === "UpdateExpression" ? node.argument : node.type === "AssignmentExpression" ? node.left : null
  if (target?.type !== "MemberExpression" || target.object.type !== "Identifier" || node.parent?.type !== "ExpressionStatement") return null
  const field = propertyName(target)
  if (field === null || !changesByArithmetic(module, node, target)) return null
  const read = readOf(project, module, target, field)
  const around = enclosingFunction(node)
  const owner = target.object
  const binding = module.bindings.resolve(owner)
  if (!read || !around || !binding) return null
  for (const each of descendants(around)) {
    if (
      each.type !== "CallExpression" ||
      each.start < node.end ||
      each.callee.type !== "MemberExpression" ||
      propertyName(each.callee) !== "save"
    )
      continue
    const saved =
      each.callee.object.type === "Identifier" && module.bindings.resolve(each.callee.object) === binding
        ? each.callee.object
        : each.arguments[0]
    if (saved?.type === "Identifier" && module.bindings.resolve(saved) === binding)
      return {
        at: node,
        field: `${owner.name}.${field}`,
        read,
        fix: /mongoose/.test(callFacts(project, module, read).path ?? "")
          ? `\`updateOne({ _id }, { $inc: { ${field}: … } })\`, with the condition in the filter.`
          : `\`increment\` or \`decrement\` of \`${field}\`, or an \`UPDATE … SET ${field} = ${field} + …\` with the condition in its \`WHERE\`.`,
      }
  }
  return null
}

function changesByArithmetic(module: SourceModule, node: Node, target: Node): boolean {
  if (node.type === "UpdateExpression") return true
  if (node.type !== "AssignmentExpression") return false
  const right = bare(node.right)
  // `text += "…"` is no counter.
  if (/["'`]/.test(module.textOf(right))) return false
  if (node.operator === "-=") return true
  if (node.operator === "+=") return bare(node.right).type !== "TemplateLiteral"
  if (node.operator !== "=") return false
  const sum = computed(module, right)
  return sum !== null && module.textOf(numberIn(sum.left)) === module.textOf(target)
}

/** The sum or difference that a value is, written there or kept in a `const` before. */
function computed(module: SourceModule, value: Node): (Node & { type: "BinaryExpression" }) | null {
  let node = bare(value)
  if (node.type === "Identifier") {
    const binding = module.bindings.resolve(node)
    const declaration = binding?.declaration
    if (declaration?.type !== "VariableDeclarator" || binding?.pattern.length !== 0 || !binding.constant || !declaration.init) return null
    node = bare(declaration.init)
  }
  if (node.type !== "BinaryExpression" || (node.operator !== "+" && node.operator !== "-")) return null
  // `name + " (closed)"` is no sum.
  return /["'`]/.test(module.textOf(node)) ? null : node
}

/** The query that an object came from whose field is used here; `null` when it did not come from a query of this function. */
function readOf(project: Project, module: SourceModule, used: Node, field: string): Call | null {
  const member = numberIn(used)
  if (member.type !== "MemberExpression" || propertyName(member) !== field) return null
  const read = rowRead(module, member.object)
  return read && callFacts(project, module, read).facts.some((fact) => fact === "db-read" || fact === "db-list") ? read : null
}

// `Number(row.balance) - amount`
function numberIn(used: Node): Node {
  const node = bare(used)
  const isNumber =
    node.type === "CallExpression" && node.callee.type === "Identifier" && /^(?:Number|BigInt|parseInt|parseFloat)$/.test(node.callee.name)
  return isNumber && node.arguments[0] ? bare(node.arguments[0]) : node
}

/** The call that a row is taken from: the object itself, the first of a list, or what is named `rows` in its result. */
function rowRead(module: SourceModule, object: Node): Call | null {
  let node = bare(object)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (node.type === "CallExpression") return node
    if (node.type === "MemberExpression" && (node.computed || propertyName(node) === "rows")) {
      node = bare(node.object)
      continue
    }
    const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
    // `const [item] = await …`, `const { rows } = await …`
    const isRow = binding?.pattern.every((each) => each === null || each === "rows") ?? false
    if (binding?.declaration.type !== "VariableDeclarator" || !isRow || !binding.declaration.init) return null
    node = bare(binding.declaration.init)
  }
  return null
}

const MAX_STEPS = 6

/** The parameter that a record came in by which is written back to itself: `update({ where: { id: item.id }, data: { stock: item.stock - 1 } })`. */
function handedRecord(module: SourceModule, used: Node, field: string, where: Node | null): Node | null {
  const member = numberIn(used)
  if (member.type !== "MemberExpression" || propertyName(member) !== field || !where) return null
  const object = bare(member.object)
  const binding = object.type === "Identifier" ? module.bindings.resolve(object) : null
  if (object.type !== "Identifier" || binding?.kind !== "parameter" || binding.pattern.length > 0) return null
  const key = propertyOf(where, "id")
  const id = key && bare(key)
  return id?.type === "MemberExpression" &&
    propertyName(id) === "id" &&
    bare(id.object).type === "Identifier" &&
    module.textOf(id.object) === object.name
    ? binding.identifier
    : null
}

function declaredRead(module: SourceModule, identifier: Node): Call | null {
  const binding = module.bindings.resolve(identifier)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || !binding.declaration.init) return null
  const init = bare(binding.declaration.init)
  return init.type === "CallExpression" ? init : null
}
