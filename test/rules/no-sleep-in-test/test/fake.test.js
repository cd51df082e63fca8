it("retries", async () => {
  vi.useFakeTimers()
  // ok: no-sleep-in-test
  await sleep(1500)
  assert.equal(tries, 2)
})
