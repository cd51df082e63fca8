import { expect, test } from "vitest"
import type { Job } from "../../src/model/job.ts"
import { routes } from "../../src/app.ts"
import { accept, createHandler, ignore } from "../../src/webhook/event.ts"
import type { Decision } from "../../src/webhook/event.ts"
import { limitEnqueue } from "../../src/webhook/limit-enqueue.ts"
import { createRequire } from "node:module"
import { Job as JobSchema } from "../../src/model/job.ts"

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const forget: Job = { kind: "forget", installationId: 5, repositoryIds: null }

async function handle(decision: Decision, enqueue: (job: Job, id: string) => Promise<"accepted" | "duplicate">) {
  const lines: string[] = []
  const log = {
    ...silent,
    debug: (_: object, text: string) => lines.push(text),
    warn: (_: object, text: string) => lines.push(text),
    info: (_: object, text: string) => lines.push(text),
  }
  await createHandler(() => decision)({ id: "d", name: "x", payload: {} }, { enqueue, log })
  return lines
}

test("keeps each job of one event under a delivery id of its own, so that none counts as a duplicate of the other", async () => {
  const kept: string[] = []
  await handle(accept(forget, forget), async (_, id) => (kept.push(id), "accepted"))
  expect(kept).toEqual(["d", "d/2"])
})

test("is content with a duplicate", async () => {
  expect(await handle(accept(forget), async () => "duplicate")).toEqual(["event kept as a job"])
})

test("passes the failure to keep a job on", async () => {
  await expect(handle(accept(forget), () => Promise.reject(new Error("database gone")))).rejects.toThrow("database gone")
})

test("logs and keeps nothing when an event is ignored or unreadable", async () => {
  const never = () => Promise.reject(new Error("must not be called"))
  expect(await handle(ignore("why"), never)).toEqual(["event ignored"])
  expect(await handle({ kind: "unreadable", reason: "why" }, never)).toEqual(["event has an unknown shape and is ignored"])
})

test("fails before probot would answer 202 for a job that is not kept", async () => {
  await expect(limitEnqueue(() => new Promise(() => {}), 5)(forget, "d")).rejects.toThrow("not kept within 5 ms")
  await expect(limitEnqueue(async () => "accepted", 1_000)(forget, "d")).resolves.toBe("accepted")
})

interface Definition {
  readonly name: string
  readonly examples: readonly { readonly action?: string }[]
}
const require = createRequire(import.meta.url)
const published: readonly Definition[] = require("@octokit/webhooks-examples/api.github.com/index.json")

test("survives every example GitHub publishes in every handler, and keeps only valid jobs", async () => {
  const kept: string[] = []
  const enqueue = async (job: Job) => (kept.push(JobSchema.parse(job).kind), "accepted" as const)
  for (const { name, examples } of published) {
    for (const payload of examples) {
      for (const { handler } of routes) await handler({ id: "d", name, payload }, { enqueue, log: silent })
    }
  }
  expect(kept.length).toBeGreaterThan(0)
})

test("understands the examples of the routed events", async () => {
  const kept = new Set<string>()
  const enqueue = async (job: Job) => (kept.add(job.kind), "accepted" as const)
  const unreadable: string[] = []
  const log = { ...silent, warn: (fields: object) => unreadable.push(JSON.stringify(fields)) }
  for (const { events, handler } of routes) {
    for (const { name, examples } of published) {
      for (const payload of examples) {
        // Examples without an installation were recorded from a repository's own webhook.
        if (events.some((event) => event === `${name}.${payload.action}`) && "installation" in payload)
          await handler({ id: "d", name, payload }, { enqueue, log })
      }
    }
  }
  expect(unreadable).toEqual([])
  expect([...kept].sort()).toEqual(["check-merge-group", "forget", "review-pull-request", "stop-review", "weigh-label"])
})
