const axios = require("axios")
const { settings } = require("./settings")

exports.Orders = class Orders {
  constructor(db, payments, stock, mutex, events) {
    Object.assign(this, { db, payments, stock, mutex, events })
  }

  async rates(currency) {
    const answer = await axios.get(`https://rates.example.com/${currency}`, { timeout: 5000 })
    return answer.data
  }

  async book(order) {
    await this.db.transaction(async (trx) => {
      await trx("orders").insert(order)
      await trx("stock").where("id", order.item).decrement("count", 1)
    })
  }

  async move(order, from, to) {
    await this.db.transaction(async (trx) => {
      await this.stock.release(from, order.item, trx)
      await this.stock.reserve(to, order.item, trx)
    })
  }

  async sell(item) {
    await this.mutex.runExclusive(async () => {
      const left = await this.stock.left(item)
      if (left > 0) await this.stock.sell(item)
    })
  }

  async grant(user, role) {
    await this.db("grants").insert({ user, role }).onConflict(["user", "role"]).ignore()
  }

  async pay(order) {
    return await this.payments.charges.create({ amount: order.total }, { idempotencyKey: order.id })
  }

  async newest(user) {
    return await this.db("orders").where({ user }).select("*").limit(100)
  }

  async close(order) {
    await this.events.store(order)
    await this.events.flush(order)
    await settings.read("closing")
    return await this.db("orders").where({ id: order.id }).del()
  }

  watch(source) {
    source.on("order", async (order) => {
      try {
        await this.stock.book(order)
      } catch (error) {
        console.error(error)
      }
    })
  }

  tell(order) {
    this.events.announce(order).catch((error) => console.error(error))
  }

  async reopen(order) {
    await this.events.store(order)
    await this.events.flush(order)
    await this.events.announce(order)
  }
}
