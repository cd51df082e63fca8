exports.up = (knex) => knex.schema.createTable("t2", () => {})
exports.down = (knex) => knex.schema.dropTable("t2")
