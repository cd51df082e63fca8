import type { Project } from "../source/project.ts"
import { isMigrationPath } from "../migrations/migration-file.ts"
import type { ForeignKey } from "./table.ts"
import { drizzleKeys, knexKeys, sequelizeKeys, typeormKeys } from "./declared-keys.ts"
import { kyselyKeys, sqlKeys } from "./migration-keys.ts"
import { prismaKeys } from "./prisma-keys.ts"

/**
 * The foreign keys a file declares without an index that begins with them, where the database makes none by itself: PostgreSQL, SQLite and
 * SQL Server. MySQL does.
 */
export function unindexedForeignKeys(project: Project, path: string): ForeignKey[] {
  if (path.endsWith(".prisma")) return prismaKeys(project, path)
  if (!mayDeclareKeys(project, path) || !needsIndex(project, path)) return []
  if (path.endsWith(".sql")) {
    if (!isMigrationPath(path) || isGenerated(project, path)) return []
    return sqlKeys(path, project.textOf(path) ?? "").filter(({ column }) => !isIndexedByMigration(project, column))
  }
  const module = project.moduleOf(path)
  if (!module) return []
  const keys = isMigrationPath(path)
    ? [...knexKeys(project, module), ...kyselyKeys(project, module)]
    : [...typeormKeys(project, module), ...sequelizeKeys(project, module), ...drizzleKeys(project, module)]
  return keys.filter(({ column }) => !isIndexedByMigration(project, column))
}

// What Prisma and Drizzle write is told of where the schema declares it.
function isGenerated(project: Project, path: string): boolean {
  return path.endsWith("/migration.sql") || project.dependsOn(path, "drizzle-kit") !== null || project.dependsOn(path, "prisma") !== null
}

function mayDeclareKeys(project: Project, path: string): boolean {
  return project.mentions(path, /@ManyToOne\b|\breferences\b|\bREFERENCES\b|\.foreign\(|\.addForeignKeyConstraint\(/)
}

// What the driver beside the schema talks to; with two drivers nobody can tell.
function needsIndex(project: Project, path: string): boolean {
  const uses = (...names: readonly string[]) => names.some((name) => project.dependsOn(path, name) !== null)
  return uses("pg", "postgres", "@neondatabase/serverless", "better-sqlite3", "sqlite3", "tedious") && !uses("mysql", "mysql2", "mariadb")
}

// `CREATE INDEX … (user_id`, `createIndex("orders", … columnNames: ["user_id"]`, `table.index(["user_id"])`
function isIndexedByMigration(project: Project, column: string): boolean {
  const names = project.once("indexed by migrations", () => {
    const found = new Set<string>()
    for (const path of project.tree.files.keys()) {
      if (!isMigrationPath(path)) continue
      const text = project.codeOf(path) ?? ""
      const pattern =
        /\bINDEX\b[^;(]{0,200}\(\s*["'`\\]*(\w+)|(?:[iI]ndex|unique|primary)\(\s*(?:["'`][\w.]+["'`]\s*,\s*)?(?:\{[^}]{0,200})?\[\s*["'`](\w+)|columnNames:\s*\[\s*["'`](\w+)|\.index\(\s*["'`](\w+)|\.on\([^)]{1,80}\)\s*\.columns?\(\s*\[?\s*["'`](\w+)/g
      for (const match of text.matchAll(pattern)) found.add(flat(match.slice(1).find((each) => each !== undefined) ?? ""))
    }
    return found
  })
  return names.has(flat(column))
}

function flat(name: string): string {
  return name.replaceAll("_", "").toLowerCase()
}
