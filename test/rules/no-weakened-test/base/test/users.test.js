it("greets", () => {
  assert.equal(greet("Ann"), "Hello Ann")
})
it("names", () => {
  assert.equal(name(1), "Ann")
})
it("greets nobody", () => {
  expect(greet("")).toEqual("Hello")
})
