import { describe, expect, test } from "vitest"
import { comeBack } from "../../src/jobs/come-back.ts"
import { finishReview } from "../../src/jobs/finish-review.ts"
import type { Job } from "../../src/model/job.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import type { Consultation } from "../../src/model/review.ts"
import { aComposition } from "../report/subjects.ts"
import { silentParticipation } from "../../src/expert/decide-consultation.ts"

const { pullRequest } = aComposition()
const now = new Date("2026-11-29T10:00:00Z")
const minutes = (count: number) => now.getTime() + count * 60_000

function aQueue() {
  const accepted = new Map<string, { job: Job; notBefore: Date | undefined }>()
  const enqueue = async (job: Job, deliveryId: string, notBefore?: Date) => {
    if (accepted.has(deliveryId)) return "duplicate" as const
    accepted.set(deliveryId, { job, notBefore })
    return "accepted" as const
  }
  return { enqueue, queued: () => [...accepted.values()] }
}

function aConsultation(retryAt?: number): Consultation {
  const plan = { tier: "lite", finders: [], files: [], leftOut: [] } as unknown as Parameters<typeof silentParticipation>[0]["plan"]
  const degraded = [{ pass: "find-all" as const, flag: "rate-limited", reason: "" }]
  const participation = {
    ...silentParticipation({ model: "claude-sonnet-5-5", plan, degraded }),
    ...(retryAt !== undefined && { retryAt }),
  }
  return { findings: [], model: "claude-sonnet-5-5", note: "", participation }
}

const promise = async (retryAt: number | undefined, { enqueue }: ReturnType<typeof aQueue>, of: PullRequest = pullRequest) =>
  (await comeBack(aConsultation(retryAt), { pullRequest: of, asked: false }, { enqueue, now: () => now })).participation?.returnsAt

describe("a head whose model has to wait", () => {
  test("is come back to when the provider is willing, and not before the present review is over", async () => {
    const queue = aQueue()
    expect(await promise(minutes(5), queue)).toBe(minutes(5))
    expect(await promise(minutes(0), queue)).toBe(minutes(1))
    expect(queue.queued().map(({ notBefore }) => notBefore?.getTime())).toEqual([minutes(5), minutes(1)])
  })

  test("is come back to three times and no more, and each head for itself", async () => {
    const queue = aQueue()
    const promised = []
    for (let time = 0; time < 4; time++) promised.push(await promise(minutes(5), queue))
    expect(promised).toEqual([minutes(5), minutes(5), minutes(5), undefined])
    const pushed = { ...pullRequest, head: { ...pullRequest.head, sha: "f".repeat(40) } }
    expect(await promise(minutes(5), queue, pushed)).toBe(minutes(5))
  })

  test("is left as it is when the wait would be too long, and nothing is promised", async () => {
    const queue = aQueue()
    expect(await promise(minutes(5 * 60), queue)).toBeUndefined()
    expect(await promise(undefined, queue)).toBeUndefined()
    expect(queue.queued()).toEqual([])
  })
})

describe("what was promised", () => {
  const { installationId, repositoryId, owner, name, number, head } = pullRequest
  const job = { kind: "finish-review", installationId, repositoryId, owner, name, number, headSha: head.sha, asked: true } as const

  test("is queued once, as a review again, with the wish of the first", async () => {
    const queue = aQueue()
    const github = { readPullRequest: async () => pullRequest }
    await finishReview(job, "a-job", { github, enqueue: queue.enqueue })
    await finishReview(job, "a-job", { github, enqueue: queue.enqueue })
    expect(queue.queued()).toMatchObject([{ job: { kind: "review-pull-request", number, again: true, asked: true }, notBefore: undefined }])
  })

  test.each([
    ["was closed", { ...pullRequest, state: "closed" as const }],
    ["has another head", { ...pullRequest, head: { ...head, sha: "e".repeat(40) } }],
  ])("is of no use to a pull request that %s", async (_what, found) => {
    const queue = aQueue()
    await finishReview(job, "a-job", { github: { readPullRequest: async () => found }, enqueue: queue.enqueue })
    expect(queue.queued()).toEqual([])
  })
})
