import { bare, descendants, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Column, Index, Table } from "./table.ts"

/** The models of one file: `sequelize.define("User", { … })` and `User.init({ … }, { sequelize })`. */
export function sequelizeTables(project: Project, module: SourceModule): Table[] {
  if (project.dependsOn(module.path, "sequelize") === null) return []
  const tables: Table[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression") continue
    const method = propertyName(node.callee)
    const isDefine = method === "define"
    const isInit = method === "init" && node.callee.object.type === "Identifier" && propertyOf(node.arguments[1], "sequelize") !== null
    if (!isDefine && !isInit) continue
    const name = isDefine ? stringOf(node.arguments[0]) : module.textOf(node.callee.object)
    const definition = node.arguments[isDefine ? 1 : 0]
    const table = name !== null && definition ? tableOf(module, node, name, definition, node.arguments[isDefine ? 2 : 1]) : null
    if (table) tables.push(table)
  }
  return tables
}

function tableOf(module: SourceModule, call: Node, name: string, definition: Node, options: Node | undefined): Table | null {
  const attributes = bare(definition)
  if (attributes.type !== "ObjectExpression") return null
  const columns = new Map<string, Column>()
  const indexes: Index[] = [{ columns: ["id"], unique: true }]
  for (const property of attributes.properties) {
    const column = property.type === "Property" ? propertyName(property) : null
    if (property.type !== "Property" || column === null) continue
    const text = module.textOf(property.value)
    columns.set(column, {
      name: column,
      kind: /BOOLEAN/.test(text) ? "boolean" : /ENUM/.test(text) ? "enum" : "other",
      ...(/\bset\s*(?:\(|:)/.test(text) ? { hasSetter: true as const } : {}),
      isText: !/INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL|REAL|DATE|TIME|UUID|BOOLEAN|ENUM|\bisIn\b/.test(text),
    })
    if (/\b(?:primaryKey|unique):\s*(?!false)/.test(text)) indexes.push({ columns: [column], unique: true })
  }
  const declared = propertyOf(options, "indexes")
  if (declared && bare(declared).type === "ArrayExpression") {
    for (const each of descendants(declared)) {
      if (each.type !== "ObjectExpression") continue
      const fields = propertyOf(each, "fields")
      if (!fields) continue
      indexes.push({
        columns: [...module.textOf(fields).matchAll(/["'](\w+)["']/g)].map((match) => match[1] ?? ""),
        unique: /unique:\s*true/.test(module.textOf(each)),
      })
    }
  }
  // The tables are made by migrations as a rule, where indexes may stand that the model does not mention.
  return { technology: "Sequelize", name, path: module.path, line: module.lineOf(call), columns, indexes, complete: false }
}
