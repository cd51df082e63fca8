import { Kysely, PostgresDialect } from "kysely"
import { Pool, types } from "pg"
import { PgBoss } from "pg-boss"
import { bossOptions } from "./boss-options.ts"
import type { Engine, LogStoreEvent } from "./open-store.ts"

/** PostgreSQL's type number of bigint. Our ids and counts stay far below 2^53. */
const bigintType = 20

/** Connects to a PostgreSQL server, version 13 or newer. The first statement finds out whether it answers. */
export function openServer(databaseUrl: string, onLog: LogStoreEvent): Engine {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 5,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: "nodejs-backend-expert",
    types: { getTypeParser: ((type: number, format?: "text") => (type === bigintType ? Number : types.getTypeParser(type, format))) as typeof types.getTypeParser },
  })
  // Without a listener the death of an idle connection ends the process.
  pool.on("error", (error) => onLog({ level: "warn", message: "an idle database connection was lost", error }))
  return {
    kind: "server",
    kysely: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    boss: new PgBoss({ ...bossOptions, connectionString: databaseUrl, max: 4, connectionTimeoutMillis: 5_000 }),
    close: () => Promise.resolve(),
  }
}
