import { once } from "node:events"
import { connect } from "node:net"
import type { Socket } from "node:net"
import { setTimeout } from "node:timers/promises"
import nock from "nock"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Job } from "../../src/model/job.ts"
import { anOpenedPullRequest, deliver, runServer, sign } from "./running-server.ts"

// nock holds back what a socket sends until it is a whole request, and these tests are about requests that never are.
beforeAll(() => nock.restore())
afterAll(() => nock.activate())

function openConnection(port: number) {
  const client = connect(port, "127.0.0.1")
  client.on("error", () => {})
  return client
}

async function readAnswer(client: Socket): Promise<string> {
  const [answer] = (await once(client, "data")) as [Buffer]
  return answer.toString()
}

function openBody(port: number, length: number, start: string) {
  const client = openConnection(port)
  client.write(
    `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-github-event: push\r\nx-github-delivery: d\r\nx-hub-signature-256: ${sign("")}\r\ncontent-length: ${length}\r\n\r\n${start}`,
  )
  return client
}

test("holds only so many bytes of all bodies at once, and lets go of them", async () => {
  await using server = await runServer({ bodyLimits: { bodyBytes: 1000, heldBytes: 1500 } })
  const waiting = openBody(server.port, 1000, " ".repeat(900))
  const padded = { ...anOpenedPullRequest, padding: "x".repeat(700) }
  await expect.poll(async () => (await deliver(server.url, { payload: padded })).status).toBe(503)
  waiting.destroy()
  await expect.poll(async () => (await deliver(server.url, { payload: padded })).status).toBe(200)
})

test("cuts off a client that sends its headers a byte at a time", async () => {
  await using server = await runServer({ clientLimits: { headersMs: 50, requestMs: 30_000, checkEveryMs: 10 } })
  const slow = connect(server.port, "127.0.0.1")
  slow.write("POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\nx-a")
  expect(await readAnswer(slow)).toContain("408 Request Timeout")
})

test("goes on when a client hangs up in the middle of a body", async () => {
  const kept: Job[] = []
  await using server = await runServer({ enqueue: async (job) => (kept.push(job), "accepted") })
  const client = openBody(server.port, 1000, "{")
  client.resume().end()
  await once(client, "close")
  expect((await deliver(server.url)).status).toBe(200)
  expect(kept).toHaveLength(1)
})

test("cuts off a client that sends its body a byte at a time", async () => {
  await using server = await runServer({ clientLimits: { headersMs: 50, requestMs: 50, checkEveryMs: 10 } })
  const slow = openBody(server.port, 1000, "{")
  expect(await readAnswer(slow)).toContain("408 Request Timeout")
})

test("refuses a body that is announced too large before it comes", async () => {
  await using server = await runServer()
  const client = openBody(server.port, 26 * 1024 * 1024, "")
  expect(await readAnswer(client)).toContain("413 Payload Too Large")
  client.destroy()
})

test("waits for the handler of a client that hung up, because it is still keeping a job", async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { promise: kept, resolve: keep } = Promise.withResolvers<void>()
  const order: string[] = []
  await using server = await runServer({ enqueue: async () => (start(), await kept, order.push("kept"), "accepted") })
  const body = JSON.stringify(anOpenedPullRequest)
  const client = openConnection(server.port)
  client.write(
    `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-github-event: pull_request\r\nx-github-delivery: d\r\nx-hub-signature-256: ${sign(body)}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await started
  client.destroy()
  const closed = server.listener.close({ graceMs: 30_000 }).then(() => order.push("closed"))
  // Time enough for a server that does not wait to close.
  await setTimeout(50)
  keep()
  await closed
  expect(order).toEqual(["kept", "closed"])
})

test.each([
  { name: "an event", request: "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n", says: /503.*shutting down/s },
  { name: "a question for readiness", request: "GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n", says: /503.*"accepting":"failed"/s },
])("answers 503 to $name that comes over an open connection while it drains", async ({ request, says }) => {
  await using server = await runServer()
  const client = openConnection(server.port)
  await once(client, "connect")
  // The other connection came later, so this one is known to the server by now.
  await deliver(server.url)
  const closed = server.listener.close({ graceMs: 30_000 })
  client.write(request)
  expect(await readAnswer(client)).toMatch(says)
  expect(await closed).toEqual({ drained: true })
})
