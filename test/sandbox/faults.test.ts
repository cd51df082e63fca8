import { expect, test } from "vitest"
import type { Fault } from "../../src/sandbox/faults.ts"
import { installationOctokit, refusal } from "../support/sandbox-octokit.ts"
import { openShop } from "../support/sandbox-shop.ts"

const operationId = "issues/create-comment"

test.each<{ name: string; fault: Fault; status: number; written: number; headers?: Record<string, unknown> }>([
  { name: "a 502 before the write", fault: { kind: "status-before", operationId }, status: 502, written: 0 },
  { name: "a 502 after the write", fault: { kind: "status-after", operationId }, status: 502, written: 1 },
  { name: "another status", fault: { kind: "status-before", operationId, status: 503 }, status: 503, written: 0 },
  {
    name: "a page instead of JSON",
    fault: { kind: "html", operationId },
    status: 502,
    written: 0,
    headers: { "content-type": expect.stringContaining("text/html") },
  },
  {
    name: "a secondary limit with a time",
    fault: { kind: "secondary-limit", operationId, retryAfterSeconds: 7 },
    status: 403,
    written: 0,
    headers: { "retry-after": "7" },
  },
  {
    name: "a secondary limit without a time",
    fault: { kind: "secondary-limit", operationId, retryAfterSeconds: null },
    status: 403,
    written: 0,
    headers: { "retry-after": undefined },
  },
  {
    name: "an exhausted primary limit",
    fault: { kind: "primary-limit", operationId },
    status: 403,
    written: 0,
    headers: { "x-ratelimit-remaining": "0" },
  },
  { name: "a timeout", fault: { kind: "timeout", operationId, delayMs: 10 }, status: 504, written: 0 },
  { name: "a cut connection", fault: { kind: "reset", operationId }, status: 500, written: 0 },
  { name: "a connection cut after the write", fault: { kind: "reset-after", operationId }, status: 500, written: 1 },
])("$name leaves $written comments behind", async ({ fault, status, written, headers = {} }) => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  shop.sandbox.faults.add(fault)
  const answer = await refusal(octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "Hello" }))
  expect(answer.status).toBe(status)
  for (const [name, value] of Object.entries(headers)) expect(answer.headers[name]).toEqual(value)
  expect(shop.sandbox.read(shop.pullRequest).comments).toHaveLength(written)
  expect(shop.sandbox.requests().at(-1)).toMatchObject({ operationId, fault: fault.kind })
  expect(shop.sandbox.faults.remaining()).toBe(0)
  await octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "Hello" })
  expect(shop.sandbox.violations()).toEqual([])
})

test("a fault strikes as often as it is told and only what it is meant for", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  shop.sandbox.faults.add({ kind: "status-before", times: 2, match: ({ path }) => path.endsWith("/reviews") })
  await octokit.pulls.get({ ...shop.place, pull_number: 1 })
  const list = () => octokit.pulls.listReviews({ ...shop.place, pull_number: 1 })
  expect([(await refusal(list())).status, (await refusal(list())).status, (await list()).status]).toEqual([502, 502, 200])
})

test("octokit rides out the refusals right after a token was made", async () => {
  await using shop = await openShop()
  shop.sandbox.faults.add({ kind: "status-before", operationId: "pulls/get", status: 401 })
  const { data } = await installationOctokit(shop.sandbox, shop.repository).pulls.get({ ...shop.place, pull_number: 1 })
  expect(data.number).toBe(1)
})

test("a slow answer is still the right one", async () => {
  await using shop = await openShop()
  shop.sandbox.faults.add({ kind: "slow", operationId: "pulls/get", delayMs: 5 })
  const { data } = await installationOctokit(shop.sandbox, shop.repository).pulls.get({ ...shop.place, pull_number: 1 })
  expect(data.number).toBe(1)
})

test("octokit's own throttling knows the secondary limit by its words", async () => {
  await using shop = await openShop()
  shop.sandbox.faults.add({ kind: "secondary-limit", operationId })
  const answer = await refusal(
    installationOctokit(shop.sandbox, shop.repository).issues.createComment({ ...shop.place, issue_number: 1, body: "Hello" }),
  )
  expect((answer.body as { message: string }).message).toMatch(/\bsecondary rate\b/i)
})
