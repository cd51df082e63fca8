it("retries", async () => {
  start()
  // ruleid: no-sleep-in-test
  await sleep(1_500)
  assert.equal(tries, 2)
})
