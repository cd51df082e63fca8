import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { SupersededError } from "../../src/errors.ts"
import { createGitHubClients } from "../../src/github/clients.ts"
import { renderMarker } from "../../src/model/marker.ts"
import type { GitHubDoor } from "../../src/model/ports.ts"
import type { PullRequestRef } from "../../src/model/pull-request.ts"
import type { Annotation, CheckOutput, InlineComment, Review } from "../../src/model/review.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { startSandbox, type Sandbox, type SandboxPullRequest } from "../../src/sandbox/sandbox.ts"

// The same door against a GitHub that checks every request and every answer against GitHub's own description.
let sandbox: Sandbox
let pullRequest: SandboxPullRequest
let door: GitHubDoor
let ref: PullRequestRef

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `const line${from + index} = ${from + index}\n`).join("")

beforeEach(async () => {
  sandbox = await startSandbox()
  const repository = await sandbox.createRepository({
    owner: "acme",
    name: "orders",
    files: { "src/a.ts": lines(1, 60), ".github/expert.yml": "gate: high\n" },
    roles: { sam: "maintain" },
  })
  await repository.commit({
    branch: "change",
    message: "change",
    files: { "src/a.ts": lines(1, 29) + "const added = 1\n" + lines(31, 60), "src/new file é.ts": lines(1, 5) },
  })
  pullRequest = await sandbox.openPullRequest({ repository, title: "Change", base: "main", head: "change", author: "sam" })
  ref = {
    installationId: sandbox.installationOf(repository).id,
    repositoryId: repository.id,
    owner: "acme",
    name: "orders",
    number: pullRequest.number,
  }
  door = createGitHubDoor(
    createGitHubClients({ appId: sandbox.app.id, privateKey: sandbox.app.privateKey, apiUrl: sandbox.apiUrl, userAgent: "test" }),
    { readBackDelayMs: 0 },
  )
})

afterEach(async () => {
  const violations = sandbox.violations()
  await sandbox[Symbol.asyncDispose]()
  expect(violations).toEqual([])
})

function comment(line: number, changes: Partial<InlineComment> = {}): InlineComment {
  const { fingerprint = `fp-${line}` } = changes
  return {
    fingerprint,
    path: "src/a.ts",
    line,
    startLine: null,
    side: "RIGHT",
    body: `${renderMarker({ kind: "finding", fingerprint })}\nclaim ${line}`,
    ...changes,
  }
}

function aReview(comments: readonly InlineComment[], changes: Partial<Review> = {}): Review {
  const headSha = pullRequest.headSha
  return {
    headSha,
    complete: true,
    check: anOutput(0),
    review: comments.length === 0 ? null : { body: `${renderMarker({ kind: "review", headSha })}\ntally`, comments },
    fileComments: [
      { fingerprint: "fp-file", path: "src/new file é.ts", body: `${renderMarker({ kind: "finding", fingerprint: "fp-file" })}\nuntested` },
    ],
    report: `${renderMarker({ kind: "report" })}\nreport`,
    replies: [],
    findings: [],
    memory: { findings: [], change: null, threads: [] },
    ...changes,
  }
}

function anOutput(annotations: number): CheckOutput {
  const all = Array.from({ length: annotations }, (_, index): Annotation => ({
    fingerprint: `fp-${index}`,
    path: "src/a.ts",
    startLine: index + 1,
    endLine: index + 1,
    level: "warning",
    title: "t",
    message: `m ${index}`,
  }))
  return { conclusion: "success", title: "No findings", summary: "s", text: "t", annotations: all }
}

const publish = async (review: Review) => door.publish(await door.readPullRequest(ref), review, async () => {})
const writes = () =>
  sandbox
    .writes()
    .map(({ operationId, status }) => `${operationId} ${status}`)
    .filter((write) => !write.startsWith("apps/create-installation-access-token"))

test("reads what a review needs", async () => {
  const read = await door.readPullRequest(ref)
  expect(read).toMatchObject({ ...ref, state: "open", fromFork: false, head: { sha: pullRequest.headSha }, author: { login: "sam" } })
  expect(await door.readMergeBase(read)).toBe(pullRequest.baseSha)
  expect((await door.readBlobSizes(read)).size).toBeGreaterThan(1)
  expect(await door.readPolicyFile(read)).toBe("gate: high\n")
  expect(await door.readPermission(ref, read.author)).toBe("maintain")
  expect(await door.readPermission(ref, { id: 1, login: "nobody-here" })).toBe("none")
  expect(await door.createCheckoutToken(ref)).toMatch(/^ghs_/)
})

test("writes review, file comment and report once, however often it is repeated", async () => {
  const review = aReview([
    comment(30),
    comment(31, { startLine: 28 }),
    comment(30, { side: "LEFT", fingerprint: "fp-left" }),
    comment(3, { path: "src/new file é.ts", fingerprint: "fp-new" }),
  ])
  const outcome = await publish(review)
  expect(outcome.unanchored).toEqual([])
  expect(writes()).toEqual(["pulls/create-review 200", "pulls/create-review-comment 201", "issues/create-comment 201"])
  expect(await publish(review)).toEqual(outcome)
  expect(writes()).toHaveLength(3)
  const history = await door.readHistory(await door.readPullRequest(ref))
  expect([...history.commented].toSorted()).toEqual(["fp-30", "fp-31", "fp-file", "fp-left", "fp-new"])
  expect([...history.reviewedHeads]).toEqual([pullRequest.headSha])
})

test("drops the anchors that are not in the diff and says which", async () => {
  expect((await publish(aReview([comment(30), comment(50)]))).unanchored).toEqual(["fp-50"])
})

test.each(["pulls/create-review", "pulls/create-review-comment", "issues/create-comment"])(
  "posts nothing twice when the answer to %s is lost",
  async (operationId) => {
    sandbox.faults.add({ kind: "status-after", operationId })
    await publish(aReview([comment(30)]))
    expect(writes()).toHaveLength(3)
  },
)

test.each(["reset", "reset-after", "html"] as const)("survives a %s on the review", async (kind) => {
  sandbox.faults.add({ kind, operationId: "pulls/create-review" })
  await publish(aReview([comment(30)]))
  const history = await door.readHistory(await door.readPullRequest(ref))
  expect([...history.reviewedHeads]).toEqual([pullRequest.headSha])
  // GitHub wraps the file comment into a review of its own, without a body.
  expect(sandbox.read(pullRequest).reviews.filter((review) => review.body !== "")).toHaveLength(1)
})

test("gives the job back with the delay of a secondary limit", async () => {
  sandbox.faults.add({ kind: "secondary-limit", operationId: "pulls/create-review", retryAfterSeconds: 7 })
  await expect(publish(aReview([comment(30)]))).rejects.toMatchObject({ name: "RetryableError", retryAfterMs: 7_000 })
})

describe("the check", () => {
  test("is opened once, carries 143 annotations and is concluded", async () => {
    const check = await door.openCheck(ref, pullRequest.headSha)
    expect((await door.openCheck(ref, pullRequest.headSha)).checkRunId).toBe(check.checkRunId)
    await check.progress("Reading", "2 files")
    sandbox.faults.add({ kind: "status-after", operationId: "checks/update" })
    await check.conclude(anOutput(143))
    await check.conclude(anOutput(143))
    const [run] = sandbox.read(pullRequest).checkRuns
    expect(run).toMatchObject({ status: "completed", conclusion: "success" })
    expect(run?.annotations).toHaveLength(143)
  })

  test("is settled by a job that did not open it", async () => {
    await door.openCheck(ref, pullRequest.headSha)
    await door.settleChecks(ref, pullRequest.headSha, { ...anOutput(0), conclusion: "cancelled" })
    expect(sandbox.read(pullRequest).checkRuns).toMatchObject([{ status: "completed", conclusion: "cancelled" }])
  })
})

test("stops when the installation is suspended", async () => {
  sandbox.setSuspended(sandbox.installationOf(pullRequest.repository), true)
  await expect(door.readPullRequest(ref)).rejects.toBeInstanceOf(SupersededError)
})

test("follows a rename", async () => {
  sandbox.renameRepository(pullRequest.repository, "shop")
  expect(await door.readPullRequest(ref)).toMatchObject({ name: "shop", repositoryId: ref.repositoryId })
})

test("keeps reading when the fork is gone", async () => {
  const { repository } = pullRequest
  await repository.commit({ branch: "theirs", message: "theirs", files: { "src/b.ts": lines(1, 3) } })
  const fork = await sandbox.forkRepository(repository, "kim")
  const forked = await sandbox.openPullRequest({ repository, title: "From a fork", base: "main", head: "theirs", author: "kim", fork })
  sandbox.deleteRepository(fork)
  const read = await door.readPullRequest({ ...ref, number: forked.number })
  expect(read).toMatchObject({ fromFork: true, head: { sha: forked.headSha } })
  expect(await door.readMergeBase(read)).not.toBeNull()
})

test("answers a command once and reacts to it", async () => {
  const command = sandbox.comment({ pullRequest, author: "sam", body: "/expert help" })
  const job = {
    kind: "run-command" as const,
    ...ref,
    commentKind: "conversation" as const,
    commentId: command.id,
    body: "/expert help",
    sender: { id: 1, login: "sam" },
  }
  await door.react(job, "eyes")
  await door.react(job, "eyes")
  await door.postReply(job, "help text")
  await door.postReply(job, "help text")
  expect(await door.readComment(job)).toMatchObject({ body: "/expert help", author: { login: "sam" } })
  expect(sandbox.read(pullRequest).comments).toHaveLength(2)
})
