const request = require("supertest")
const { expect: chaiExpect } = require("chai")
const { createApp } = require("../src/app")
const { charge, refund, settle } = require("../src/payments")

const api = request(createApp())

describe("charge", () => {
  it("refuses an expired card", () => {
    // ruleid: require-awaited-expect
    expect(charge({ card: "expired" })).rejects.toThrow("expired")
  })

  it("answers the receipt", async () => {
    // ruleid: require-awaited-expect
    expect(charge({ card: "4242" })).resolves.toMatchObject({ paid: true })
  })

  it("keeps the order of refunds", async () => {
    // ruleid: require-awaited-expect
    expect(refund(7)).to.eventually.equal("refunded")
  })

  it("refuses a second refund", () => {
    // ruleid: require-awaited-expect
    expect(refund(7)).to.be.rejectedWith("already refunded")
  })

  it("needs a token", () => {
    // ruleid: require-awaited-expect
    request(createApp()).post("/payments").send({ amount: 5 }).expect(401)
  })

  it("needs an amount", async () => {
    // ruleid: require-awaited-expect
    api.post("/payments").expect(400)
  })

  it("is awaited", async () => {
    // ok: require-awaited-expect
    await expect(charge({ card: "expired" })).rejects.toThrow("expired")
    // ok: require-awaited-expect
    await Promise.all([expect(charge({})).rejects.toThrow(), expect(refund(0)).rejects.toThrow()])
  })

  // ok: require-awaited-expect
  it("is given back by an arrow", () => expect(charge({})).rejects.toThrow("card"))

  it("is returned", () => {
    // ok: require-awaited-expect
    return expect(settle()).resolves.toBeUndefined()
  })

  it("calls back", (done) => {
    // ok: require-awaited-expect
    request(createApp()).get("/payments/7").expect(200, done)
  })

  it("ends", (done) => {
    // ok: require-awaited-expect
    request(createApp()).get("/payments/7").expect(200).end(done)
  })

  it("settles later", (done) => {
    // ok: require-awaited-expect
    expect(settle()).to.eventually.equal(1).notify(done)
  })

  it("rejects with node's assert", async () => {
    // ruleid: require-awaited-expect
    assert.rejects(charge({}))
    // ruleid: require-awaited-expect
    charge({}).should.eventually.equal(1)
    // ok: require-awaited-expect
    await assert.rejects(charge({}))
  })

  it("compares at once", () => {
    // ok: require-awaited-expect
    expect(charge.name).toBe("charge")
    // ok: require-awaited-expect
    chaiExpect(charge).to.be.a("function")
  })

  it("asserts later", () => {
    // ruleid: require-awaited-expect
    charge({ amount: 5 }).then((payment) => {
      expect(payment.state).toBe("settled")
    })
  })

  it("asserts when it fails", async () => {
    // ruleid: require-awaited-expect
    charge({}).catch((error) => expect(error.message).toMatch("card"))
    await refund(7)
  })

  it("keeps it and forgets it", () => {
    // ruleid: require-awaited-expect
    const charging = charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
  })

  it("gives it back", () => {
    // ok: require-awaited-expect
    return charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
  })

  it("waits for both", async () => {
    // ok: require-awaited-expect
    const charging = charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
    // ok: require-awaited-expect
    await Promise.all([charging, refund(7).then((payment) => expect(payment.state).toBe("refunded"))])
  })

  it("says when it is over", (done) => {
    // ok: require-awaited-expect
    charge({ amount: 5 }).then((payment) => {
      expect(payment.state).toBe("settled")
      done()
    }, done)
  })

  it("resolves by hand", () => {
    return new Promise((resolve) => {
      // ok: require-awaited-expect
      charge({ amount: 5 }).then((payment) => {
        expect(payment.state).toBe("settled")
        resolve()
      })
    })
  })

  it("asserts nothing in it", async () => {
    // ok: require-awaited-expect
    charge({ amount: 5 }).then((payment) => payments.push(payment))
    await settled()
    expect(payments).toHaveLength(1)
  })

  it("waits for it", async () => {
    // ok: require-awaited-expect
    await charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
    // ok: require-awaited-expect
    const state = await charge({}).catch((error) => expect(error.message).toMatch("card"))
  })

  it("moves time by hand", () => {
    // ok: require-awaited-expect
    charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
    $rootScope.$digest()
  })

  it("says how many assertions there will be", (t) => {
    t.plan(1)
    // ok: require-awaited-expect
    charge({ amount: 5 }).then((payment) => t.assert.ok(payment))
  })

  it("says how many expectations there will be", () => {
    expect.assertions(1)
    // ok: require-awaited-expect
    charge({ amount: 5 }).then((payment) => expect(payment.state).toBe("settled"))
  })
})

describe("many", () => {
  const cases = [{ amount: 0 }, { amount: -1 }]

  it("refuses each", () => {
    // ruleid: require-awaited-expect
    cases.forEach(async (each) => {
      const response = await api.post("/payments").send(each)
      expect(response.status).toBe(400)
    })
  })

  it("refuses each again", async () => {
    // ruleid: require-awaited-expect
    await cases.forEach(async (each) => expect((await api.post("/payments").send(each)).status).toBe(400))
  })

  it("waits for each", async () => {
    // ok: require-awaited-expect
    await Promise.all(
      cases.map(async (each) => {
        expect((await api.post("/payments").send(each)).status).toBe(400)
      }),
    )
  })

  it("has nothing to wait for", () => {
    // ok: require-awaited-expect
    cases.forEach((each) => {
      expect(charge.check(each)).toBe(false)
    })
  })

  it("prepares each and asserts behind", async () => {
    // ok: require-awaited-expect
    cases.forEach(async (each) => {
      await settle(each)
    })
    expect(await refund(7)).toBe(1)
  })

  // Each of them is a test of its own.
  cases.forEach((each) => {
    // ok: require-awaited-expect
    it(`refuses ${each.amount}`, async () => {
      expect((await api.post("/payments").send(each)).status).toBe(400)
    })
  })
})
