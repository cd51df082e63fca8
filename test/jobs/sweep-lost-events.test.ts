import { afterAll, beforeAll, expect, test } from "vitest"
import { RetryableError } from "../../src/errors.ts"
import { createGitHubClients } from "../../src/github/clients.ts"
import { sweepLostEvents } from "../../src/jobs/sweep-lost-events.ts"
import type { SweepDoor } from "../../src/model/ports.ts"
import { createSweepDoor } from "../../src/publish/sweep-door.ts"
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts"
import { installationOctokit } from "../support/sandbox-octokit.ts"

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const minuteMs = 60_000
const inTenMinutes = () => new Date(Date.now() + 10 * minuteMs)

async function openPullRequest(owner: string) {
  const repository = await sandbox.createRepository({ owner, name: "shop", files: { "index.js": "1\n" }, roles: { mara: "write" } })
  await repository.commit({ branch: "change", files: { "index.js": "2\n" }, message: "Change" })
  return sandbox.openPullRequest({ repository, title: "A change", base: "main", head: "change", author: "mara" })
}

function sweep(github: SweepDoor, { now = inTenMinutes, reviewed = false } = {}) {
  const queued: string[] = []
  const troubles: unknown[] = []
  const outcome = sweepLostEvents({
    github,
    enqueue: (_job, deliveryId) => {
      if (queued.includes(deliveryId)) return Promise.resolve("duplicate")
      queued.push(deliveryId)
      return Promise.resolve("accepted")
    },
    ledger: { isReviewed: () => Promise.resolve(reviewed) },
    now,
    signal: new AbortController().signal,
    onTrouble: (error) => troubles.push(error),
  })
  return { outcome, queued, troubles }
}

function aDoor(): SweepDoor {
  const { id: appId, privateKey } = sandbox.app
  return createSweepDoor(createGitHubClients({ appId, privateKey, apiUrl: sandbox.apiUrl, userAgent: "test" }))
}

test("an open pull request whose event never came is queued, until its head has a check of ours", async () => {
  const pullRequest = await openPullRequest("lost")
  const id = `sweep/${pullRequest.repository.id}/${pullRequest.number}/${pullRequest.headSha}`
  const first = sweep(aDoor())
  await first.outcome
  expect(first.queued).toContain(id)
  const early = sweep(aDoor(), { now: () => new Date() })
  await early.outcome
  expect(early.queued).toEqual([])
  const known = sweep(aDoor(), { reviewed: true })
  await known.outcome
  expect(known.queued).toEqual([])

  const octokit = installationOctokit(sandbox, pullRequest.repository)
  const { data: run } = await octokit.rest.checks.create({
    owner: "lost",
    repo: "shop",
    name: "Backend Expert",
    head_sha: pullRequest.headSha,
    external_id: `v1:${pullRequest.repository.id}:${pullRequest.number}:${pullRequest.headSha}`,
    started_at: new Date().toISOString(),
    status: "in_progress",
  })
  const running = sweep(aDoor())
  await running.outcome
  expect(running.queued).not.toContain(id)
  const hanging = sweep(aDoor(), { now: () => new Date(Date.now() + 90 * minuteMs) })
  await hanging.outcome
  expect(hanging.queued).toContain(id)
  await octokit.rest.checks.update({ owner: "lost", repo: "shop", check_run_id: run.id, status: "completed", conclusion: "neutral" })
  const done = sweep(aDoor(), { now: () => new Date(Date.now() + 90 * minuteMs) })
  await done.outcome
  expect(done.queued).not.toContain(id)
  expect(sandbox.violations()).toEqual([])
})

test("a delivery that failed is delivered again, but not for ever", async () => {
  sandbox.setWebhookUrl("http://127.0.0.1:9/")
  await openPullRequest("failing")
  await sandbox.settled()
  const attempts = Map.groupBy(sandbox.deliveries(), ({ guid }) => guid)
  const failed = [...attempts.values()].filter((each) => each.length < 4).length
  expect(failed).toBeGreaterThan(0)
  expect((await sweep(aDoor()).outcome).redelivered).toBe(failed)
  await sandbox.settled()
  // Three failures more, and it is nobody's accident any more.
  for (let attempt = 0; attempt < 3; attempt++) {
    await sweep(aDoor()).outcome
    await sandbox.settled()
  }
  expect((await sweep(aDoor()).outcome).redelivered).toBe(0)
})

test("one installation that answers with an error hides no other, and a limit ends the sweep", async () => {
  const door = aDoor()
  const brokenBy = (failure: Error): SweepDoor => ({
    ...door,
    listInstallations: async () => [{ installationId: 999_999, createdAt: new Date(0) }, ...(await door.listInstallations())],
    async listRepositories(installationId) {
      if (installationId === 999_999) throw failure
      return door.listRepositories(installationId)
    },
  })
  const suspended = sweep(brokenBy(new Error("gone")))
  expect((await suspended.outcome).repositories).toBeGreaterThan(0)
  expect(suspended.troubles).toEqual([new Error("gone")])
  const limited = sweep(brokenBy(new RetryableError("slow down", { retryAfterMs: 60_000 })))
  await expect(limited.outcome).rejects.toThrow("slow down")
})
