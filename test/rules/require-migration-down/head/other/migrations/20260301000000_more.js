exports.up = (knex) => knex.schema.createTable("more", () => {})
// ok: require-migration-down
exports.down = () => {}
