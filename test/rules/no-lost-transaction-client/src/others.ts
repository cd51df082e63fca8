// @ts-nocheck fixture
import knexFactory from "knex"
import mongoose from "mongoose"
import { Sequelize } from "sequelize"
import { DataSource, Repository } from "typeorm"
import { Order, OrderLine } from "./models.js"

const knex = knexFactory({ client: "pg" })
const sequelize = new Sequelize(process.env.DATABASE_URL)
const Account = mongoose.model("Account", new mongoose.Schema({}))

export const book = (amount) =>
  knex.transaction(async (trx) => {
    await trx("payments").insert({ amount })
    // ruleid: no-lost-transaction-client
    await knex("ledger").insert({ amount })
    // ok: no-lost-transaction-client
    await knex("ledger").transacting(trx).insert({ amount })
    // ok: no-lost-transaction-client
    await knex("rates").select("id").limit(1)
  })

export const place = (data) =>
  sequelize.transaction(async (t) => {
    const order = await Order.create(data, { transaction: t })
    // ruleid: no-lost-transaction-client
    await OrderLine.bulkCreate(data.lines)
    // ok: no-lost-transaction-client
    await OrderLine.update({ orderId: order.id }, { where: { draft: true }, transaction: t })
    return order
  })

export class Transfers {
  constructor(private readonly dataSource: DataSource, private readonly accountRepository: Repository<Account>) {}

  move(from, to) {
    return this.dataSource.transaction(async (manager) => {
      await manager.save(from)
      // ruleid: no-lost-transaction-client
      await this.accountRepository.save(to)
      // ok: no-lost-transaction-client
      await manager.withRepository(this.accountRepository).save(to)
    })
  }
}

export async function transfer(from, to) {
  const session = await mongoose.startSession()
  await session.withTransaction(async () => {
    await Account.updateOne({ _id: from }, { $inc: { balance: -1 } }, { session })
    // ruleid: no-lost-transaction-client
    await Account.updateOne({ _id: to }, { $inc: { balance: 1 } })
    // ok: no-lost-transaction-client
    await Account.updateOne({ _id: to }, { $inc: { balance: 1 } }).session(session)
  })
}
