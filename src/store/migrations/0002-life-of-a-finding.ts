import { sql } from "kysely"
import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** Who dismissed what and when, paused pull requests, and what the model cost. */
export const lifeOfAFinding: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("findings").addColumn("dismissed_login", "text").addColumn("dismissed_at", "timestamptz").execute()
    await db.schema
      .alterTable("pull_requests")
      .addColumn("paused_by", "bigint")
      .addColumn("paused_login", "text")
      .addColumn("paused_at", "timestamptz")
      .execute()
    // No foreign key: what was spent stays spent when a repository is forgotten.
    await db.schema
      .createTable("model_runs")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("repository_id", "bigint", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("head_sha", "text", (column) => column.notNull())
      .addColumn("model", "text", (column) => column.notNull())
      .addColumn("usd", "numeric(18, 9)", (column) => column.notNull())
      .addColumn("input_tokens", "bigint", (column) => column.notNull())
      .addColumn("output_tokens", "bigint", (column) => column.notNull())
      .addColumn("cache_read_tokens", "bigint", (column) => column.notNull())
      .addColumn("cache_write_tokens", "bigint", (column) => column.notNull())
      .addColumn("calls", "integer", (column) => column.notNull())
      .addColumn("spent_at", "timestamptz", (column) => column.notNull())
      .execute()
    await db.schema.createIndex("model_runs_by_pull_request").on("model_runs").columns(["repository_id", "number"]).execute()
    await db.schema.createIndex("model_runs_by_age").on("model_runs").column("spent_at").execute()
    await sql`comment on column expert.model_runs.id is 'chosen by the caller, so that recording twice counts once'`.execute(db)
  },
}
