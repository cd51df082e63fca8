exports.up = async (knex) => {
  await knex.schema.createTable("shops", (t) => {
    t.increments("id").primary()
    t.string("slug", 80).notNullable().index()
    t.string("domain", 200).notNullable().unique()
    t.string("phone")
  })
  await knex.schema.createTable("members", (t) => {
    t.integer("shop_id").notNullable()
    t.integer("user_id").notNullable()
    t.unique(["shop_id", "user_id"])
  })
}
exports.down = async (knex) => {
  await knex.schema.dropTable("members")
  await knex.schema.dropTable("shops")
}
