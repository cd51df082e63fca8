import { RetryableError } from "../errors.ts"
import type { Enqueue, Ledger, SweepDoor } from "../model/ports.ts"
import type { RepositoryRef } from "../model/pull-request.ts"

export interface SweepEdges {
  readonly github: SweepDoor
  readonly enqueue: Enqueue
  readonly ledger: Pick<Ledger, "isReviewed">
  readonly now: () => Date
  readonly signal: AbortSignal
  /** Told about an installation or repository that could not be looked at; the sweep goes on. */
  readonly onTrouble: (error: unknown, about: object) => void
}

/** What a sweep did, for the log. */
export interface SweepOutcome {
  readonly redelivered: number
  readonly repositories: number
  /** Reviews queued for heads without a check of ours. */
  readonly queued: number
}

// GitHub redelivers for three days, GitHub Enterprise Server for seven; what is older nobody waits for.
const windowMs = 3 * 24 * 60 * 60_000
// Its event may be on the way still; GitHub's may lag minutes.
const graceMs = 5 * 60_000
const mostRedelivered = 100
// An event that keeps failing is our bug, and sending it again mends no bug.
const mostAttempts = 4
// Two requests each at worst: a tenth of what an installation may ask for in an hour.
const mostRepositories = 200
const mostQueued = 50

/**
 * Finds what got lost while we were away: deliveries that failed are delivered again, and open pull requests whose head has no check of ours are
 * queued. Bounded, one request after the other. Repeating it queues nothing twice. @throws RetryableError when GitHub limits us.
 */
export async function sweepLostEvents(edges: SweepEdges): Promise<SweepOutcome> {
  const since = new Date(edges.now().getTime() - windowMs)
  const redelivered = await redeliverFailed(edges, since)
  let [repositories, queued] = [0, 0]
  for (const installation of await edges.github.listInstallations()) {
    edges.signal.throwIfAborted()
    // What was open before the App came was never ours to review.
    const from = installation.createdAt > since ? installation.createdAt : since
    await tolerate(edges, { installation: installation.installationId }, async () => {
      const found = await edges.github.listRepositories(installation.installationId)
      for (const repository of found.slice(0, Math.max(0, mostRepositories - repositories))) {
        repositories++
        await tolerate(edges, { repository: `${repository.owner}/${repository.name}` }, async () => {
          queued += await queueUnchecked(edges, repository, { from, room: mostQueued - queued })
        })
      }
    })
  }
  return { redelivered, repositories, queued }
}

async function redeliverFailed({ github, signal }: SweepEdges, since: Date): Promise<number> {
  const failed = (await github.listFailedDeliveries(since)).filter(({ attempts }) => attempts < mostAttempts).slice(0, mostRedelivered)
  // Oldest first, as they happened.
  for (const { deliveryId } of failed.toReversed()) {
    signal.throwIfAborted()
    await github.redeliver(deliveryId)
  }
  return failed.length
}

async function queueUnchecked(
  { github, enqueue, ledger, now, signal }: SweepEdges,
  repository: RepositoryRef,
  { from, room }: { readonly from: Date; readonly room: number },
): Promise<number> {
  if (room <= 0) return 0
  const until = new Date(now().getTime() - graceMs)
  let queued = 0
  for (const { number, headSha, updatedAt } of await github.listOpenPullRequests(repository, from)) {
    signal.throwIfAborted()
    const ref = { ...repository, number }
    if (queued === room || updatedAt > until || (await ledger.isReviewed(ref, headSha)) || (await github.hasCheck(ref, headSha, now())))
      continue
    const job = { kind: "review-pull-request" as const, ...ref, again: false, asked: false }
    if ((await enqueue(job, `sweep/${ref.repositoryId}/${number}/${headSha}`)) === "accepted") queued++
  }
  return queued
}

// One repository that went away must not hide the others; a limit is for all of them.
async function tolerate({ signal, onTrouble }: SweepEdges, about: object, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof RetryableError && error.retryAfterMs !== null) throw error
    onTrouble(error, about)
  }
}
