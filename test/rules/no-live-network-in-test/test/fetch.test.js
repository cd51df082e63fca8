it("answers", async () => {
  // ruleid: no-live-network-in-test
  const answer = await fetch("https://httpbin.org/json")
  assert.equal(answer.status, 200)
})
