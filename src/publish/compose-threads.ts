import { parseMarker } from "../model/marker.ts"
import type { Thread } from "../model/thread.ts"

/** One review comment as GitHub lists it, as far as threads need it. */
export interface ListedComment {
  readonly id: number
  /** The first comment of its thread; `null` for that one itself. */
  readonly replyTo: number | null
  readonly path: string
  readonly isOurs: boolean
  readonly isBot: boolean
  readonly body: string
  readonly reactions?: Readonly<Record<(typeof pleased)[number] | (typeof displeased)[number], number>> | undefined
}

const pleased = ["+1", "heart", "hooray", "rocket"] as const
const displeased = ["-1", "confused"] as const

/** Takes all review comments of a pull request, oldest first, returns the threads that start with a comment of ours on a finding. */
export function composeThreads(comments: readonly ListedComment[]): readonly Thread[] {
  const threads = new Map<string, Thread>()
  for (const root of comments) {
    const marker = root.isOurs && root.replyTo === null ? parseMarker(root.body) : null
    if (marker?.kind !== "finding" || threads.has(marker.fingerprint)) continue
    const replies = comments.filter((comment) => comment.replyTo === root.id)
    const ofPeople = replies.filter((reply) => !reply.isOurs && !reply.isBot)
    threads.set(marker.fingerprint, {
      fingerprint: marker.fingerprint,
      commentId: root.id,
      path: root.path,
      isAnswered: ofPeople.length > 0,
      told: lastStatus(replies),
      feedback: { up: count(root, pleased), down: count(root, displeased), replies: ofPeople.length },
    })
  }
  return [...threads.values()]
}

function lastStatus(replies: readonly ListedComment[]): Thread["told"] {
  const markers = replies.filter((reply) => reply.isOurs).map((reply) => parseMarker(reply.body))
  const last = markers.findLast((marker) => marker?.kind === "status")
  return last?.kind === "status" ? last.state : null
}

function count({ reactions }: ListedComment, kinds: readonly (keyof NonNullable<ListedComment["reactions"]>)[]): number {
  return reactions === undefined ? 0 : kinds.reduce((sum, kind) => sum + reactions[kind], 0)
}
