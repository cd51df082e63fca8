exports.up = (knex) => knex("t1").del()
// ok: require-migration-down
exports.down = async () => {
  // Deleted rows do not come back.
}
