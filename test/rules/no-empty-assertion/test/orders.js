import assert from "node:assert/strict"
import request from "supertest"
import { createApp } from "../src/app.js"
import { cancel, place, quote } from "../src/orders.js"
import { insertOrder, receiptOf } from "./support/expectations.js"

describe("place", () => {
  // ruleid: no-empty-assertion
  it("charges the customer once", async () => {
    const order = await place({ customer: 7, lines: [{ sku: "a", count: 1 }] })
    console.log(order)
  })

  // ruleid: no-empty-assertion
  it("applies the discount", () => {})

  // ruleid: no-empty-assertion
  it("keeps the order of the lines", async () => {
    const order = await insertOrder(createApp().orders)
    await cancel(order.id)
  })

  // ok: no-empty-assertion
  it("requires its decorators", async () => {
    const app = createApp()
    app.register(quote)
    await app.ready()
  })

  it("answers the total", () => {
    // ruleid: no-empty-assertion
    expect(quote({ lines: [] }) === 0)
    // ruleid: no-empty-assertion
    expect(quote({ lines: [] })).toBeTruthy
    // ruleid: no-empty-assertion
    expect(true).toBe(true)
    const total = quote({ lines: [] })
    // ruleid: no-empty-assertion
    expect(total).to.equal(total)
    // ruleid: no-empty-assertion
    assert(true)
    // ruleid: no-empty-assertion
    assert.equal(total, total)
    // ok: no-empty-assertion
    expect(quote({ lines: [] })).toEqual(quote({ lines: [] }))
    // ok: no-empty-assertion
    expect(total).to.be.empty
    // ok: no-empty-assertion
    assert.ok(total, "true")
  })

  // ok: no-empty-assertion
  it("does not throw without lines", () => {
    place({ customer: 7, lines: [] })
  })

  // ok: no-empty-assertion
  it("answers 201", async () => {
    await request(createApp()).post("/orders").send({}).expect(201)
  })

  // ok: no-empty-assertion
  it("gives a receipt", async () => {
    receiptOf(await place({ customer: 7, lines: [] }))
  })

  // ok: no-empty-assertion
  it("tells the warehouse", (done) => {
    createApp().on("placed", () => done())
    place({ customer: 7, lines: [] })
  })

  // ok: no-empty-assertion
  it("refuses a stranger", async () => {
    try {
      await place({ customer: 0 })
    } catch {
      return
    }
    throw new Error("was placed")
  })

  // ok: no-empty-assertion
  it("has no lines", async () => {
    const { lines } = await place({ customer: 7, lines: [] })
    assert.deepStrictEqual(lines, [])
  })

  // ok: no-empty-assertion
  it.todo("splits a delivery")

  // ok: no-empty-assertion
  it("shows the page", async () => {
    const order = await place({ customer: 7, lines: [] })
    // ok: no-empty-assertion
    expect(order.page).toMatchSnapshot()
  })

  // ok: no-empty-assertion
  it("is a promise", () => {
    // ok: no-empty-assertion
    expect(place({})).to.be.ok
    // ok: no-empty-assertion
    expect(quote({ lines: [] })).toBe(true)
  })
})
