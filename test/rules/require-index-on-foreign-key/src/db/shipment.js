// @ts-nocheck fixture
module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "Shipment",
    {
      // ruleid: require-index-on-foreign-key
      orderId: { type: DataTypes.UUID, references: { model: "Orders", key: "id" }, onDelete: "CASCADE" },
      // ok: require-index-on-foreign-key
      carrierId: { type: DataTypes.UUID, references: { model: "Carriers", key: "id" }, onDelete: "CASCADE" },
    },
    { indexes: [{ fields: ["carrierId"] }] },
  )
