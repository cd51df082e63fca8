import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** Money set aside for a consultation that runs, until it is settled or given up for lost. */
export const reservations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("model_runs")
      .addColumn("reserved_usd", "numeric(18, 9)")
      .addColumn("reserved_until", "timestamptz")
      .execute()
  },
}
