import type { GitHubApi } from "../github/clients.ts"
import { withGitHubErrors } from "../github/classify-error.ts"
import { parseMarker } from "../model/marker.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { IsOurs } from "./app-identity.ts"

export interface ReportComment {
  readonly id: number
  readonly body: string
}

/** Finds our report by author and mark, so that it is found whatever our database knows; `null` when there is none. */
export async function findReport(api: GitHubApi, isOurs: IsOurs, { owner, name, number }: PullRequestRef): Promise<ReportComment | null> {
  const comments = await withGitHubErrors("list the comments", () =>
    api.paginate(api.rest.issues.listComments, { owner, repo: name, issue_number: number, per_page: 100 }),
  )
  const ours = comments.find(
    (comment) =>
      isOurs({ user: comment.user, performed_via_github_app: comment.performed_via_github_app ?? null }) &&
      parseMarker(comment.body ?? "")?.kind === "report",
  )
  return ours === undefined ? null : { id: ours.id, body: ours.body ?? "" }
}
