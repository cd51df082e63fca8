// @ts-nocheck fixture
import { Injectable, Scope } from "@nestjs/common"

@Injectable()
export class Quotes {
  private customer
  private currency
  private token
  private rates
  private last

  constructor(
    private readonly customers,
    private readonly prices,
  ) {}

  async build(customerId, lines) {
    const found = await this.customers.findOneBy({ id: customerId })
    // ruleid: no-request-state-in-singleton
    this.customer = found
    const total = await this.total(lines)
    return { total, currency: this.customer.currency }
  }

  async total(lines) {
    const rows = await this.prices.find({ sku: lines.map((each) => each.sku) })
    return rows.length * (1 - this.customer.discount)
  }

  async convert(amount, currency) {
    // ruleid: no-request-state-in-singleton
    this.currency = currency
    return await this.rateOf(amount)
  }

  async rateOf(amount) {
    const rate = await this.prices.rate()
    return amount * rate.of(this.currency)
  }

  // Set when it is missing, and the same for all.
  async tokenFor(url) {
    // ok: no-request-state-in-singleton
    if (!this.token) this.token = await this.customers.login(url)
    await this.customers.ping()
    return this.token
  }

  async load() {
    // ok: no-request-state-in-singleton
    this.rates = await this.prices.rates()
    await this.prices.store(this.rates)
  }

  async connect(url) {
    // ok: no-request-state-in-singleton
    this.client = await this.customers.connect(url)
    await this.client.ping()
    return this.client
  }

  // Read before anything is waited for.
  async remember(id) {
    // ok: no-request-state-in-singleton
    this.last = id
    const text = `${this.last}`
    await this.customers.save(text)
  }
}

@Injectable({ scope: Scope.REQUEST })
export class Cart {
  async build(customerId) {
    // ok: no-request-state-in-singleton
    this.customer = await this.customers.findOneBy({ id: customerId })
    await this.prices.load()
    return this.customer.id
  }
}
