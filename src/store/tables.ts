import type { ColumnType, Generated, Insertable, Kysely, Selectable } from "kysely"
import type { Finding, Section, Severity } from "../model/finding.ts"
import type { FindingState } from "../model/ledger.ts"
import type { Conclusion } from "../model/review.ts"

/** A table may be named by its owner (a query through `Store.db`) or through a transaction of it; both have this type. */
export type Database = Kysely<Tables>

/** Our tables, all in the schema `expert`. The queue's own tables belong to pg-boss. */
export interface Tables {
  deliveries: DeliveriesTable
  pull_requests: PullRequestsTable
  reviews: ReviewsTable
  findings: FindingsTable
  buried_jobs: BuriedJobsTable
  model_runs: ModelRunsTable
  sweeps: SweepsTable
}

/** One accepted delivery of GitHub, so that a second arrival of the same GUID changes nothing. */
interface DeliveriesTable {
  guid: string
  kind: string
  received_at: Generated<Date>
  /** The queue's job that answers for this delivery; shared when a waiting job absorbed a later delivery. */
  job_id: string | null
  /** A buried delivery may be accepted again: somebody redelivered it on purpose. */
  state: ColumnType<"accepted" | "done" | "buried", "accepted" | undefined, "accepted" | "done" | "buried">
}

/** One pull request and who owns it at the moment. */
interface PullRequestsTable {
  repository_id: number
  number: number
  installation_id: number
  owner: string
  name: string
  /** Drawn from one sequence, never reused, so that a forgotten pull request cannot come back under an old number. */
  generation: number
  /** `job id:attempt` of the review that runs now. */
  active_claim: string | null
  /** The review waiting to run; later pushes are absorbed by it. */
  queued_job_id: string | null
  /** Generation in which somebody asked for it; kept until a review at or after that generation has finished. */
  again_generation: number | null
  asked_generation: number | null
  full_generation: number | null
  last_reviewed_head: string | null
  /** The last published review, complete or not, and what the pull request changed there (JSON). */
  last_round_head: string | null
  last_change: string | null
  /** When it was closed; `null` while it is open. */
  settled_at: Date | null
  /** Who paused the reviews; all `null` while they run. */
  paused_by: number | null
  paused_login: string | null
  paused_at: Date | null
  forgotten: Generated<boolean>
  updated_at: Generated<Date>
}

interface ReviewsTable {
  repository_id: number
  number: number
  head_sha: string
  check_run_id: number | null
  state: "running" | "concluded" | "superseded"
  conclusion: Conclusion | null
  started_at: Date
  concluded_at: Date | null
  /** Findings by severity, as concluded. */
  counts: ColumnType<Partial<Record<Severity, number>>, string, string>
}

interface FindingsTable {
  repository_id: number
  number: number
  fingerprint: string
  rule: string
  section: Section
  severity: Severity
  origin: Generated<Finding["origin"]>
  path: string
  title: string
  /** The code as found last. */
  evidence: Generated<string>
  state: FindingState
  first_head: string
  last_head: string
  fixed_head: string | null
  /** The fingerprint in the mark of our comment; another one after the code moved or was edited. */
  said_as: string | null
  /** The code was changed so that the finding is gone. */
  addressed: Generated<boolean>
  thumbs_up: Generated<number>
  thumbs_down: Generated<number>
  replies: Generated<number>
  /** GitHub's id of our comment, once it was read back. */
  comment_id: number | null
  /** Numeric user id, login, reason and moment of a dismissal. */
  dismissed_by: number | null
  dismissed_login: string | null
  dismissed_reason: string | null
  dismissed_at: Date | null
  updated_at: Generated<Date>
}

/** A job that failed for good, kept for inspection. */
interface BuriedJobsTable {
  id: string
  queue: string
  payload: string
  error: string
  attempts: number
  buried_at: Generated<Date>
}

/** What one consultation of the model cost. */
interface ModelRunsTable {
  id: string
  repository_id: number
  number: number
  head_sha: string
  model: string
  /** Dollars; numeric, which comes out as text. */
  usd: string
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  calls: number
  spent_at: Date
  /** What is set aside while it runs; `null` once it is settled. */
  reserved_usd: string | null
  reserved_until: Date | null
  /** Who wanted the answer, where it is none of a review. */
  asked_by: Generated<number | null>
}

/** When something that runs by the clock began last, so that replicas do it once. */
interface SweepsTable {
  name: string
  started_at: Date
}

export type PullRequestRow = Selectable<PullRequestsTable>
export type ReviewRow = Selectable<ReviewsTable>
export type FindingRow = Selectable<FindingsTable>
export type BuriedJobRow = Selectable<BuriedJobsTable>
export type NewBuriedJob = Insertable<BuriedJobsTable>
