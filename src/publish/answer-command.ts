import { hasStatus, isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { CommandJob } from "../model/job.ts"
import { parseMarker, renderMarker } from "../model/marker.ts"
import type { Person } from "../model/ledger.ts"
import type { CommentText, FindingThread, Permission, Reaction } from "../model/ports.ts"
import type { RepositoryRef } from "../model/pull-request.ts"
import type { IsOurs } from "./app-identity.ts"
import { redactSecrets } from "../hygiene/redact-secrets.ts"
import { waitFor } from "./wait.ts"

/**
 * Returns what this person may do in the repository; "none" when GitHub knows no such person there, or when somebody else has the login by now:
 * GitHub can only be asked by login, but who wrote is told by number.
 */
export async function readPermission(api: GitHubApi, { owner, name }: RepositoryRef, person: Person): Promise<Permission> {
  return withGitHubErrors("read a person's permission", async () => {
    try {
      const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ owner, repo: name, username: person.login })
      if (data.user?.id !== person.id) return "none"
      // `permission` folds maintain into write and triage into read; `role_name` may be an organisation's own name for a role.
      return permissions.find((known) => known === data.role_name) ?? permissions.find((known) => known === data.permission) ?? "none"
    } catch (error) {
      if (hasStatus(error, 404)) return "none"
      throw error
    }
  })
}

const permissions: readonly Permission[] = ["admin", "maintain", "write", "triage", "read", "none"]

/** Returns the comment that holds the command as it stands now, or `null` when it is gone. */
export async function readComment(api: GitHubApi, { owner, name, commentId, commentKind }: CommandJob): Promise<CommentText | null> {
  const at = { owner, repo: name, comment_id: commentId }
  return withGitHubErrors("read the comment", async () => {
    try {
      const { data } = commentKind === "conversation" ? await api.rest.issues.getComment(at) : await api.rest.pulls.getReviewComment(at)
      return { body: data.body ?? "", author: { id: data.user?.id ?? 0, login: data.user?.login ?? "ghost" } }
    } catch (error) {
      if (hasStatus(error, 404)) return null
      throw error
    }
  })
}

/**
 * Returns the thread of a finding that this comment stands in; `null` for any other place. The mark counts only in the first
 * comment of the thread, and only when we wrote it.
 */
export async function readThreadFinding(
  api: GitHubApi,
  isOurs: IsOurs,
  { owner, name, commentId, commentKind }: CommandJob,
): Promise<FindingThread | null> {
  if (commentKind === "conversation") return null
  const read = async (id: number) => (await api.rest.pulls.getReviewComment({ owner, repo: name, comment_id: id })).data
  return withGitHubErrors("read the thread", async () => {
    try {
      const { in_reply_to_id: rootId } = await read(commentId)
      const root = rootId === undefined ? null : await read(rootId)
      const marker = root !== null && isOurs({ user: root.user }) ? parseMarker(root.body) : null
      if (root === null || marker?.kind !== "finding") return null
      const { line = null, start_line: startLine = null, side } = root
      return { fingerprint: marker.fingerprint, line: side === "RIGHT" ? line : null, startLine }
    } catch (error) {
      if (hasStatus(error, 404)) return null
      throw error
    }
  })
}

export interface Answering {
  readonly api: GitHubApi
  readonly isOurs: IsOurs
  readonly job: CommandJob
  readonly readBackDelayMs: number
}

/** Writes the one reply to a command where the command was written; edits it when it is there with another text. */
export async function postReply(answering: Answering, text: string): Promise<void> {
  const body = `${renderMarker({ kind: "reply", commentId: answering.job.commentId })}\n${await redactSecrets(text)}`
  await withGitHubErrors("reply to a command", async () => {
    const existing = await findReply(answering)
    if (existing === null) return createOnce(answering, body)
    if (existing.body.trimEnd() !== body.trimEnd()) await edit(answering, existing.id, body)
  })
}

/** Reacts to the command's comment. GitHub keeps one reaction of a kind per account, so repeating it changes nothing. */
export async function react(api: GitHubApi, { owner, name, commentId, commentKind }: CommandJob, content: Reaction): Promise<void> {
  const reaction = { owner, repo: name, comment_id: commentId, content }
  await withGitHubErrors("react to a comment", async () => {
    try {
      if (commentKind === "conversation") await api.rest.reactions.createForIssueComment(reaction)
      else await api.rest.reactions.createForPullRequestReviewComment(reaction)
    } catch (error) {
      // A deleted comment needs no reaction.
      if (!hasStatus(error, 404)) throw error
    }
  })
}

async function findReply({ api, isOurs, job }: Answering): Promise<{ readonly id: number; readonly body: string } | null> {
  const { owner, name: repo, number } = job
  const comments =
    job.commentKind === "conversation"
      ? await api.paginate(api.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 })
      : await api.paginate(api.rest.pulls.listReviewComments, { owner, repo, pull_number: number, per_page: 100 })
  const ours = comments.find((comment) => {
    const marker = isOurs({ user: comment.user }) ? parseMarker(comment.body ?? "") : null
    return marker?.kind === "reply" && marker.commentId === job.commentId
  })
  return ours === undefined ? null : { id: ours.id, body: (ours.body ?? "").replace(/\r\n/g, "\n") }
}

async function createOnce(answering: Answering, body: string): Promise<void> {
  try {
    await create(answering, body)
  } catch (error) {
    if (!isUncertain(error)) throw error
    await waitFor(answering.readBackDelayMs)
    if ((await findReply(answering)) === null) await create(answering, body)
  }
}

async function create({ api, job: { owner, name: repo, number, commentId, commentKind } }: Answering, body: string): Promise<void> {
  if (commentKind === "conversation") await api.rest.issues.createComment({ owner, repo, issue_number: number, body })
  else await api.rest.pulls.createReplyForReviewComment({ owner, repo, pull_number: number, comment_id: commentId, body })
}

async function edit({ api, job: { owner, name: repo, commentKind } }: Answering, commentId: number, body: string): Promise<void> {
  const changed = { owner, repo, comment_id: commentId, body }
  if (commentKind === "conversation") await api.rest.issues.updateComment(changed)
  else await api.rest.pulls.updateReviewComment(changed)
}
