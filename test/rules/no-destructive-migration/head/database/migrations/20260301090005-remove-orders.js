module.exports = {
  up: async (queryInterface) => {
    // ruleid: no-destructive-migration
    await queryInterface.dropTable("orders")
  },
  down: async () => {},
}
