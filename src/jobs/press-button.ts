import { mayUse } from "../commands/command.ts"
import type { Who } from "../commands/command.ts"
import type { ActionIdentifier } from "../model/check-action.ts"
import { isAtGate } from "../model/gate.ts"
import type { PressJob, ReviewJob } from "../model/job.ts"
import type { RememberedFinding } from "../model/ledger.ts"
import type { Policy } from "../model/policy.ts"
import type { Enqueue, GitHubDoor, Ledger } from "../model/ports.ts"
import type { Facts } from "../report/answers/facts.ts"
import { offerFixes } from "../report/answers/offer-fixes.ts"
import { readPolicy } from "./read-policy.ts"
import { studyHead } from "./study-head.ts"
import type { StudyEdges } from "./study-head.ts"

export interface PressEdges extends StudyEdges {
  readonly github: GitHubDoor
  readonly ledger: Ledger
  readonly enqueue: Enqueue
}

/** How a press ended, for the log: a button cannot be answered where it was pressed. */
export type PressOutcome = "done" | "refused" | "outdated" | "closed"

// The same as for the commands that do the same. Accepting a risk opens the gate.
const whoMayPress: Readonly<Record<ActionIdentifier, Who>> = {
  "review-again": "triage",
  "full-review": "triage",
  resume: "triage",
  "suggest-fixes": "triage",
  "accept-risk": "write",
}

/** Does what a button of the check run says. `id` is that of the job, so that a second attempt queues nothing twice. */
export async function pressButton(
  job: PressJob,
  { id, signal }: { id: string; signal: AbortSignal },
  edges: PressEdges,
): Promise<PressOutcome> {
  const { github, ledger, enqueue } = edges
  const [pullRequest, permission] = await Promise.all([github.readPullRequest(job), github.readPermission(job, job.sender)])
  if (!mayUse(whoMayPress[job.action], { permission, isAuthor: false })) return "refused"
  if (pullRequest.state === "closed") return "closed"
  const review = (changes: Partial<Pick<ReviewJob, "full">> = {}) => enqueue({ ...toReview(job), ...changes }, `press/${id}`)
  switch (job.action) {
    case "review-again":
      await review()
      return "done"
    case "full-review":
      await review({ full: true })
      return "done"
    case "resume":
      await ledger.resume(job)
      await enqueue({ ...toReview(job), asked: false }, `press/${id}`)
      return "done"
    case "accept-risk":
    case "suggest-fixes": {
      // What was seen when it was pressed is another commit than what would be accepted or mended.
      if (pullRequest.head.sha !== job.headSha) return "outdated"
      const [{ policy }, findings] = await Promise.all([readPolicy(pullRequest, github), ledger.listFindings(job)])
      await using study = await studyHead({ pullRequest, policy, ledger: findings }, edges, signal)
      if (job.action === "suggest-fixes") {
        await github.postFixes(job, job.headSha, offerFixes(findUndismissed(study.facts), study.facts))
        return "done"
      }
      for (const fingerprint of findBlocking(study.facts, findings, policy))
        await ledger.dismiss(job, fingerprint, { by: job.sender, reason: "risk accepted in the Checks tab" })
      await review()
      return "done"
    }
  }
}

function findUndismissed({ analysis, ledger }: Facts): Facts["analysis"]["findings"] {
  const dismissed = new Set(ledger.filter(({ state }) => state === "dismissed").map(({ fingerprint }) => fingerprint))
  return analysis.findings.filter(({ fingerprint }) => !dismissed.has(fingerprint))
}

/** Fingerprints of what blocks at this head: what the rules find again, and what the model found, which only the ledger remembers. */
function findBlocking(facts: Facts, findings: readonly RememberedFinding[], policy: Policy): readonly string[] {
  const byRules = findUndismissed(facts).filter((finding) => isAtGate(finding, policy))
  const known = new Set(facts.analysis.findings.map(({ fingerprint }) => fingerprint))
  const byModel = findings.filter(
    ({ fingerprint, origin, state, lastHead }) =>
      origin === "model" && state !== "dismissed" && lastHead === facts.headSha && !known.has(fingerprint) && policy.model.gate === "panel",
  )
  const wouldBlock = byModel.filter((finding) => isAtGate({ ...finding, confidence: "high", origin: "both" }, policy))
  return [...byRules, ...wouldBlock].map(({ fingerprint }) => fingerprint)
}

function toReview({ installationId, repositoryId, owner, name, number }: PressJob): ReviewJob {
  return { kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: true, asked: true }
}
