exports.down = async (knex) => {
  await knex.raw("DROP INDEX CONCURRENTLY orders_customer_idx")
  // ok: no-locking-migration
  await knex.raw("CREATE INDEX orders_old ON orders (old)")
}
exports.up = async (knex) => {
  // ruleid: no-locking-migration
  await knex.raw("CREATE INDEX orders_customer_idx ON orders (customer_id)")
}
