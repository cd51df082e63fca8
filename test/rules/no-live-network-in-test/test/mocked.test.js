import nock from "nock"
it("answers", async () => {
  nock("https://httpbin.org").get("/json").reply(200, {})
  // ok: no-live-network-in-test
  const answer = await fetch("https://httpbin.org/json")
  assert.equal(answer.status, 200)
})
