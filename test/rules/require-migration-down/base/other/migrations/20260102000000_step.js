exports.up = (knex) => knex.schema.createTable("o2", () => {})
exports.down = () => {}
