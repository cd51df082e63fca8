import { expect, test, vi } from "vitest"
import { createApp } from "../../src/app.ts"
import type { Job } from "../../src/model/job.ts"
import { anOpenedPullRequest, deliver, recordingLogger, runServer, send, sign } from "./running-server.ts"

const megabyte = 1024 * 1024

test("keeps the job before it answers", async () => {
  const kept: [Job, string][] = []
  const { promise: stored, resolve: store } = Promise.withResolvers<void>()
  await using server = await runServer({ enqueue: async (job, id) => (await stored, kept.push([job, id]), "accepted") })
  const answer = deliver(server.url)
  store()
  expect((await answer).status).toBe(200)
  expect(kept).toEqual([
    [
      {
        kind: "review-pull-request",
        installationId: 5,
        repositoryId: 42,
        owner: "octo",
        name: "shop",
        number: 7,
        again: false,
        asked: false,
      },
      "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    ],
  ])
})

test("takes a chunked body of text that is not plain ASCII", async () => {
  const kept: Job[] = []
  await using server = await runServer({ enqueue: async (job) => (kept.push(job), "accepted") })
  const body = JSON.stringify({ ...anOpenedPullRequest, title: "größer 🚀" })
  expect((await deliver(server.url, { body, headers: { "content-length": "" } })).status).toBe(200)
  expect(kept).toHaveLength(1)
})

test("answers a duplicate delivery like the first", async () => {
  await using server = await runServer({ enqueue: async () => "duplicate" })
  expect((await deliver(server.url)).status).toBe(200)
})

test("answers 500 when keeping the job takes longer than GitHub waits", async () => {
  const { logger } = recordingLogger()
  const app = createApp({ enqueue: () => new Promise(() => {}), log: logger, enqueueLimitMs: 10 })
  await using server = await runServer({ app })
  expect((await deliver(server.url)).status).toBe(500)
})

test("is not moved by the environment variables probot knows", async () => {
  vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1")
  vi.stubEnv("WEBHOOK_SECRET", "another-secret-another-secret")
  await using server = await runServer()
  vi.unstubAllEnvs()
  expect((await deliver(server.url)).status).toBe(200)
})

test("answers 500 when the job cannot be kept, so that it can be delivered again", async () => {
  await using server = await runServer({ enqueue: () => Promise.reject(new Error("database gone")) })
  expect((await deliver(server.url)).status).toBe(500)
})

test.each([
  { name: "an event we have no route for", event: "star", payload: { action: "created" } },
  { name: "an event nobody knows", event: "made_up", payload: {} },
  { name: "an event that is a property of every object", event: "constructor", payload: {} },
  { name: "a payload without an installation", event: "pull_request", payload: { ...anOpenedPullRequest, installation: undefined } },
  { name: "a payload of another shape", event: "pull_request", payload: { action: "opened", pull_request: [] } },
])("answers 200 to $name and keeps nothing", async ({ event, payload }) => {
  await using server = await runServer({ enqueue: () => Promise.reject(new Error("must not be called")) })
  expect((await deliver(server.url, { event, payload })).status).toBe(200)
})

const body = JSON.stringify(anOpenedPullRequest)

test.each([
  { name: "a wrong signature", headers: { "x-hub-signature-256": sign(body, "another secret") }, status: 400 },
  { name: "the signature of probot's built-in secret", headers: { "x-hub-signature-256": sign(body, "development") }, status: 400 },
  { name: "no signature", headers: { "x-hub-signature-256": "" }, status: 400 },
  {
    name: "only the old SHA-1 signature",
    headers: { "x-hub-signature-256": "", "x-hub-signature": "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6" },
    status: 400,
  },
  { name: "a malformed signature", headers: { "x-hub-signature-256": "sha256=abc" }, status: 400 },
  { name: "no event name", headers: { "x-github-event": "" }, status: 400 },
  { name: "no delivery id", headers: { "x-github-delivery": "" }, status: 400 },
  { name: "a delivery id that is none", headers: { "x-github-delivery": "a/2" }, status: 400 },
  { name: "an event name that reaches for a prototype", headers: { "x-github-event": "__proto__" }, status: 400 },
  { name: "a form", headers: { "content-type": "application/x-www-form-urlencoded" }, status: 415 },
])("answers $status to $name and keeps nothing", async ({ headers, status }) => {
  const kept: Job[] = []
  await using server = await runServer({ enqueue: async (job) => (kept.push(job), "accepted") })
  expect((await deliver(server.url, { headers })).status).toBe(status)
  expect(kept).toEqual([])
})

test.each(['{"action":', '"text"', "null", "[]", "42", "", "\u0000"])("answers 400 to the signed body %j", async (garbage) => {
  await using server = await runServer()
  expect((await deliver(server.url, { body: garbage })).status).toBe(400)
})

test("never writes what a stranger sent into the log", async () => {
  await using server = await runServer()
  await deliver(server.url, {
    payload: { ...anOpenedPullRequest, title: "PLANTED" },
    headers: { "x-hub-signature-256": sign("something else") },
  })
  expect(server.lines.join("")).toContain("signature does not match")
  expect(server.lines.join("")).not.toContain("PLANTED")
})

test("never writes a payload into the log when a handler fails", async () => {
  await using server = await runServer({ enqueue: () => Promise.reject(new Error("database gone")) })
  await deliver(server.url, { payload: { ...anOpenedPullRequest, title: "PLANTED" } })
  expect(server.lines.join("")).toContain("database gone")
  expect(server.lines.join("")).not.toContain("PLANTED")
})

test.each(["GET", "PUT", "DELETE"])("takes no %s where events are posted", async (method) => {
  await using server = await runServer()
  expect(await send(`${server.url}/api/github/webhooks`, { method })).toMatchObject({ status: 405, headers: { allow: "POST" } })
})

test("takes a delivery whose address has a query or a trailing slash", async () => {
  await using server = await runServer()
  const headers = {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": "d",
    "x-hub-signature-256": sign(body),
  }
  expect((await send(`${server.url}/api/github/webhooks/?x=1`, { method: "POST", headers, body: [body] })).status).toBe(200)
})

const bigHeaders = {
  "content-type": "application/json",
  "x-github-event": "push",
  "x-github-delivery": "d",
  "x-hub-signature-256": sign(""),
}

test.each([
  { name: "announced", headers: { ...bigHeaders, "content-length": String(26 * megabyte) } },
  { name: "chunked", headers: bigHeaders },
])("answers 413 to an $name body of 26 MB", async ({ headers }) => {
  await using server = await runServer()
  const pieces = Array.from({ length: 26 }, () => Buffer.alloc(megabyte, " "))
  expect((await send(`${server.url}/api/github/webhooks`, { method: "POST", headers, body: pieces })).status).toBe(413)
  expect((await deliver(server.url)).status, "and goes on serving").toBe(200)
})

test("takes a body just below GitHub's limit", async () => {
  await using server = await runServer()
  const payload = { ...anOpenedPullRequest, padding: "x".repeat(24 * megabyte) }
  expect((await deliver(server.url, { payload })).status).toBe(200)
})
