import { sql } from "kysely"
import type { Kysely } from "kysely"
import type { PgBoss } from "pg-boss"
import { UserError } from "../errors.ts"
import { migrateTables, tablesSchema } from "./migrate-tables.ts"
import type { Engine, LogStoreEvent } from "./engine.ts"
import { openEmbedded } from "./open-embedded.ts"
import { openServer } from "./open-server.ts"
import { pruneDeliveries } from "./prune-deliveries.ts"
import type { Database } from "./tables.ts"

export interface StoreOptions {
  /** A PostgreSQL server; wins over `dataDirectory`. */
  readonly databaseUrl?: string | undefined
  /** A directory for the embedded database, or "memory://" for one that is gone when closed. */
  readonly dataDirectory?: string | undefined
  readonly onLog: LogStoreEvent
}

/** State and queue of one App, in one database so that both change in one transaction. */
export interface Store extends AsyncDisposable {
  readonly kind: "embedded" | "server"
  /** Our tables. Inside `db.transaction()` never await the queue without handing it that transaction: PGlite has one connection. */
  readonly db: Database
  readonly boss: PgBoss
  /** Resolves when the database answers; throws after `timeoutMs` (2 s) otherwise. */
  ping(timeoutMs?: number): Promise<void>
  /** Forgets old deliveries and gives space back. Runs by itself every half hour. */
  maintain(): Promise<void>
  /** Ends all connections and frees the directory. A second call does nothing. */
  close(): Promise<void>
}

// PGlite grew from 1 to 31 MB in thirty full updates without a vacuum.
const maintainEveryMs = 30 * 60_000

// Any number will do that no other program in the same database locks; this one is "expert" read as base 36.
const schemaLock = 903_139_337

/**
 * Opens the store and brings its tables up to date. This is the only place that knows which database is used.
 * Throws UserError for what the operator can mend: a directory in use or of another PostgreSQL major, a server that does
 * not answer or refuses us.
 */
export async function openStore({ databaseUrl, dataDirectory, onLog }: StoreOptions): Promise<Store> {
  if (databaseUrl === undefined && dataDirectory === undefined)
    throw new UserError("Neither a database nor a data directory is set: set DATABASE_URL or DATA_DIRECTORY.")
  const engine = databaseUrl === undefined ? await openEmbedded(dataDirectory ?? "") : openServer(databaseUrl, onLog)
  engine.boss.on("error", (error) => onLog({ level: "warn", message: "the queue met a database error", error }))
  const close = once(async () => {
    await engine.boss
      .stop({ graceful: false, close: true })
      .catch((error: unknown) => onLog({ level: "warn", message: "the queue did not stop cleanly", error }))
    await engine.kysely.destroy()
    await engine.close()
  })
  try {
    await prepare(engine)
  } catch (error) {
    await close().catch(() => undefined)
    throw explainOpening(error)
  }
  return createStore(engine, onLog, close)
}

async function prepare(engine: Engine): Promise<void> {
  await engine.kysely.transaction().execute(async (transaction) => {
    // "If not exists" alone fails when two replicas start at once: both see nothing, and one comes second.
    await sql`select pg_advisory_xact_lock(${schemaLock})`.execute(transaction)
    await sql`create schema if not exists ${sql.ref(tablesSchema)}`.execute(transaction)
  })
  await migrateTables(engine.kysely as Kysely<unknown>)
  await engine.boss.start()
}

function createStore(engine: Engine, onLog: LogStoreEvent, close: () => Promise<void>): Store {
  const db = engine.kysely.withSchema(tablesSchema)
  const maintain = async () => {
    await pruneDeliveries(db)
    if (engine.kind === "embedded") await sql`vacuum (analyze)`.execute(engine.kysely)
  }
  const timer = setInterval(() => {
    maintain().catch((error: unknown) => onLog({ level: "warn", message: "maintenance of the database failed", error }))
  }, maintainEveryMs)
  timer.unref()
  const stop = async () => {
    clearInterval(timer)
    await close()
  }
  return {
    kind: engine.kind,
    db,
    boss: engine.boss,
    ping: (timeoutMs = 2_000) => within(timeoutMs, sql`select 1`.execute(engine.kysely)),
    maintain,
    close: stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

// The driver's messages name host, user and database, never the password.
function explainOpening(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error
  // Not reachable, refused, no such database, no right to create our schema, full, or still starting.
  const mendable = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|28|3D|42501|53300|57P03)/.test(error.code)
  return mendable
    ? new UserError(
        `The database cannot be opened (${error.code}${error.message === "" ? "" : `: ${error.message}`}): check DATABASE_URL.`,
        { cause: error },
      )
    : error
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}
