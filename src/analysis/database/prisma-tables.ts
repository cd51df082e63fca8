import type { Project } from "../source/project.ts"
import type { Column, Index, Table } from "./table.ts"

/** The models of all `schema.prisma` files that were read. */
export function prismaTables(project: Project): Table[] {
  const paths = [...project.tree.files.keys()].filter((path) => path.endsWith(".prisma")).sort()
  const texts = paths.map((path) => ({ path, text: project.codeOf(path) ?? "" }))
  const enums = new Set(texts.flatMap(({ text }) => [...text.matchAll(/^enum\s+(\w+)/gm)].map((match) => match[1] ?? "")))
  const indexesForeignKeys = texts.some(({ text }) => /provider\s*=\s*"mysql"/.test(text))
  return texts.flatMap(({ path, text }) => modelsIn(path, text, enums, indexesForeignKeys))
}

function modelsIn(path: string, text: string, enums: ReadonlySet<string>, indexesForeignKeys: boolean): Table[] {
  const tables: Table[] = []
  const lines = text.split("\n")
  for (const [start, line] of lines.entries()) {
    const name = /^model\s+(\w+)\s*\{/.exec(line)?.[1]
    if (name === undefined) continue
    const columns = new Map<string, Column>()
    const indexes: Index[] = []
    for (let at = start + 1; at < lines.length && !lines[at]?.startsWith("}"); at++) {
      const own = (lines[at] ?? "").replace(/\/\/.*$/, "").trim()
      const block = /^@@(id|unique|index|fulltext)\s*\(\s*(?:fields:\s*)?\[([^\]]*)\]/.exec(own)
      if (block) {
        indexes.push({ columns: namesIn(block[2] ?? ""), unique: block[1] === "id" || block[1] === "unique" })
        continue
      }
      const field = /^(\w+)\s+(\w+)(\[\])?\??(.*)$/.exec(own)
      if (!field) continue
      const [, column = "", type = "", list, attributes = ""] = field
      const relation = /@relation\([^)]*fields:\s*\[([^\]]*)\]/.exec(attributes)
      if (relation && indexesForeignKeys) indexes.push({ columns: namesIn(relation[1] ?? ""), unique: false })
      if (relation || list !== undefined) continue
      columns.set(column, {
        name: column,
        kind: type === "Boolean" ? "boolean" : enums.has(type) ? "enum" : "other",
        isText: type === "String" || type === "Json",
      })
      if (/@(?:id|unique)\b/.test(attributes)) indexes.push({ columns: [column], unique: true })
    }
    tables.push({ technology: "Prisma", name, path, line: start + 1, columns, indexes, complete: true })
  }
  return tables
}

// `[tenantId, createdAt(sort: Desc)]`
function namesIn(list: string): string[] {
  return list
    .replace(/\([^)]*\)/g, "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
}
