import type { Thread } from "../model/thread.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Notes what people made of our comments, as GitHub counts it now. */
export async function recordFeedback(db: Database, { repositoryId, number }: PullRequestKey, threads: readonly Thread[]): Promise<void> {
  for (const { fingerprint, commentId, feedback } of threads) {
    await db
      .updateTable("findings")
      .set({ comment_id: commentId, thumbs_up: feedback.up, thumbs_down: feedback.down, replies: feedback.replies })
      .where("repository_id", "=", repositoryId)
      .where("number", "=", number)
      .where("said_as", "=", fingerprint)
      .execute()
  }
}
