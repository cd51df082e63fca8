import { expect, test } from "vitest"
import { UserError } from "../../src/errors.ts"
import { createListener } from "../../src/server/listener.ts"
import { deliver, runServer, send } from "./running-server.ts"

test("lives and is ready when everything answers", async () => {
  await using server = await runServer({ readiness: { database: async () => {}, worker: async () => {} } })
  expect(await send(`${server.url}/healthz`)).toMatchObject({ status: 200, text: '{"status":"alive"}\n' })
  const ready = await send(`${server.url}/readyz`)
  expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true, checks: { database: "ok", worker: "ok", accepting: "ok" } }])
})

test("lives but is not ready without its database, and tells the reason to the log alone", async () => {
  await using server = await runServer({
    readiness: { database: () => Promise.reject(new Error("no route to 10.0.0.5")), worker: async () => {} },
  })
  expect((await send(`${server.url}/healthz`)).status).toBe(200)
  const ready = await send(`${server.url}/readyz`)
  expect([ready.status, JSON.parse(ready.text)]).toEqual([
    503,
    { ready: false, checks: { database: "failed", worker: "ok", accepting: "ok" } },
  ])
  expect(server.lines.join("")).toContain("no route to 10.0.0.5")
})

test.each([
  { path: "/", status: 200 },
  { path: "/nothing", status: 404 },
  { path: "/%ff/../../etc/passwd", status: 404 },
  { path: "//evil.example.com/readyz", status: 404 },
])("answers $status at $path", async ({ path, status }) => {
  await using server = await runServer()
  expect((await send(server.url, { method: "GET" })).status).toBe(200)
  expect((await send(`${server.url}${path}`)).status).toBe(status)
})

test("takes nothing but reading outside of the webhook", async () => {
  await using server = await runServer()
  expect((await send(`${server.url}/`, { method: "POST" })).status).toBe(405)
})

test("says on its page that it is configured, with no way to run a script", async () => {
  await using server = await runServer()
  const page = await send(server.url)
  expect(page.text).toContain("It is configured and listens to <code>https://github.example.com</code>")
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'")
})

test("answers the delivery that is under way before it closes, and takes no other", async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { promise: kept, resolve: keep } = Promise.withResolvers<void>()
  await using server = await runServer({ enqueue: async () => (start(), await kept, "accepted") })
  const underWay = deliver(server.url)
  await started
  const closed = server.listener.close({ graceMs: 30_000 })
  await expect(send(`${server.url}/readyz`)).rejects.toThrow("ECONNREFUSED")
  keep()
  expect((await underWay).status).toBe(200)
  expect(await closed).toEqual({ drained: true })
})

test("does not keep a connection alive once its last answer is given", async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const { promise: kept, resolve: keep } = Promise.withResolvers<void>()
  await using server = await runServer({ enqueue: async () => (start(), await kept, "accepted") })
  const underWay = deliver(server.url, { headers: { connection: "keep-alive" } })
  await started
  const closed = server.listener.close({ graceMs: 30_000 })
  keep()
  expect((await underWay).headers.connection).toBe("close")
  expect(await closed).toEqual({ drained: true })
})

test("cuts off what is not done in time and says so", async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  await using server = await runServer({ enqueue: () => (start(), new Promise(() => {})) })
  const underWay = deliver(server.url).catch((error: Error) => error.message)
  await started
  expect(await server.listener.close({ graceMs: 10 })).toEqual({ drained: false })
  expect(await underWay).toMatch(/hang up|ECONNRESET/)
})

test("says what to do when it cannot have its address", async () => {
  await using first = await runServer()
  const taken = createListener({ host: "127.0.0.1", port: first.port, respond: async () => {}, onError: () => {} })
  await expect(taken.listen()).rejects.toThrow(
    new UserError(`Port ${first.port} of 127.0.0.1 is in use: end the program that listens there, or set PORT to a free one.`),
  )
  const foreign = createListener({ host: "192.0.2.1", port: 0, respond: async () => {}, onError: () => {} })
  await expect(foreign.listen()).rejects.toThrow(/^192\.0\.2\.1 is no address of this machine: set HOST/)
})
