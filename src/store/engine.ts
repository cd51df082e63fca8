import type { Kysely } from "kysely"
import type { PgBoss } from "pg-boss"
import type { Tables } from "./tables.ts"

/** Told about what went wrong without anybody waiting for it. Messages are static and hold no secret. */
export type LogStoreEvent = (event: { readonly level: "warn" | "error"; readonly message: string; readonly error?: unknown }) => void

/** What differs between the embedded database and a server: how it is opened, and nothing else. */
export interface Engine {
  readonly kind: "embedded" | "server"
  // Every table type is checked from here on; the engine does not know them.
  readonly kysely: Kysely<Tables>
  readonly boss: PgBoss
  close(): Promise<void>
}
