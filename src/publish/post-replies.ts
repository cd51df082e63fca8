import { hasStatus, isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { Thread } from "../model/thread.ts"
import type { ThreadReply } from "../model/review.ts"
import type { Publishing } from "./publishing.ts"
import { readThreads } from "./read-history.ts"
import { resolveThreads } from "./resolve-threads.ts"
import { waitFor } from "./wait.ts"

/**
 * Says on our own threads what became of their findings, each thing once. Looks first: what is said already is left, and so is a thread that somebody
 * has answered since the review was composed.
 */
export async function postReplies(publishing: Publishing, replies: readonly ThreadReply[]): Promise<void> {
  if (replies.length === 0) return
  const threads = await readOpen(publishing)
  const posted: Thread[] = []
  for (const reply of replies) {
    const thread = threads.get(reply.fingerprint)
    if (thread === undefined || isSaid(thread, reply)) continue
    if ((await replyOnce(publishing, thread, reply)) && reply.resolve) posted.push(thread)
  }
  if (posted.length > 0) await resolveThreads(publishing, new Set(posted.map((thread) => thread.commentId)))
}

async function readOpen({ api, isOurs, pullRequest }: Publishing): Promise<ReadonlyMap<string, Thread>> {
  const threads = await readThreads(api, isOurs, pullRequest)
  return new Map(threads.filter((thread) => !thread.isAnswered).map((thread) => [thread.fingerprint, thread]))
}

function isSaid({ told }: Thread, { state }: ThreadReply): boolean {
  return told === state
}

// `false` when there is no thread to reply to any more.
async function replyOnce(publishing: Publishing, thread: Thread, reply: ThreadReply): Promise<boolean> {
  return withGitHubErrors("reply to a comment of ours", async () => {
    try {
      return await post(publishing, thread, reply)
    } catch (error) {
      if (hasStatus(error, 404, 422)) return false
      if (!isUncertain(error)) throw error
      await waitFor(publishing.readBackDelayMs)
      const now = (await readOpen(publishing)).get(reply.fingerprint)
      return now === undefined ? false : isSaid(now, reply) || (await post(publishing, now, reply))
    }
  })
}

async function post({ api, pullRequest, fence }: Publishing, { commentId }: Thread, { body }: ThreadReply): Promise<boolean> {
  await fence()
  const { owner, name: repo, number } = pullRequest
  await api.rest.pulls.createReplyForReviewComment({ owner, repo, pull_number: number, comment_id: commentId, body })
  return true
}
