exports.up = (knex) => knex.schema.dropTable("news")
