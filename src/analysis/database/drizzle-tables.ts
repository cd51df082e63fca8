import { bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { Column, Index, Table } from "./table.ts"

const TABLE = /^drizzle-orm\/(?:pg|mysql|sqlite)-core\.(?:pg|mysql|sqlite)Table$/

/** The tables of one file: `export const users = pgTable("users", { … }, (table) => [ … ])`, named as the variable. */
export function drizzleTables(project: Project, module: SourceModule): Table[] {
  if (!/drizzle-orm/.test(module.text)) return []
  const tables: Table[] = []
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    if (node.id.type !== "Identifier" || !node.init) continue
    const call = bare(node.init)
    if (call.type !== "CallExpression" || !TABLE.test(originOf(project, module, call.callee) ?? "")) continue
    const definition = call.arguments[1] && bare(call.arguments[1])
    if (definition?.type !== "ObjectExpression") continue
    const columns = new Map<string, Column>()
    const indexes: Index[] = []
    for (const property of definition.properties) {
      const column = property.type === "Property" ? propertyName(property) : null
      if (property.type !== "Property" || column === null) continue
      const text = module.textOf(property.value)
      columns.set(column, {
        name: column,
        kind: /^boolean\b/.test(text) ? "boolean" : /[eE]num\b/.test(text) ? "enum" : "other",
        isText: /^(?:text|varchar|char|json|jsonb)\b/.test(text),
      })
      if (/\.(?:primaryKey|unique)\(/.test(text)) indexes.push({ columns: [column], unique: true })
    }
    const extra = call.arguments[2]
    if (extra && isFunction(extra)) {
      for (const match of module
        .textOf(extra)
        .matchAll(/\b(uniqueIndex|unique|index|primaryKey)\([^)]*?(?:\)\s*\.on\(|columns:\s*\[)([^)\]]*)/g))
        indexes.push({ columns: [...(match[2] ?? "").matchAll(/\.(\w+)/g)].map((each) => each[1] ?? ""), unique: match[1] !== "index" })
    }
    const complete = definition.properties.every((each) => each.type === "Property")
    tables.push({ technology: "Drizzle", name: node.id.name, path: module.path, line: module.lineOf(node), columns, indexes, complete })
  }
  return tables
}
