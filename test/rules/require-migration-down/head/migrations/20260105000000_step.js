exports.up = (knex) => knex.schema.createTable("t5", () => {})
exports.down = (knex) => knex.schema.dropTable("t5")
