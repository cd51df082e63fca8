import mongoose from "mongoose"

beforeAll(async () => {
  // ruleid: require-closed-connection-in-test
  await mongoose.connect("mongodb://localhost/test")
})

it("finds", async () => {
  expect(await find()).toEqual([])
})
