exports.up = (knex) => knex.schema.dropTable('notes')
