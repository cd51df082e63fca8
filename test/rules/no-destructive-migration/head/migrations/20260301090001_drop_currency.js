exports.up = async (knex) => {
  await knex.schema.table("orders", (table) => {
    // ruleid: no-destructive-migration
    table.renameColumn("currency", "currency_code")
  })
}
exports.down = async () => {}
