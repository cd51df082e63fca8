import type { Probot } from "probot"
import type { Handler, HandlerEdges } from "./webhook/event.ts"
import { limitEnqueue } from "./webhook/limit-enqueue.ts"
import { onCheckRun, onCheckSuite } from "./webhook/on-check.ts"
import { onIssueComment, onReviewComment } from "./webhook/on-comment.ts"
import { onInstallation, onInstallationRepositories, onRepository } from "./webhook/on-installation.ts"
import { onMergeGroup } from "./webhook/on-merge-group.ts"
import { onPullRequest } from "./webhook/on-pull-request.ts"

interface Route {
  /** Whether the event needs a permission that only some operators give; explained in the README. */
  readonly isOptional?: true
  readonly events: readonly Extract<Parameters<Probot["on"]>[0], string>[]
  readonly handler: Handler
}

interface AppEdges extends HandlerEdges {
  /** Milliseconds keeping a job may take. */
  readonly enqueueLimitMs?: number
}

/** Event → handler. Each event here stands in `app.yml`, except those every App gets. */
export const routes: readonly Route[] = [
  {
    events: ["pull_request.opened", "pull_request.reopened", "pull_request.synchronize", "pull_request.ready_for_review"],
    handler: onPullRequest,
  },
  { events: ["pull_request.edited", "pull_request.converted_to_draft", "pull_request.closed"], handler: onPullRequest },
  { events: ["pull_request.labeled", "pull_request.unlabeled"], handler: onPullRequest },
  { events: ["merge_group.checks_requested"], handler: onMergeGroup, isOptional: true },
  { events: ["issue_comment.created"], handler: onIssueComment },
  { events: ["pull_request_review_comment.created"], handler: onReviewComment },
  { events: ["check_run.rerequested", "check_run.requested_action"], handler: onCheckRun },
  { events: ["check_suite.rerequested"], handler: onCheckSuite },
  { events: ["installation.deleted", "installation.suspend"], handler: onInstallation },
  { events: ["installation_repositories.removed"], handler: onInstallationRepositories },
  { events: ["repository.deleted"], handler: onRepository },
]

/**
 * The probot application function. Probot answers GitHub when the handlers are done, so 2xx means the job is kept; a
 * rejected enqueue becomes 500.
 */
export function createApp({ enqueue, log, enqueueLimitMs }: AppEdges): (app: Probot) => void {
  const edges = { enqueue: limitEnqueue(enqueue, enqueueLimitMs), log }
  return (app) => {
    for (const { events, handler } of routes) {
      app.on([...events], ({ id, name, payload }) => handler({ id, name, payload }, edges))
    }
  }
}
