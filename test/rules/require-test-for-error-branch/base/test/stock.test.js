import { Stock } from "../src/stock.js"
it("refuses what it does not have", () => {
  expect(() => new Stock().take("nail", 1)).toThrow("unknown article nail")
})
