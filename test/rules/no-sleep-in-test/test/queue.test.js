import { setTimeout as delay } from "node:timers/promises"

it("runs the job", async () => {
  enqueue("mail")
  // ok: no-sleep-in-test
  await delay(20)
  // ruleid: no-sleep-in-test
  await new Promise((resolve) => setTimeout(resolve, 2000))
  assert.equal(sent.length, 1)
})
