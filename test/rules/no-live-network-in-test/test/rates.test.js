import axios from "axios"
import { expect } from "chai"

describe("rates", () => {
  it("reads them", async () => {
    // ok: no-live-network-in-test
    await axios.get("http://localhost:3000/rates")
    // ok: no-live-network-in-test
    await fetch("https://api.example.com/rates")
    // ruleid: no-live-network-in-test
    const { data } = await axios.get("https://api.exchangerates.io/latest?base=EUR")
    expect(data.base).to.equal("EUR")
  })
})
