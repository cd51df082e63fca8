import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { noEndlessRetry } from "../../src/analysis/rules/no-endless-retry.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const consuming = `export async function consume(channel, message) {
  try {
    await render(message.content)
    channel.ack(message)
  } catch (error) {
    channel.nack(message, false, true)
  }
}
`

test.each([
  { asserting: 'channel.assertQueue("jobs", { durable: true })', count: 1 },
  { asserting: 'channel.assertQueue("jobs", { arguments: { "x-queue-type": "quorum" } })', count: 0 },
  { asserting: 'channel.assertQueue("jobs", { arguments: { "x-delivery-limit": LIMIT } })', count: 0 },
  { asserting: 'channel.assertQueue("jobs", { arguments: { "x-queue-type": QueueTypes.QUORUM } })', count: 0 },
  { asserting: 'channel.assertQueue("jobs") // no quorum queue, and no x-delivery-limit', count: 1 },
  { asserting: 'if (votes < quorum) log.warn("no quorum yet")', count: 1 },
])("a message comes again for ever unless the code gives its queue a limit: $asserting", async ({ asserting, count }) => {
  const base = aTree({})
  const head = aTree({
    "package.json": '{ "dependencies": { "amqplib": "0.10.0" } }',
    "src/consume.ts": consuming,
    "src/queue.ts": asserting,
  })
  const diff = aDiff(base, head)
  const { findings } = await analyzeWith([noEndlessRetry], { diff, base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings).toHaveLength(count)
})
