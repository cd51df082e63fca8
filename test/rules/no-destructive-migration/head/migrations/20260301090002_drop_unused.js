exports.up = async (knex) => {
  await knex.schema.table("orders", (table) => {
    // ok: no-destructive-migration
    table.dropColumn("never_read")
    // ok: no-destructive-migration
    table.dropColumn("address")
    // ok: no-destructive-migration
    table.renameColumn("paid_at", "paidAt")
  })
}
