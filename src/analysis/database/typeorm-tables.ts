import { descendants, isClass, propertyName } from "../source/ast.ts"
import type { ClassNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Column, Index, Table } from "./table.ts"

/** The entities of one file: classes under `@Entity()`. */
export function typeormTables(module: SourceModule): Table[] {
  if (!/["']typeorm["']/.test(module.text)) return []
  const tables: Table[] = []
  for (const node of descendants(module.program))
    if (isClass(node) && node.id && decoratorsOf(module, node).some((each) => /^@(?:Child)?Entity\b/.test(each)))
      tables.push(entityOf(module, node, node.id.name))
  return tables
}

function entityOf(module: SourceModule, node: ClassNode, name: string): Table {
  const columns = new Map<string, Column>()
  const indexes: Index[] = []
  for (const decorator of decoratorsOf(module, node)) {
    const list = /^@(Index|Unique)\([^[]*\[([^\]]*)\]/.exec(decorator) ?? /^@(Index|Unique)\([^{]*=>\s*\[([^\]]*)\]/.exec(decorator)
    if (list)
      indexes.push({
        columns: [...(list[2] ?? "").matchAll(/(\w+)["']?\s*(?:,|$)/g)].map((each) => each[1] ?? ""),
        unique: list[1] === "Unique" || /unique:\s*true/.test(decorator),
      })
  }
  for (const each of node.body.body) {
    if (each.type !== "PropertyDefinition" && each.type !== "AccessorProperty") continue
    const column = propertyName(each)
    if (column === null) continue
    const decorators = each.decorators.map((one) => module.textOf(one))
    const own = decorators.find((one) => /^@(?:\w*Column|ManyToOne|OneToOne|RelationId)\b/.test(one))
    if (own === undefined) continue
    const annotation = each.typeAnnotation ? module.textOf(each.typeAnnotation) : ""
    columns.set(column, {
      name: column,
      kind: /\bboolean\b|["']bool/.test(`${own}${annotation}`) ? "boolean" : /\benum\b/.test(own) ? "enum" : "other",
      isText: /\bstring\b/.test(annotation) && !/\benum\b|["']uuid|PrimaryGenerated/.test(own),
    })
    if (own.startsWith("@Primary")) indexes.push({ columns: [column], unique: true })
    if (/\bunique:\s*true/.test(own)) indexes.push({ columns: [column], unique: true })
    const index = decorators.find((one) => /^@Index\b/.test(one))
    if (index !== undefined) indexes.push({ columns: [column], unique: /unique:\s*true/.test(index) })
  }
  return { technology: "TypeORM", name, path: module.path, line: module.lineOf(node), columns, indexes, complete: true }
}

function decoratorsOf(module: SourceModule, node: ClassNode): string[] {
  return node.decorators.map((each) => module.textOf(each))
}
