// @ts-nocheck fixture
import knexOf from "knex"
import { DataTypes, Sequelize } from "sequelize"

const knex = knexOf({ client: "pg" })
const sequelize = new Sequelize("sqlite::memory:")
const Item = sequelize.define("Item", { stock: DataTypes.INTEGER })
const Leave = sequelize.define("Leave", { employeeId: DataTypes.UUID, hours: DataTypes.INTEGER })
const Balance = sequelize.define("Balance", { employeeId: DataTypes.UUID, remaining: DataTypes.INTEGER })

export function approve(id) {
  return sequelize.transaction(async (transaction) => {
    // Another request of the same employee is another row.
    const leave = await Leave.findByPk(id, { transaction, lock: transaction.LOCK.UPDATE })
    const balance = await Balance.findOne({ where: { employeeId: leave.employeeId }, transaction })
    if (balance.remaining < leave.hours) throw new Error("not enough left")
    // ruleid: no-lost-update
    balance.remaining -= leave.hours
    await balance.save({ transaction })
  })
}

export function approveLocked(id) {
  return sequelize.transaction(async (transaction) => {
    const leave = await Leave.findByPk(id, { transaction, lock: transaction.LOCK.UPDATE })
    const balance = await Balance.findOne({ where: { employeeId: leave.employeeId }, transaction, lock: transaction.LOCK.UPDATE })
    // ok: no-lost-update
    balance.remaining -= leave.hours
    await balance.save({ transaction })
  })
}

export function spend(id, hours) {
  return sequelize.transaction(async (transaction) => {
    // Whoever changes the balance takes its owner first.
    const employee = await Item.findByPk(id, { transaction, lock: true })
    const balance = await Balance.findOne({ where: { employeeId: employee.id }, transaction })
    // ok: no-lost-update
    balance.remaining -= hours
    await balance.save({ transaction })
  })
}

export function takeByKnexLocked(id) {
  return knex.transaction(async (trx) => {
    const item = await trx("items").where({ id }).forUpdate().first()
    // ok: no-lost-update
    await trx("items").where({ id }).update({ stock: item.stock - 1 })
  })
}
