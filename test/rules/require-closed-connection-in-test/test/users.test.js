import mongoose from "mongoose"

beforeAll(async () => {
  // ok: require-closed-connection-in-test
  await mongoose.connect("mongodb://localhost/test")
})
afterAll(() => mongoose.disconnect())

it("finds", async () => {
  expect(await find()).toEqual([])
})
