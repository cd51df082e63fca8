const axios = require("axios")
const { settings } = require("./settings")

exports.Orders = class Orders {
  constructor(db, payments, stock, mutex, events) {
    Object.assign(this, { db, payments, stock, mutex, events })
  }

  async rates(currency) {
    const answer = await axios.get(`https://rates.example.com/${currency}`)
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
      await this.stock.reserve(to, order.item)
    })
  }

  async sell(item) {
    const left = await this.stock.left(item)
    if (left > 0) await this.stock.sell(item)
  }

  async grant(user, role) {
    await this.db("grants").insert({ user, role })
  }

  async pay(order) {
    return await this.payments.charges.create({ amount: order.total })
  }

  async newest(user) {
    return await this.db("orders").where({ user }).select("*")
  }

  async close(order) {
    this.events.store(order)
    const flushed = this.events.flush(order)
    settings.read("closing")
    return this.db("orders").where({ id: order.id }).del().then(() => flushed)
  }

  watch(source) {
    source.on("order", async (order) => {
      await this.stock.book(order)
    })
  }

  tell(order) {
    this.events.announce(order)
  }

  async reopen(order) {
    await this.events.store(order)
    await this.events.flush(order)
    await this.events.announce(order)
  }
}
