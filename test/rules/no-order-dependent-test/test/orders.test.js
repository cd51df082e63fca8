import { expect } from "chai"

describe("orders", () => {
  let id
  let token
  let app

  beforeEach(() => {
    app = createApp()
  })

  it("creates one", async () => {
    const order = await place(app)
    // ruleid: no-order-dependent-test
    id = order.id
    expect(order.total).to.equal(1)
  })

  it("reads it", async () => {
    expect(await find(app, id)).to.exist
  })

  it("signs in", async () => {
    // ok: no-order-dependent-test
    token = await signIn(app)
    expect(token).to.be.a("string")
  })

  it("starts", () => {
    // ok: no-order-dependent-test
    app = createApp({ slow: true })
    expect(app.slow).to.equal(true)
  })

  it("stops", () => {
    expect(app.stop()).to.equal(true)
  })
})
