import { isClass, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** Whether the path is a step of the database's history: Knex, Sequelize, TypeORM, node-pg-migrate, Prisma, Drizzle, plain SQL. */
export function isMigrationPath(path: string): boolean {
  if (/(?:^|\/)(?:node_modules|tests?|__tests__|fixtures?|__fixtures__|e2e|examples?|templates?|seeds?|seeders?)\//i.test(path))
    return false
  const name = path.slice(path.lastIndexOf("/") + 1)
  if (/(?:^|\/)prisma\/(?:[\w-]+\/)*migrations\/[^/]+\/migration\.sql$/.test(path)) return true
  if (/(?:^|\/)(?:drizzle|migrations?)\/(?:[\w-]+\/)*\d{4,}[\w.-]*\.sql$/i.test(path)) return true
  // Order comes from a number or a time in the name; what has none is a tool that lives beside them.
  return /(?:^|\/)migrations?\/(?:[\w-]+\/)*[\w.-]*\d{3,}[\w.-]*\.[cm]?[jt]s$/i.test(path) && !/\.(?:test|spec|d)\.[cm]?[jt]s$/.test(name)
}

/** The folder whose files are one history. */
export function historyOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/"))
  return path.endsWith("/migration.sql") ? folder.slice(0, folder.lastIndexOf("/")) : folder
}

/** The function of a migration that goes forward or back: `exports.up`, a method of a class, a property of the default export. */
export function directionOf(project: Project, module: SourceModule, direction: "up" | "down"): FunctionNode | null {
  const named = module.exports.get(direction)
  if (named?.kind === "node") {
    const meaning = isFunction(named.node) ? null : meaningOf(project, module, named.node)
    const node = isFunction(named.node) ? named.node : meaning?.kind === "function" ? meaning.node : null
    if (node) return node
  }
  for (const [, offered] of module.exports) {
    if (offered.kind !== "node") continue
    const meaning = isClass(offered.node) ? null : meaningOf(project, module, offered.node)
    const owner = isClass(offered.node) ? offered.node : meaning?.kind === "class" ? meaning.node : null
    for (const member of owner?.body.body ?? [])
      if (member.type === "MethodDefinition" && propertyName(member) === direction && isFunction(member.value)) return member.value
    const object = offered.node.type === "ObjectExpression" ? offered.node : meaning?.kind === "value" ? meaning.node : null
    if (object?.type !== "ObjectExpression") continue
    for (const property of object.properties)
      if (property.type === "Property" && propertyName(property) === direction && isFunction(property.value)) return property.value
  }
  return null
}

/** The part of an SQL file that goes forward: files that know both directions mark the way back with a comment. */
export function forwardSql(path: string, text: string): string {
  if (/[.-]down\.sql$|(?:^|\/)down\.sql$/i.test(path)) return ""
  const back = /^--\s*(?:\+?(?:migrate|goose)[: ]\s*down|down migration|\+\+ down|rollback|@down)\b/im.exec(text)
  return back ? text.slice(0, back.index) : text
}
