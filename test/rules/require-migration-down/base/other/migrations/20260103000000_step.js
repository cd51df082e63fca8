exports.up = (knex) => knex.schema.createTable("o3", () => {})
exports.down = () => {}
