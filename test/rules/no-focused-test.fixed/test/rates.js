const { rateOf } = require("../src/rates")

// ruleid: no-focused-test
it("takes the rate of the day", () => {
  expect(rateOf("2026-02-03")).toBe(1.08)
})
