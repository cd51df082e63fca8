// @ts-nocheck fixture
import { expect, it } from "vitest"
import { createApp, RatesClient } from "../src/rates.ts"

it("puts the address together", () => {
  // Nothing is sent.
  // ok: no-live-network-in-test
  const rates = new RatesClient({ baseUrl: "https://api.frankfurter.dev" })
  expect(rates.address("EUR", "USD")).toBe("https://api.frankfurter.dev/v1/EUR/USD")
})

it("quotes from a server of its own", async () => {
  // ok: no-live-network-in-test
  const app = createApp({ rates: new RatesClient({ baseUrl: "http://localhost:4000" }) })
  expect(await app.quote("EUR", "USD", 100)).toBe(120)
})
