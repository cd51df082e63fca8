import { isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import { redactSecrets } from "../hygiene/redact-secrets.ts"
import { parseMarker, renderMarker } from "../model/marker.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { IsOurs } from "./app-identity.ts"
import { waitFor } from "./wait.ts"

export interface FixesPlace {
  readonly api: GitHubApi
  readonly isOurs: IsOurs
  readonly ref: PullRequestRef
  readonly headSha: string
  readonly readBackDelayMs: number
}

/** Writes the one comment with every proven change of a head; edits it when it is there with another text. */
export async function postFixes(place: FixesPlace, text: string): Promise<void> {
  const { api, ref, headSha } = place
  const body = `${renderMarker({ kind: "fixes", headSha })}\n${await redactSecrets(text)}`
  const at = { owner: ref.owner, repo: ref.name }
  const create = () => api.rest.issues.createComment({ ...at, issue_number: ref.number, body })
  await withGitHubErrors("comment with the proven changes", async () => {
    const existing = await findFixes(place)
    if (existing !== null) {
      if (existing.body.trimEnd() !== body.trimEnd()) await api.rest.issues.updateComment({ ...at, comment_id: existing.id, body })
      return
    }
    try {
      await create()
    } catch (error) {
      if (!isUncertain(error)) throw error
      await waitFor(place.readBackDelayMs)
      if ((await findFixes(place)) === null) await create()
    }
  })
}

async function findFixes({ api, isOurs, ref, headSha }: FixesPlace): Promise<{ readonly id: number; readonly body: string } | null> {
  const comments = await api.paginate(api.rest.issues.listComments, {
    owner: ref.owner,
    repo: ref.name,
    issue_number: ref.number,
    per_page: 100,
  })
  const ours = comments.find((comment) => {
    const marker = isOurs({ user: comment.user }) ? parseMarker(comment.body ?? "") : null
    return marker?.kind === "fixes" && marker.headSha === headSha
  })
  return ours === undefined ? null : { id: ours.id, body: (ours.body ?? "").replaceAll("\r\n", "\n") }
}
