import type { Knex } from "knex"

export async function up(knex: Knex) {
  await knex.schema.alterTable("orders", (table) => {
    // ruleid: no-destructive-migration
    table.dropColumn("old_total")
  })
}

export async function down(knex: Knex) {
  await knex.schema.alterTable("orders", (table) => {
    // ok: no-destructive-migration
    table.dropColumn("currency")
  })
}
