exports.up = (knex) => knex.schema.createTable("t4", () => {})
exports.down = (knex) => knex.schema.dropTable("t4")
