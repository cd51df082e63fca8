it("adds up", () => {
  expect(total([1, 2])).toEqual({ sum: 3 })
})

it("keeps order", () => {
  expect(list()).toEqual([1, 2])
})
