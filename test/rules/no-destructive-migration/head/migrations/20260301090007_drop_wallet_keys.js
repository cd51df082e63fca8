// ok: no-destructive-migration
exports.up = (knex) => knex.schema.alterTable("wallets", (table) => table.dropColumn("keyset"))

exports.down = (knex) => knex.schema.alterTable("wallets", (table) => table.text("keyset"))
