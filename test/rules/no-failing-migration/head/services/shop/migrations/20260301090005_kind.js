exports.up = async (knex) => {
  await knex.schema.alterTable("orders", (table) => {
    // ok: no-failing-migration
    table.string("kind").notNullable()
  })
}
