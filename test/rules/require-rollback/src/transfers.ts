// @ts-nocheck fixture
import mongoose from "mongoose"
import mysql from "mysql2/promise"
import { Pool } from "pg"
import { Sequelize } from "sequelize"
import { DataSource } from "typeorm"
import knex from "knex"

const pool = new Pool()
const connections = mysql.createPool({})
const source = new DataSource({})
const sequelize = new Sequelize("")
const database = knex({ client: "pg" })

export async function transfer(from, to, amount) {
  const client = await pool.connect()
  try {
    // ruleid: require-rollback
    await client.query("BEGIN")
    await client.query("UPDATE accounts SET balance = balance - $1 WHERE id = $2", [amount, from])
    await client.query("UPDATE accounts SET balance = balance + $1 WHERE id = $2", [amount, to])
    await client.query("COMMIT")
  } finally {
    client.release()
  }
}

export async function book(order) {
  const connection = await connections.getConnection()
  // ruleid: require-rollback
  await connection.beginTransaction()
  await connection.query("INSERT INTO orders SET ?", order)
  await connection.commit()
  connection.release()
}

export async function rename(id, name) {
  const runner = source.createQueryRunner()
  // ruleid: require-rollback
  await runner.startTransaction()
  await runner.manager.update("customer", id, { name })
  await runner.commitTransaction()
  await runner.release()
}

export async function close(Account, id) {
  // ruleid: require-rollback
  const transaction = await sequelize.transaction()
  await Account.update({ closed: true }, { where: { id }, transaction })
  await transaction.commit()
}

export async function merge(rows) {
  // ruleid: require-rollback
  const trx = await database.transaction()
  await trx("orders").insert(rows)
  await trx.commit()
}

export async function move(Order, id) {
  const session = await mongoose.startSession()
  // ruleid: require-rollback
  session.startTransaction()
  await Order.updateOne({ _id: id }, { moved: true }, { session })
  await session.commitTransaction()
}

export async function careful(from, amount) {
  const client = await pool.connect()
  try {
    // ok: require-rollback
    await client.query("BEGIN")
    await client.query("UPDATE accounts SET balance = balance - $1 WHERE id = $2", [amount, from])
    await client.query("COMMIT")
  } catch (error) {
    await client.query("ROLLBACK")
    throw error
  } finally {
    client.release()
  }
}

export async function managed(Account, id) {
  // ok: require-rollback
  await sequelize.transaction(async (transaction) => {
    await Account.update({ closed: true }, { where: { id }, transaction })
  })
  // ok: require-rollback
  await database.transaction(async (trx) => {
    await trx("orders").insert({ id })
    await trx.commit()
  })
}

export async function begin(client) {
  // ok: require-rollback
  await client.query("BEGIN")
  await client.query("SET LOCAL statement_timeout = 1000")
}
