import request from "supertest"
import { describe, expect, it, vi } from "vitest"
import { formatCents } from "../src/services/order-rows.js"
import { bearer, testApp } from "./support/app.js"

const row = {
  id: "0b6d3c5a-52a7-4a6f-8d5e-1c1a1a8b2f10",
  status: "PAID",
  total_cents: 1205,
  created_at: new Date("2026-02-03T10:00:00Z"),
  customer: "Ada Lovelace",
}

describe.only("GET /orders/search", () => {
  it("answers the orders of matching customers", async () => {
    const $queryRawUnsafe = vi.fn().mockResolvedValue([row])
    const response = await request(testApp({ $queryRawUnsafe }))
      .get("/orders/search?q=ada&sort=total")
      .set("authorization", bearer())
      .expect(200)
    expect(response.body.orders).toEqual([
      { id: row.id, status: "PAID", total: "12.05", createdAt: "2026-02-03T10:00:00.000Z", customer: "Ada Lovelace" },
    ])
  })

  it("wants a token", async () => {
    await request(testApp({})).get("/orders/search?q=ada").expect(401)
  })
})

describe("formatCents", () => {
  it.each([
    [0, "0.00"],
    [5, "0.05"],
    [1205, "12.05"],
    [-250, "-2.50"],
  ])("writes %i as %s", (cents, text) => {
    expect(formatCents(cents)).toBe(text)
  })
})
