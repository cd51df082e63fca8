import { sql } from "kysely"
import type { Kysely } from "kysely"
import type { Migration } from "kysely/migration"

/** The tables of the first version. Migrations only go forward; a mistake is mended by the next one. */
export const firstTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create sequence expert.generations`.execute(db)
    await db.schema
      .createTable("deliveries")
      .addColumn("guid", "text", (column) => column.primaryKey())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("received_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .addColumn("job_id", "uuid")
      .addColumn("state", "text", (column) => column.notNull().defaultTo("accepted"))
      .execute()
    await db.schema.createIndex("deliveries_by_job").on("deliveries").column("job_id").execute()
    await db.schema.createIndex("deliveries_by_age").on("deliveries").column("received_at").execute()
    await db.schema
      .createTable("pull_requests")
      .addColumn("repository_id", "bigint", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("installation_id", "bigint", (column) => column.notNull())
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("generation", "bigint", (column) => column.notNull())
      .addColumn("active_claim", "text")
      .addColumn("queued_job_id", "uuid")
      .addColumn("again_generation", "bigint")
      .addColumn("asked_generation", "bigint")
      .addColumn("last_reviewed_head", "text")
      .addColumn("forgotten", "boolean", (column) => column.notNull().defaultTo(false))
      .addColumn("updated_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint("pull_requests_key", ["repository_id", "number"])
      .execute()
    await db.schema.createIndex("pull_requests_by_installation").on("pull_requests").column("installation_id").execute()
    await db.schema
      .createTable("reviews")
      .addColumn("repository_id", "bigint", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("head_sha", "text", (column) => column.notNull())
      .addColumn("check_run_id", "bigint")
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("conclusion", "text")
      .addColumn("started_at", "timestamptz", (column) => column.notNull())
      .addColumn("concluded_at", "timestamptz")
      .addColumn("counts", "jsonb", (column) => column.notNull())
      .addPrimaryKeyConstraint("reviews_key", ["repository_id", "number", "head_sha"])
      .addForeignKeyConstraint("reviews_pull_request", ["repository_id", "number"], "pull_requests", ["repository_id", "number"], (key) =>
        key.onDelete("cascade"),
      )
      .execute()
    await db.schema
      .createTable("findings")
      .addColumn("repository_id", "bigint", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("fingerprint", "text", (column) => column.notNull())
      .addColumn("rule", "text", (column) => column.notNull())
      .addColumn("section", "text", (column) => column.notNull())
      .addColumn("severity", "text", (column) => column.notNull())
      .addColumn("path", "text", (column) => column.notNull())
      .addColumn("title", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("first_head", "text", (column) => column.notNull())
      .addColumn("last_head", "text", (column) => column.notNull())
      .addColumn("fixed_head", "text")
      .addColumn("comment_id", "bigint")
      .addColumn("dismissed_by", "bigint")
      .addColumn("dismissed_reason", "text")
      .addColumn("updated_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint("findings_key", ["repository_id", "number", "fingerprint"])
      .addForeignKeyConstraint("findings_pull_request", ["repository_id", "number"], "pull_requests", ["repository_id", "number"], (key) =>
        key.onDelete("cascade"),
      )
      .execute()
    await db.schema
      .createTable("buried_jobs")
      .addColumn("id", "uuid", (column) => column.primaryKey())
      .addColumn("queue", "text", (column) => column.notNull())
      .addColumn("payload", "text", (column) => column.notNull())
      .addColumn("error", "text", (column) => column.notNull())
      .addColumn("attempts", "integer", (column) => column.notNull())
      .addColumn("buried_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .execute()
  },
}
