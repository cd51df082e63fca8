import { rateOf } from "../src/rates.js"
it("gives a rate", () => {
  expect(rateOf("EUR")).toBe(1)
})
