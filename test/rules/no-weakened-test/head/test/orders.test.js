it("adds up", () => {
  // ruleid: no-weakened-test
  expect(total([1, 2])).toBeDefined()
})

it("keeps order", () => {
  // ok: no-weakened-test
  expect(list()).toEqual([2, 1])
})
