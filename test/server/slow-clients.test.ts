import { once } from "node:events"
import { connect } from "node:net"
import nock from "nock"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Job } from "../../src/model/job.ts"
import { anOpenedPullRequest, deliver, runServer, sign } from "./running-server.ts"

// nock holds back what a socket sends until it is a whole request, and these tests are about requests that never are.
beforeAll(() => nock.restore())
afterAll(() => nock.activate())

function openBody(port: number, length: number, start: string) {
  const client = connect(port, "127.0.0.1")
  client.on("error", () => {})
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
  await using server = await runServer({ clientLimits: { headersMs: 50, requestMs: 50, checkEveryMs: 10 } })
  const slow = connect(server.port, "127.0.0.1")
  slow.write("POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\nx-a")
  const [answer] = (await once(slow, "data")) as [Buffer]
  expect(answer.toString()).toContain("408 Request Timeout")
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
