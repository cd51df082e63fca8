import { isTestPath } from "../classify.ts"
import type { Project } from "../source/project.ts"
import { drizzleTables } from "./drizzle-tables.ts"
import { mongooseTables } from "./mongoose-tables.ts"
import { prismaTables } from "./prisma-tables.ts"
import { sequelizeTables } from "./sequelize-tables.ts"
import { typeormTables } from "./typeorm-tables.ts"
import type { Table } from "./table.ts"

const DECLARES = /\bSchema\b|@Entity\b|\.define\(|\.init\(|\b(?:pg|mysql|sqlite)Table\b/

/** Every table that the sources declare, in order of file and position. Names that occur twice are left out: nobody can tell which is meant. */
function tablesOf(project: Project): readonly Table[] {
  return project.once("tables", () => {
    const found = [
      ...prismaTables(project),
      ...project.sourcePaths
        .filter((path) => !isTestPath(path))
        .flatMap((path) => {
          // Most files declare no table; looking at the text first saves parsing them.
          const module = project.mentions(path, DECLARES) ? project.moduleOf(path) : null
          return module
            ? [
                ...mongooseTables(project, module),
                ...typeormTables(module),
                ...sequelizeTables(project, module),
                ...drizzleTables(project, module),
              ]
            : []
        }),
    ]
    const count = new Map<string, number>()
    for (const each of found) count.set(keyOf(each), (count.get(keyOf(each)) ?? 0) + 1)
    return found.filter((each) => count.get(keyOf(each)) === 1)
  })
}

/** The table a query names, compared without regard to case; `null` when there is none, or more than one. */
export function tableNamed(project: Project, technology: Table["technology"], name: string): Table | null {
  const wanted = `${technology} ${name.toLowerCase()}`
  return tablesOf(project).find((each) => keyOf(each) === wanted) ?? null
}

/** Whether the sources declare any table. */
export function hasTables(project: Project): boolean {
  return tablesOf(project).length > 0
}

function keyOf(table: Table): string {
  return `${table.technology} ${table.name.toLowerCase()}`
}
