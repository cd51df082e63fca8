exports.up = (knex) => knex.schema.createTable("o1", () => {})
exports.down = () => {}
