import { sql } from "kysely"
import type { RememberedFinding } from "../model/ledger.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { storable } from "./storable.ts"
import type { Database } from "./tables.ts"

// Each row takes nineteen parameters, and PostgreSQL takes 65,535 in one statement.
const rowsPerStatement = 1_000

/**
 * Writes the ledger of a pull request as it stands after a review. Of two findings with one fingerprint the last wins. What a person dismissed or
 * restored while the review ran stays as they left it.
 */
export async function recordFindings(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  findings: readonly RememberedFinding[],
): Promise<void> {
  const distinct = [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()]
  for (let start = 0; start < distinct.length; start += rowsPerStatement) {
    await db
      .insertInto("findings")
      .values(distinct.slice(start, start + rowsPerStatement).map((finding) => toRow({ repositoryId, number }, finding)))
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "number", "fingerprint"]).doUpdateSet((row) => ({
          section: row.ref("excluded.section"),
          severity: row.ref("excluded.severity"),
          origin: row.ref("excluded.origin"),
          path: row.ref("excluded.path"),
          title: row.ref("excluded.title"),
          evidence: row.ref("excluded.evidence"),
          last_head: row.ref("excluded.last_head"),
          fixed_head: row.ref("excluded.fixed_head"),
          said_as: row.ref("excluded.said_as"),
          addressed: row.ref("excluded.addressed"),
          state: sql<"open">`case
            when findings.state = 'dismissed' and excluded.state <> 'outdated' then 'dismissed'
            when findings.state in ('open', 'reopened') and excluded.state = 'dismissed' then findings.state
            else excluded.state end`,
          dismissed_by: sql<number | null>`coalesce(findings.dismissed_by, excluded.dismissed_by)`,
          dismissed_login: sql<string | null>`coalesce(findings.dismissed_login, excluded.dismissed_login)`,
          dismissed_reason: sql<string | null>`coalesce(findings.dismissed_reason, excluded.dismissed_reason)`,
          dismissed_at: sql<Date | null>`coalesce(findings.dismissed_at, excluded.dismissed_at)`,
          updated_at: sql<Date>`now()`,
        })),
      )
      .execute()
  }
}

function toRow({ repositoryId, number }: PullRequestKey, finding: RememberedFinding) {
  const { dismissal } = finding
  return {
    repository_id: repositoryId,
    number,
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    section: finding.section,
    severity: finding.severity,
    origin: finding.origin,
    path: storable(finding.path),
    title: storable(finding.title),
    evidence: storable(finding.evidence),
    state: finding.state,
    first_head: finding.firstHead,
    last_head: finding.lastHead,
    fixed_head: finding.fixedHead,
    said_as: finding.saidAs,
    addressed: finding.isAddressed,
    dismissed_by: dismissal?.by.id ?? null,
    dismissed_login: dismissal === null ? null : storable(dismissal.by.login),
    dismissed_reason: dismissal === null ? null : storable(dismissal.reason),
    dismissed_at: dismissal?.at ?? null,
  }
}
