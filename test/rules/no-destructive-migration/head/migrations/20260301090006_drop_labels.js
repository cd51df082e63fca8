// ok: no-destructive-migration
exports.up = (knex) => knex.schema.dropTable("labels")

exports.down = (knex) => knex.schema.createTable("labels", (table) => table.increments())
