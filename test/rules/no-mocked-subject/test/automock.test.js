const throttle = require("../src/throttle")
const { quote } = require("../src/refunds")
const rates = require("../src/rates")

// ruleid: no-mocked-subject
jest.mock("../src/throttle")
// ok: no-mocked-subject
jest.mock("../src/rates")

it("allows", async () => {
  throttle.hit.mockResolvedValue({ allowed: true })
  expect((await throttle.hit({}, "ip", 3)).allowed).toBe(true)
})

it("quotes", async () => {
  rates.rate.mockResolvedValue(1.2)
  expect(await quote("EUR", "USD", 100)).toBe(120)
  expect(rates.rate).toHaveBeenCalledWith("EUR", "USD")
})
