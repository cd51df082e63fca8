exports.up = (knex) => knex.schema.createTable("more", () => {})
// ruleid: require-migration-down
exports.down = async () => {}
