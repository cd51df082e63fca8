import type { Severity } from "../model/finding.ts"
import type { Conclusion } from "../model/review.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** One review of one head as far as it has come. */
export interface ReviewRecord {
  readonly headSha: string
  readonly checkRunId: number | null
  readonly state: "running" | "concluded" | "superseded"
  readonly conclusion: Conclusion | null
  readonly startedAt: Date
  readonly concludedAt: Date | null
  readonly counts: Partial<Readonly<Record<Severity, number>>>
}

/** Writes or overwrites the review of a head. */
export async function recordReview(db: Database, { repositoryId, number }: PullRequestKey, review: ReviewRecord): Promise<void> {
  const values = {
    repository_id: repositoryId,
    number,
    head_sha: review.headSha,
    check_run_id: review.checkRunId,
    state: review.state,
    conclusion: review.conclusion,
    started_at: review.startedAt,
    concluded_at: review.concludedAt,
    counts: JSON.stringify(review.counts),
  }
  await db
    .insertInto("reviews")
    .values(values)
    .onConflict((conflict) => conflict.columns(["repository_id", "number", "head_sha"]).doUpdateSet(values))
    .execute()
}
