module.exports = {
  async up(queryInterface, { BIGINT, STRING, DATE }) {
    await queryInterface.createTable("mails", {
      id: { type: BIGINT, primaryKey: true },
      status: { type: STRING(16) },
      send_at: { type: DATE },
    })
  },
}
