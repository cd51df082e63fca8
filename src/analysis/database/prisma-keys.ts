import type { Project } from "../source/project.ts"
import { isIndexed } from "./table.ts"
import type { ForeignKey } from "./table.ts"
import { tableNamed } from "./tables.ts"

/** The relations of a `.prisma` file whose columns no index begins with. */
export function prismaKeys(project: Project, path: string): ForeignKey[] {
  const provider = project.once("prisma provider", () => providerOf(project))
  // With `relationMode = "prisma"` there is no foreign key that MySQL could index.
  if (provider === null || (provider.name === "mysql" && !provider.emulated) || provider.name === "mongodb") return []
  const keys: ForeignKey[] = []
  let model: string | null = null
  for (const [index, line] of (project.textOf(path) ?? "").split("\n").entries()) {
    const own = line.replace(/\/\/.*$/, "").trim()
    model = /^model\s+(\w+)\s*\{/.exec(own)?.[1] ?? (own === "}" ? null : model)
    const relation = /^\w+\s+(\w+)\??\s+.*@relation\(([^)]*\bfields:\s*\[\s*(\w+)[^)]*)\)/.exec(own)
    const table = model === null ? null : tableNamed(project, "Prisma", model)
    if (!relation || table === null) continue
    const [, target = "", options = "", column = ""] = relation
    if (isIndexed(table, column)) continue
    // Prisma's own default deletes nothing where the relation is required.
    keys.push({
      table: table.name,
      column,
      target,
      line: index + 1,
      cascades: /onDelete:\s*(?:Cascade|SetNull|SetDefault)/.test(options),
      advice: `Add \`@@index([${column}])\` to \`model ${table.name}\`.`,
    })
  }
  return keys
}

function providerOf(project: Project): { readonly name: string; readonly emulated: boolean } | null {
  for (const path of project.tree.files.keys()) {
    if (!path.endsWith(".prisma")) continue
    const source = /^datasource\s+\w+\s*\{([^}]*)\}/m.exec(project.codeOf(path) ?? "")?.[1]
    const name = source === undefined ? undefined : /provider\s*=\s*"(\w+)"/.exec(source)?.[1]
    if (source !== undefined && name !== undefined) return { name, emulated: /relationMode\s*=\s*"prisma"/.test(source) }
  }
  return null
}
