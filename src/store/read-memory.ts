import { z } from "zod"
import type { Memory, ReviewedChange } from "../model/ledger.ts"
import { toRememberedFinding } from "./ledger-finding.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { readFindings } from "./read-findings.ts"
import { readPullRequest } from "./read-pull-request.ts"
import { readQuietRules } from "./read-rule-record.ts"
import type { Database, PullRequestRow } from "./tables.ts"

/** Returns what the next review of a pull request has to know. */
export async function readMemory(db: Database, key: PullRequestKey): Promise<Memory> {
  const row = await readPullRequest(db, key)
  const findings = row === null ? [] : await readFindings(db, key)
  return {
    findings: findings.map(toRememberedFinding),
    lastReview: row === null ? null : lastReviewOf(row),
    quietRules: await readQuietRules(db, key.repositoryId),
  }
}

const StoredChange = z.array(z.object({ path: z.string(), added: z.string(), deleted: z.string() }))

function lastReviewOf({ last_round_head: headSha, last_change: stored }: PullRequestRow): ReviewedChange | null {
  if (headSha === null) return null
  const change = stored === null ? null : StoredChange.safeParse(JSON.parse(stored))
  // Written by another version of the App: as good as lost, and nobody is hurt by that.
  return { headSha, change: change?.success === true ? change.data : null }
}
