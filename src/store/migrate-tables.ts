import type { Kysely } from "kysely"
import { Migrator } from "kysely/migration"
import { firstTables } from "./migrations/0001-first-tables.ts"
import { lifeOfAFinding } from "./migrations/0002-life-of-a-finding.ts"
import { fullReviews } from "./migrations/0003-full-reviews.ts"
import { memory } from "./migrations/0004-memory.ts"
import { sweeps } from "./migrations/0005-sweeps.ts"
import { reservations } from "./migrations/0006-reservations.ts"
import { askers } from "./migrations/0007-askers.ts"

/** Where our tables live, apart from whatever else the operator keeps in the same database. */
export const tablesSchema = "expert"

// In code and not read from a folder: a bundled or compiled App finds them wherever it runs.
const migrations = {
  "0001-first-tables": firstTables,
  "0002-life-of-a-finding": lifeOfAFinding,
  "0003-full-reviews": fullReviews,
  "0004-memory": memory,
  "0005-sweeps": sweeps,
  "0006-reservations": reservations,
  "0007-askers": askers,
}

/**
 * Brings our tables up to this version. Several processes may call it at once on a server; one migrates, the others wait.
 * Throws when a step fails, and when the database was migrated by a newer version than this one.
 */
export async function migrateTables(db: Kysely<unknown>): Promise<void> {
  const migrator = new Migrator({
    db: db.withSchema(tablesSchema),
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: tablesSchema,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new Error("The database could not be migrated to this version of the App; it may have been used by a newer one", { cause: error })
}
