import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { ancestors, bare, descendants, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// How a call adds one row, and what adds many at once.
const INSERTS: readonly { readonly path: RegExp; readonly bulk: string }[] = [
  { path: /^@prisma\/client\.PrismaClient\(\)\.\w+\.create$/, bulk: "createMany({ data: rows })" },
  { path: /^mongoose\.model\(\)\.create$|^mongoose\.model\(\)\(\)\.save$/, bulk: "insertMany(rows)" },
  { path: /^mongodb\b.*\.insertOne$/, bulk: "insertMany(rows)" },
  { path: /^sequelize\b.*\.create$/, bulk: "bulkCreate(rows)" },
  { path: /^typeorm\.(?:Repository|DataSource)\(\)\.(?:save|insert)$/, bulk: "insert(rows)" },
  { path: /^drizzle-orm\b.*\.insert$/, bulk: "insert(table).values(rows)" },
]

/**
 * What would add all rows at once where a call in a loop adds one row per round and does nothing else there: nobody reads what it gives,
 * and no failure is handled row by row. `null` for other calls.
 */
export function bulkInsertFor(project: Project, module: SourceModule, call: Call, loop: Node): string | null {
  const { path } = callFacts(project, module, call)
  const insert = path === null ? undefined : INSERTS.find((each) => each.path.test(path))
  if (!insert || isMany(call) || !isForItsEffect(call, loop) || !isAlone(call, loop)) return null
  if (insert.bulk.startsWith("createMany") && hasRelations(call)) return null
  // `save` of what was read before is an update.
  if (path?.endsWith("DataSource().save") || path?.endsWith("Repository().save")) return isFresh(project, module, call) ? insert.bulk : null
  return insert.bulk
}

function isMany({ arguments: [first] }: Call): boolean {
  return first !== undefined && bare(first).type === "ArrayExpression"
}

// `await create(…)` as a statement, or one of the promises that `Promise.all` and `$transaction` wait for without a look at the rows.
function isForItsEffect(call: Call, loop: Node): boolean {
  let top = chainOf(call).top
  if (top.parent?.type === "AwaitExpression") top = top.parent
  if (top.parent?.type === "ExpressionStatement") return true
  const isGiven = top.parent?.type === "ReturnStatement" || (isFunction(top.parent) && top.parent.body === top)
  if (!isGiven || loop.type !== "CallExpression" || loop.parent?.type !== "CallExpression") return false
  const name = loop.parent.callee.type === "MemberExpression" ? propertyName(loop.parent.callee) : null
  return (
    /^(?:all|\$transaction)$/.test(name ?? "") &&
    loop.parent.parent?.type === "AwaitExpression" &&
    loop.parent.parent.parent?.type === "ExpressionStatement"
  )
}

/** Whether the rounds of a loop wait for nothing but one call, outside of any `try` or condition of their own. */
function isAlone(call: Call, loop: Node): boolean {
  for (const above of ancestors(call)) {
    if (above === loop) break
    if (above.type === "TryStatement" || above.type === "IfStatement" || above.type === "ConditionalExpression") return false
  }
  let awaits = 0
  for (const node of descendants(loop)) if (node.type === "AwaitExpression" && node.start >= loop.start) awaits++
  return awaits <= 1 && !/^(?:then|catch)$/.test(chainOf(call).methods.at(-1) ?? "")
}

// Prisma's `createMany` takes the columns of one table.
function hasRelations({ arguments: [first] }: Call): boolean {
  const data = propertyOf(first, "data")
  if (data === null || bare(data).type !== "ObjectExpression" || propertyOf(first, "include") || propertyOf(first, "select")) return true
  return [...descendants(data)].some(
    (each) => each.type === "Property" && /^(?:connect|create|connectOrCreate|createMany)$/.test(propertyName(each) ?? ""),
  )
}

/** Whether what is saved was made in the round itself: `repository.create(…)`, `new Tag()`, a literal. */
function isFresh(project: Project, module: SourceModule, { arguments: [first, second] }: Call): boolean {
  const given = second ?? first
  const saved = given ? bare(given) : null
  if (saved?.type !== "Identifier") return saved !== null && isMade(project, module, saved)
  const declaration = module.bindings.resolve(saved)?.declaration
  return declaration?.type === "VariableDeclarator" && declaration.init != null && isMade(project, module, bare(declaration.init))
}

function isMade(project: Project, module: SourceModule, node: Node): boolean {
  if (node.type === "NewExpression") return true
  // An object with an id may be a row that is there.
  if (node.type === "ObjectExpression")
    return node.properties.every((each) => each.type === "Property" && !/^_?id$/.test(propertyName(each) ?? "id"))
  return node.type === "CallExpression" && /^typeorm\b.*\.create$/.test(originOf(project, module, node.callee) ?? "")
}
