import request from "supertest"
import { describe, expect, it, vi } from "vitest"
import { bearer, testApp } from "./support/app.js"

const id = "0b6d3c5a-52a7-4a6f-8d5e-1c1a1a8b2f10"
const productId = "5e9e3f0a-7d2b-4c52-9c0f-3f3c9e0a4b77"

describe("GET /orders", () => {
  it("answers a page and the cursor of the next one", async () => {
    const findMany = vi.fn().mockResolvedValue([{ id: "a" }, { id: "b" }, { id: "c" }])
    const response = await request(testApp({ order: { findMany } }))
      .get("/orders?limit=2&status=PAID")
      .set("authorization", bearer())
      .expect(200)
    expect(response.body).toEqual({ orders: [{ id: "a" }, { id: "b" }], nextCursor: "b" })
    expect(findMany).toHaveBeenCalledWith(expect.objectContaining({ take: 3, where: { status: "PAID" } }))
  })

  it("refuses a limit beyond the largest page", async () => {
    await request(testApp({})).get("/orders?limit=101").set("authorization", bearer()).expect(400)
  })
})

describe("GET /orders/:id", () => {
  it("answers 404 for an unknown order", async () => {
    const app = testApp({ order: { findUnique: vi.fn().mockResolvedValue(null) } })
    await request(app).get(`/orders/${id}`).set("authorization", bearer()).expect(404)
  })
})

describe("POST /orders", () => {
  it("takes prices from the products", async () => {
    const create = vi.fn().mockImplementation(({ data }) => Promise.resolve({ id, totalCents: data.totalCents }))
    const transaction = {
      customer: { findUnique: vi.fn().mockResolvedValue({ id }) },
      product: { findMany: vi.fn().mockResolvedValue([{ id: productId, priceCents: 250 }]) },
      order: { create },
    }
    const app = testApp({ $transaction: (work: (client: object) => unknown) => work(transaction) })
    const response = await request(app)
      .post("/orders")
      .set("authorization", bearer())
      .send({ customerId: id, lines: [{ productId, quantity: 3 }] })
      .expect(201)
    expect(response.body.totalCents).toBe(750)
  })
})

describe("POST /orders/:id/cancel", () => {
  it("answers 409 when the order has shipped", async () => {
    const order = {
      updateMany: vi.fn().mockResolvedValue({ count: 0 }),
      findUnique: vi.fn().mockResolvedValue({ id, status: "SHIPPED" }),
    }
    await request(testApp({ order })).post(`/orders/${id}/cancel`).set("authorization", bearer()).expect(409)
  })
})
