/** The nouns of the sandbox, as they are kept. What GitHub shows of them is composed in `representations/` and `graphql/`. */

/** A person, an organisation, or the bot that an App acts as. */
export interface User {
  readonly id: number
  readonly login: string
  readonly type: "User" | "Organization" | "Bot"
  readonly name: string | null
  /** What the person puts into `GH_TOKEN`; the empty string for organisations and bots. */
  readonly token: string
  readonly createdAt: string
}

export type Role = "read" | "triage" | "write" | "maintain" | "admin"

/** Permission name to level, such as `{ checks: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly owner: User
  readonly bot: User
  readonly privateKey: string
  readonly publicKey: string
  readonly webhookSecret: string
  readonly permissions: Permissions
  readonly events: readonly string[]
  readonly createdAt: string
}

export interface Installation {
  readonly id: number
  readonly account: User
  permissions: Permissions
  /** `null` covers every repository of the account. */
  repositoryIds: Set<number> | null
  suspendedAt: string | null
  readonly createdAt: string
}

export interface Repository {
  readonly id: number
  owner: User
  name: string
  /** Earlier `owner/name` in lower case; requests to them are redirected. */
  readonly formerNames: Set<string>
  readonly description: string | null
  readonly private: boolean
  readonly defaultBranch: string
  readonly gitDirectory: string
  readonly roles: Map<number, Role>
  readonly parentId: number | null
  readonly createdAt: string
  pushedAt: string
  /** Next number of an issue or pull request. */
  nextNumber: number
  /** Whether its dependencies are known to GitHub; on unless it is `false`. */
  hasDependencyGraph?: boolean
}

/** A known vulnerability of one version of one package. */
export interface Advisory {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly severity: "critical" | "high" | "moderate" | "low"
  readonly summary: string
  readonly cwe: string
  readonly fixedIn: string | null
}

/** A plain issue; only there so that comments on one can be told from comments on a pull request. */
export interface Issue {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly author: User
  title: string
  body: string | null
  state: "open" | "closed"
  readonly createdAt: string
}

export interface PullRequest {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly author: User
  title: string
  body: string | null
  state: "open" | "closed"
  draft: boolean
  merged: boolean
  labels: string[]
  /** `repositoryId` is `null` once the fork is gone. */
  head: { ref: string; sha: string; repositoryId: number | null; ownerLogin: string }
  base: { ref: string; sha: string }
  readonly createdAt: string
  updatedAt: string
  closedAt: string | null
  mergedAt: string | null
  /** What happened besides comments and reviews, for the page. */
  readonly history: HistoryEntry[]
}

type HistoryEntry =
  | {
      readonly kind: "push"
      readonly actor: User
      readonly at: string
      readonly before: string
      readonly after: string
      readonly forced: boolean
    }
  | { readonly kind: "event"; readonly actor: User; readonly at: string; readonly what: string }

export interface IssueComment {
  readonly id: number
  readonly repositoryId: number
  readonly number: number
  readonly author: User
  body: string
  readonly createdAt: string
  updatedAt: string
  minimized: string | null
}

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED"

export interface Review {
  readonly id: number
  readonly pullRequestId: number
  readonly author: User
  state: ReviewState
  body: string
  commitSha: string
  submittedAt: string | null
  updatedAt: string
}

export interface Anchor {
  readonly side: "LEFT" | "RIGHT"
  readonly line: number
  readonly startLine: number | null
  readonly startSide: "LEFT" | "RIGHT" | null
}

export interface ReviewComment {
  readonly id: number
  readonly pullRequestId: number
  readonly reviewId: number
  readonly threadId: number
  readonly author: User
  readonly inReplyToId: number | null
  readonly path: string
  readonly subjectType: "line" | "file"
  /** Where it was written; `null` for a comment on the file. */
  readonly original: Anchor | null
  /** Where it stands at the current head; `null` when outdated or on the file. */
  current: Anchor | null
  readonly originalCommitSha: string
  commitSha: string
  readonly diffHunk: string
  readonly position: number | null
  body: string
  readonly createdAt: string
  updatedAt: string
  minimized: string | null
}

export interface Thread {
  readonly id: number
  readonly pullRequestId: number
  resolvedBy: User | null
}

export type ReactionContent = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes"

export interface Reaction {
  readonly id: number
  readonly subject: "issue-comment" | "review-comment"
  readonly subjectId: number
  readonly user: User
  readonly content: ReactionContent
  readonly createdAt: string
}

export interface CheckSuite {
  readonly id: number
  readonly repositoryId: number
  readonly headSha: string
  readonly headBranch: string | null
  /** Set by a re-request until a run is created or updated. */
  requested: boolean
  readonly createdAt: string
  updatedAt: string
}

export type CheckStatus = "queued" | "in_progress" | "completed"
export type CheckConclusion = "action_required" | "cancelled" | "failure" | "neutral" | "success" | "skipped" | "stale" | "timed_out"

export interface CheckAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column: number | null
  readonly end_column: number | null
  readonly annotation_level: "notice" | "warning" | "failure"
  readonly title: string | null
  readonly message: string
  readonly raw_details: string | null
}

export interface CheckRun {
  readonly id: number
  readonly repositoryId: number
  readonly suiteId: number
  readonly headSha: string
  name: string
  status: CheckStatus
  conclusion: CheckConclusion | null
  startedAt: string | null
  completedAt: string | null
  externalId: string
  detailsUrl: string | null
  output: { title: string | null; summary: string | null; text: string | null }
  readonly annotations: CheckAnnotation[]
  actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[]
}
