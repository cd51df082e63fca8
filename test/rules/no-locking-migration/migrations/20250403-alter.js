exports.up = async (knex) => {
  await knex.schema.createTable("parcels", (t) => {
    t.increments("id")
    // ok: no-locking-migration
    t.index(["id"])
  })
  await knex.schema.alterTable("parcels", (t) => {
    // ok: no-locking-migration
    t.index(["state"])
  })
  await knex.schema.alterTable("orders", (t) => {
    t.string("state")
    // ruleid: no-locking-migration
    t.index(["customer_id"], "orders_customer")
  })
}
exports.down = (knex) => knex.schema.alterTable("orders", (t) => t.dropIndex(["customer_id"], "orders_customer"))
