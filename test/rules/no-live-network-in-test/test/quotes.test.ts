// @ts-nocheck fixture
import { describe, expect, it } from "vitest"
import { createApp, RatesClient } from "../src/rates.ts"

describe("quotes", () => {
  // ruleid: no-live-network-in-test
  const rates = new RatesClient({ baseUrl: "https://api.frankfurter.dev" })
  const app = createApp({ rates })

  it("quotes", async () => {
    expect(await app.quote("EUR", "USD", 100)).toBeGreaterThan(0)
  })
})
