import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** Who wanted an answer of the model, so that those without rights in a repository have so many a day. */
export const askers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("model_runs").addColumn("asked_by", "bigint").execute()
  },
}
