module.exports = (sequelize, { STRING, DATE }) =>
  sequelize.define("Mail", { status: STRING, sendAt: { type: DATE, field: "send_at" } }, { tableName: "mails", timestamps: false })
