exports.up = (knex) => knex.schema.createTable("o4", () => {})
exports.down = () => {}
