module.exports = {
  up: async (queryInterface) => {
    await queryInterface.createTable("refunds", { id: "bigint" })
    // ok: no-locking-migration
    await queryInterface.addIndex("refunds", ["id"])
    // ok: no-locking-migration
    await queryInterface.addIndex("orders", ["customer_id"], { name: "orders_customer", concurrently: true })
    // ok: no-locking-migration
    await queryInterface.addIndex("orders", ["shop_id"], optionsOf("orders_shop"))
    // ruleid: no-locking-migration
    await queryInterface.addIndex("orders", ["state"], { name: "orders_state" })
  },
  down: async (queryInterface) => {
    // ok: no-locking-migration
    await queryInterface.addIndex("orders", ["old"])
  },
}

const optionsOf = (name) => ({ name, concurrently: true })
