exports.up = (knex) => knex.schema.createTable("t3", () => {})
exports.down = (knex) => knex.schema.dropTable("t3")
