import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import type { Edit } from "../rule.ts"
import { bare, descendants, enclosingFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A change of a value that was read before and is written back. */
export interface LostUpdate {
  readonly at: Node
  readonly field: string
  readonly read: Node
  readonly fix: string
  readonly edits?: readonly Edit[]
}

/** The lost update that a node is, whether through Prisma, Redis or an object that is saved; `null` for everything else. */
export function lostUpdateAt(project: Project, module: SourceModule, node: Node): LostUpdate | null {
  if (node.type === "CallExpression") return prismaUpdate(project, module, node) ?? redisSet(project, module, node)
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
    const value = bare(property.value)
    if (field === null || value.type !== "BinaryExpression" || (value.operator !== "+" && value.operator !== "-")) continue
    const read = readOf(project, module, value.left, field)
    // The old value in the condition makes it a compare-and-set.
    if (!read || propertyOf(propertyOf(call.arguments[0], "where"), field)) continue
    const step = `{ ${value.operator === "+" ? "increment" : "decrement"}: ${module.textOf(value.right)} }`
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
  return (
    node.operator === "=" &&
    right.type === "BinaryExpression" &&
    /^[+-]$/.test(right.operator) &&
    module.textOf(bare(right.left)) === module.textOf(target)
  )
}

/** The query that an object came from whose field is used here; `null` when it did not come from a query of this function. */
function readOf(project: Project, module: SourceModule, used: Node, field: string): Call | null {
  const member = bare(used)
  if (member.type !== "MemberExpression" || propertyName(member) !== field || member.object.type !== "Identifier") return null
  const read = declaredRead(module, member.object)
  return read && callFacts(project, module, read).facts.includes("db-read") ? read : null
}

function declaredRead(module: SourceModule, identifier: Node): Call | null {
  const binding = module.bindings.resolve(identifier)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || !binding.declaration.init) return null
  const init = bare(binding.declaration.init)
  return init.type === "CallExpression" ? init : null
}
