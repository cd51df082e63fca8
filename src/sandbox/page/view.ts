/**
 * What the sandbox's pages show, as plain data. Every text is hostile and is escaped by the renderers; an adapter only
 * copies values. Times are ISO 8601 in UTC, addresses are absolute paths on the sandbox's own server.
 */

export interface Person {
  readonly login: string
  readonly isBot: boolean
}

/** One kind of reaction on a comment, for example `{ emoji: "👀", count: 1, by: ["backend-expert[bot]"] }`. */
export interface Reaction {
  readonly emoji: string
  readonly count: number
  readonly by: readonly string[]
}

/** A Markdown text somebody wrote: a description, an answer, a part of a review thread. */
export interface CommentView {
  /** Unique on the page; becomes the fragment `#comment-<id>`. */
  readonly id: number
  readonly author: Person
  readonly createdAt: string
  readonly editedAt: string | null
  readonly body: string
  readonly reactions: readonly Reaction[]
  /** GitHub's reason when the comment is minimised ("outdated", "resolved", …), else `null`. */
  readonly minimized: string | null
}

/** A review comment with its answers. */
export interface ThreadView {
  /** Id of the first comment. */
  readonly id: number
  /** The review it belongs to; `null` for a single comment. */
  readonly reviewId: number | null
  readonly path: string
  /** `file` is a comment on the file as a whole: no line, no hunk. */
  readonly subject: "line" | "file"
  readonly side: "LEFT" | "RIGHT"
  /** Last line of the anchor at the current head; `null` when outdated or on the file. */
  readonly line: number | null
  /** First line of a multi-line anchor; `null` for one line. */
  readonly startLine: number | null
  /** Last and first line when it was written; what an outdated thread shows. */
  readonly originalLine: number | null
  readonly originalStartLine: number | null
  /** As the REST API gives it: the hunk header and the lines up to the anchor. Empty for a file comment. */
  readonly diffHunk: string
  readonly outdated: boolean
  readonly resolved: boolean
  /** First comment first, at least one. */
  readonly comments: readonly CommentView[]
}

export type TimelineEntry =
  | {
      readonly kind: "comment"
      readonly comment: CommentView
      /** True for the App's one report, edited in place. */ readonly sticky: boolean
    }
  | {
      readonly kind: "review"
      readonly id: number
      readonly author: Person
      readonly at: string
      readonly state: "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED" | "PENDING"
      readonly body: string
      readonly commitSha: string
    }
  | {
      readonly kind: "push"
      readonly actor: Person
      readonly at: string
      readonly commits: readonly CommitView[]
      readonly forced: boolean
    }
  /** Anything else in one sentence, such as "closed this" or "marked this as ready for review". */
  | { readonly kind: "event"; readonly actor: Person; readonly at: string; readonly what: string }

export interface CommitView {
  readonly sha: string
  /** The whole message; the first line is shown. */
  readonly message: string
  readonly author: string
  readonly at: string
}

export interface FileView {
  readonly path: string
  /** `null` unless renamed or copied. */
  readonly oldPath: string | null
  readonly status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed"
  readonly additions: number
  readonly deletions: number
  /** Hunks in unified format without file headers, as the REST API gives it; `null` for binary and oversized files. */
  readonly patch: string | null
}

export interface AnnotationView {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly level: "notice" | "warning" | "failure"
  readonly title: string | null
  /** Plain text, as on GitHub. */
  readonly message: string
}

export interface CheckView {
  readonly id: number
  readonly name: string
  /** Name of the App that reported it. */
  readonly app: string
  readonly headSha: string
  readonly status: "queued" | "in_progress" | "completed"
  /** `null` until completed. */
  readonly conclusion: "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required" | "stale" | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly title: string | null
  /** Markdown. */
  readonly summary: string | null
  /** Markdown. */
  readonly text: string | null
  readonly annotations: readonly AnnotationView[]
  readonly actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[]
}

/** Where the tabs and the live refresh live. */
interface PagePaths {
  readonly index: string
  readonly conversation: string
  readonly files: string
  readonly checks: string
  /** Answers GET with the state's version number as plain text. */
  readonly version: string
}

export type PullRequestState = "open" | "draft" | "closed" | "merged"

export interface PullRequestView {
  readonly paths: PagePaths
  /** The state's version when this view was made; the page reloads itself once the server says another number. */
  readonly version: number
  /** The clock for "3 minutes ago". */
  readonly now: string
  readonly owner: string
  readonly name: string
  readonly number: number
  readonly title: string
  readonly state: PullRequestState
  readonly author: Person
  readonly createdAt: string
  readonly labels: readonly string[]
  readonly base: { readonly label: string; readonly sha: string }
  readonly head: { readonly label: string; readonly sha: string }
  /** The description as the first comment of the conversation. */
  readonly description: CommentView
  readonly commits: readonly CommitView[]
  /** Oldest first; the description is not part of it. */
  readonly timeline: readonly TimelineEntry[]
  readonly threads: readonly ThreadView[]
  readonly files: readonly FileView[]
  /** Check runs of the current head, latest of each name. */
  readonly checks: readonly CheckView[]
}

export interface IndexView {
  readonly paths: { readonly index: string; readonly version: string }
  readonly version: number
  readonly now: string
  readonly repositories: readonly {
    readonly owner: string
    readonly name: string
    readonly description: string
    readonly pullRequests: readonly {
      readonly number: number
      readonly title: string
      readonly state: PullRequestState
      readonly author: Person
      readonly createdAt: string
      readonly headLabel: string
      readonly baseLabel: string
      readonly comments: number
      readonly checks: readonly Pick<CheckView, "name" | "status" | "conclusion">[]
      readonly path: string
    }[]
  }[]
}
