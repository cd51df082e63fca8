// @ts-nocheck fixture
export class RatesClient {
  constructor({ baseUrl }) {
    this.baseUrl = baseUrl
  }

  address(from, to) {
    return `${this.baseUrl}/v1/${from}/${to}`
  }

  async rate(from, to) {
    const response = await fetch(this.address(from, to))
    return (await response.json()).rate
  }
}

export const createApp = ({ rates }) => ({ quote: async (from, to, cents) => cents * (await rates.rate(from, to)) })
