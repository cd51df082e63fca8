import { Sequelize } from "sequelize"

const sequelize = new Sequelize("sqlite::memory:")
export const User = sequelize.define("User", {})
