exports.up = (knex) => knex.schema.createTable("t1", () => {})
exports.down = (knex) => knex.schema.dropTable("t1")
