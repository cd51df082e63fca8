exports.up = (knex) => knex.schema.createTable("o5", () => {})
exports.down = () => {}
