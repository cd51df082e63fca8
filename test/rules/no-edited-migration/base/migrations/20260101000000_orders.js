exports.up = (knex) =>
  knex.schema.createTable("orders", (table) => {
    table.increments("id")
  })
