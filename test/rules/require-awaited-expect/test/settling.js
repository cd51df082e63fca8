const { charge, settle } = require("../src/payments")

describe("settling", () => {
  it("settles later", () => {
    settle()
    // ruleid: require-awaited-expect
    setTimeout(() => {
      expect(charge.calls).toBe(1)
    }, 50)
  })

  it("settles later and says so", (done) => {
    // ok: require-awaited-expect
    setTimeout(() => {
      expect(charge.calls).toBe(1)
      done()
    }, 50)
  })

  it("settles later in a promise", () => {
    // ok: require-awaited-expect
    return new Promise((resolve) => setTimeout(() => resolve(expect(charge.calls).toBe(1)), 50))
  })
})
