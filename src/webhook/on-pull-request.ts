import { z } from "zod"
import { accept, createHandler, decideBy, ignore } from "./event.ts"
import { Id, InRepository, pullRequestIdentity } from "./payload.ts"

const PullRequestEvent = InRepository.extend({
  action: z.string(),
  pull_request: z.object({ number: Id, state: z.string().default("open") }),
  changes: z.object({ base: z.unknown().optional() }).nullish(),
  label: z.object({ name: z.string() }).nullish(),
})

/**
 * A new head or a new base asks for a review, an end or a draft stops it. Bots open pull requests too, so the sender does
 * not matter. Drafts are kept as well: whether they are reviewed is the repository's policy, which only the job can read.
 */
export const decidePullRequest = decideBy(PullRequestEvent, (payload) => {
  const identity = pullRequestIdentity(payload, payload.pull_request.number)
  switch (payload.action) {
    case "opened":
    case "reopened":
    case "synchronize":
    case "ready_for_review":
      return accept({ kind: "review-pull-request", ...identity, again: false, asked: false })
    case "edited":
      if (!payload.changes?.base) return ignore("title or body edited")
      if (payload.pull_request.state !== "open") return ignore("not open")
      // The head is the same and was perhaps reviewed, but against another base.
      return accept({ kind: "review-pull-request", ...identity, again: true, asked: false })
    case "labeled":
    case "unlabeled":
      if (payload.pull_request.state !== "open" || !payload.label) return ignore("not open")
      return accept({ kind: "weigh-label", ...identity, label: payload.label.name })
    case "converted_to_draft":
      return accept({ kind: "stop-review", ...identity, reason: "draft" })
    case "closed":
      return accept({ kind: "stop-review", ...identity, reason: "closed" })
    default:
      return ignore("another action")
  }
})

export const onPullRequest = createHandler(decidePullRequest)
