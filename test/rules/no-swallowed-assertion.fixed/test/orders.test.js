import { expect } from "chai"
import { place, find } from "../src/orders.js"

describe("orders", () => {
  it("places", async () => {
    try {
      const order = await place({})
      expect(order.total).to.equal(12)
      // ruleid: no-swallowed-assertion
    } catch (error) {
      console.log(error)
    }
  })

  it("refuses", async () => {
    // ruleid: no-swallowed-assertion
    try {
      await place({ customer: 0 })
    } catch (error) {
      expect(error.message).to.equal("no customer")
    }
  })

  it("refuses and says so", async () => {
    // ok: no-swallowed-assertion
    try {
      await place({ customer: 0 })
      throw new Error("was placed")
    } catch (error) {
      expect(error.message).to.equal("no customer")
    }
  })

  it("finds", () => {
    // ruleid: no-swallowed-assertion
    return find(1).then((order) => {
      expect(order.id).to.equal(1)
    })
  })

  it("finds again", () => {
    // ok: no-swallowed-assertion
    return find(1).then((order) => expect(order.id).to.equal(1))
  })

  it("finds in an async test", async () => {
    // ruleid: no-swallowed-assertion
    await find(1).then((order) => expect(order.id).to.equal(1))
    // ok: no-swallowed-assertion
    await find(2).then((order) => expect(order.id).to.equal(2))
  })

  it("calls back", (done) => {
    find(1, (error, order) => {
      expect(error).to.equal(null)
      // ok: no-swallowed-assertion
      done()
    })
  })

  it("calls back too early", (done) => {
    const order = find(1)
    // ruleid: no-swallowed-assertion
    done()
    expect(order.id).to.equal(1)
  })

  it("counts what it asserts", (t) => {
    t.plan(1)
    // ok: no-swallowed-assertion
    find(1).then((order) => t.assert.equal(order.id, 1))
  })

  it("ends by itself", (t, end) => {
    // ok: no-swallowed-assertion
    find(1).then((order) => {
      t.assert.equal(order.id, 1)
      end()
    })
  })

  it("hands the error on", (done) => {
    // ok: no-swallowed-assertion
    find(1).then((order) => {
      expect(order.id).to.equal(1)
      done()
    }, done)
  })

  it("queues commands of Cypress", () => {
    // ok: no-swallowed-assertion
    cy.get("a").then((link) => {
      expect(link.attr("target")).to.equal("_blank")
    })
  })

  it("looks for one among many", async () => {
    let isFound = false
    for (const order of await find()) {
      try {
        expect(order.total).to.equal(12)
        isFound = true
        // ok: no-swallowed-assertion
      } catch {
        // not this one
      }
    }
    expect(isFound).to.equal(true)
  })

  it("refuses by rejecting", () => {
    return (
      place({ customer: 0 })
        // ruleid: no-swallowed-assertion
        .catch((error) => {
          expect(error.message).to.equal("no customer")
          expect(error.code).to.equal(7)
        })
    )
  })

  // ruleid: no-swallowed-assertion
  it("refuses in one line", () => place({ customer: 0 }).catch((error) => expect(error.code).to.equal(7)))

  it("refuses in a second function", async () => {
    const orders = { place }
    // ruleid: no-swallowed-assertion
    await orders.place({ customer: 0 }).then(undefined, (error) => expect(error.code).to.equal(7))
  })

  it("refuses and fails otherwise", () => {
    // ok: no-swallowed-assertion
    return place({ customer: 0 }).then(
      () => {
        throw new Error("was placed")
      },
      (error) => expect(error.code).to.equal(7),
    )
  })

  it("refuses and asserts what was not called", async () => {
    const saved = []
    // ok: no-swallowed-assertion
    await place({ customer: 0 }, saved).catch((error) => expect(error.code).to.equal(7))
    expect(saved).to.have.length(0)
  })

  it("keeps the error", async () => {
    // ok: no-swallowed-assertion
    const error = await place({ customer: 0 }).catch((each) => each)
    expect(error.code).to.equal(7)
  })

  it("asserts both ways", () => {
    // ok: no-swallowed-assertion
    return place({ customer: 0 })
      .then((order) => expect(order).to.equal(undefined))
      .catch((error) => expect(error.code).to.equal(7))
  })

  it("tells by a callback", (done) => {
    // ok: no-swallowed-assertion
    place({ customer: 0 }).catch((error) => {
      expect(error.code).to.equal(7)
      done()
    })
  })

  it("says how many", async () => {
    expect.assertions(1)
    // ok: no-swallowed-assertion
    await place({ customer: 0 }).catch((error) => expect(error.code).to.equal(7))
  })
})
