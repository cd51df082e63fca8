exports.up = (knex) => knex.schema.createTable("fine", () => {})
// ok: require-migration-down
exports.down = (knex) => knex.schema.dropTable("fine")
