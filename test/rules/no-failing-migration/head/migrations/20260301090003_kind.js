exports.up = async (knex) => {
  await knex.schema.alterTable("orders", (table) => {
    // ruleid: no-failing-migration
    table.string("kind").notNullable()
  })
  await knex.schema.alterTable("invoices", (table) => {
    // ok: no-failing-migration
    table.string("kind").notNullable().defaultTo("normal")
  })
  await knex.schema.createTable("refunds", (table) => {
    // ok: no-failing-migration
    table.string("kind").notNullable()
  })
}
exports.down = async () => {}
