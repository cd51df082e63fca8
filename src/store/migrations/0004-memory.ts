import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** What the next round has to know, and what became of what we said. */
export const memory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("findings")
      .addColumn("origin", "text", (column) => column.notNull().defaultTo("static"))
      .addColumn("evidence", "text", (column) => column.notNull().defaultTo(""))
      .addColumn("said_as", "text")
      .addColumn("addressed", "boolean", (column) => column.notNull().defaultTo(false))
      .addColumn("thumbs_up", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("thumbs_down", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("replies", "integer", (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .alterTable("pull_requests")
      .addColumn("last_round_head", "text")
      .addColumn("last_change", "text")
      .addColumn("settled_at", "timestamptz")
      .execute()
    await db.schema.createIndex("findings_by_rule").on("findings").columns(["repository_id", "rule"]).execute()
  },
}
