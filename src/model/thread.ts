/** The conversation below one comment of ours. */
export interface Thread {
  readonly fingerprint: string
  readonly commentId: number
  readonly path: string
  /** True when a person replied: from then on the thread is theirs. */
  readonly isAnswered: boolean
  /** What we said last about its finding; `null` when nothing but the comment. */
  readonly told: "fixed" | "reopened" | null
  /** Reactions of people to our comment, and their replies to it. */
  readonly feedback: { readonly up: number; readonly down: number; readonly replies: number }
}
