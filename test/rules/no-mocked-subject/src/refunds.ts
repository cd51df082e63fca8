// @ts-nocheck fixture
import { rate } from "./rates.ts"

export class Refunds {
  constructor(private readonly gateway, private readonly db) {}

  async refund(purchase, at) {
    const amount = this.unused(purchase, at)
    await this.gateway.refund(purchase.id, amount)
    return { amount, label: this.label(amount), id: await this.number() }
  }

  unused(purchase, at) {
    const days = Math.ceil((purchase.until - at) / 86_400_000)
    return Math.round((purchase.cents * days) / 30)
  }

  label(amount) {
    return amount > 10_000 ? "large" : "small"
  }

  async number() {
    const { number } = await (await fetch("https://numbers.example")).json()
    return number + 1
  }
}

export const quote = async (from, to, cents) => cents * (await rate(from, to))
