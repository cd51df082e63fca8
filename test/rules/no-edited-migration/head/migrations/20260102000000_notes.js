// The notes moved.
// ok: no-edited-migration
exports.up = (knex) => knex.schema.dropTable("notes");
