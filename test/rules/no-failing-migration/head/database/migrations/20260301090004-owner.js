module.exports = {
  async up(queryInterface, Sequelize) {
    // ruleid: no-failing-migration
    await queryInterface.addColumn("orders", "owner", { type: Sequelize.STRING, allowNull: false })
    // ok: no-failing-migration
    await queryInterface.addColumn("invoices", "owner", { type: Sequelize.STRING, allowNull: false, defaultValue: "system" })
  },
  async down() {},
}
