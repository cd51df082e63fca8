import * as clock from "../src/clock.js"

it("reads the clock", () => {
  // ruleid: require-restored-mock
  vi.spyOn(clock, "now").mockReturnValue(0)
  assert.equal(age(), 0)
})

it("counts", () => {
  assert.equal(count(), 0)
})
