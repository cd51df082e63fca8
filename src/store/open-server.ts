import { Kysely, PostgresDialect } from "kysely"
import { Pool, types } from "pg"
import { PgBoss } from "pg-boss"
import { bigintType } from "./bigint-type.ts"
import { bossOptions } from "./boss-options.ts"
import type { Engine, LogStoreEvent } from "./engine.ts"

/** Connects to a PostgreSQL server, version 13 or newer. The first statement finds out whether it answers. */
export function openServer(databaseUrl: string, onLog: LogStoreEvent): Engine {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 5,
    connectionTimeoutMillis: 5_000,
    // A server that vanished without a word would otherwise be waited for until TCP gives up, two hours later.
    query_timeout: 60_000,
    keepAlive: true,
    application_name: "nodejs-backend-expert",
    types: { getTypeParser: parserOf },
  })
  const onLost = (error: Error) => onLog({ level: "warn", message: "a database connection was lost", error })
  // Without listeners the death of a connection ends the process: the pool reports idle ones, and takes its own listener off
  // those it hands out, which includes every transaction that waits for something else.
  pool.on("error", onLost)
  pool.on("connect", (client) => client.on("error", onLost))
  return {
    kind: "server",
    kysely: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    boss: new PgBoss({ ...bossOptions, connectionString: databaseUrl, max: 4, connectionTimeoutMillis: 5_000 }),
    close: () => Promise.resolve(),
  }
}

// Declared without the driver's enum, which has no member for most of the types that it passes.
const parserByDefault = types.getTypeParser as (type: number, format?: string) => (text: string) => unknown

const parserOf: typeof types.getTypeParser = (type: number, format?: string) =>
  type === bigintType ? Number : parserByDefault(type, format)
