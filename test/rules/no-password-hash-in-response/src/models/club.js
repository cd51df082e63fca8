// @ts-nocheck fixture
const { DataTypes, Sequelize } = require("sequelize")

const sequelize = new Sequelize(process.env.DATABASE_URL)

const Player = sequelize.define("Player", {
  email: { type: DataTypes.STRING, unique: true },
  passwordHash: DataTypes.STRING,
})

const Team = sequelize.define("Team", {
  name: DataTypes.STRING,
})

const Membership = sequelize.define("Membership", {
  shirtNumber: DataTypes.INTEGER,
})

module.exports = { Player, Team, Membership }
