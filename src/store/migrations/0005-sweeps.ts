import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** When the last sweep for lost events began. */
export const sweeps: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("sweeps")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("started_at", "timestamptz", (column) => column.notNull())
      .execute()
  },
}
