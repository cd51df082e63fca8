import { sql } from "kysely"
import type { Finding } from "../model/finding.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { storable } from "./storable.ts"
import type { Database } from "./tables.ts"

export type FoundFinding = Pick<Finding, "fingerprint" | "rule" | "section" | "severity" | "path" | "title">

// Each row takes nine parameters, and PostgreSQL takes 65,535 in one statement.
const rowsPerStatement = 1_000

/**
 * Enters what a review found into the ledger: new findings are open, fixed ones that are back are reopened, dismissed ones stay
 * dismissed. Of two findings with one fingerprint the last wins.
 */
export async function recordFindings(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  headSha: string,
  findings: readonly FoundFinding[],
): Promise<void> {
  const distinct = [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()]
  for (let start = 0; start < distinct.length; start += rowsPerStatement) {
    await db
      .insertInto("findings")
      .values(
        distinct.slice(start, start + rowsPerStatement).map((finding) => ({
          repository_id: repositoryId,
          number,
          fingerprint: finding.fingerprint,
          rule: finding.rule,
          section: finding.section,
          severity: finding.severity,
          path: storable(finding.path),
          title: storable(finding.title),
          state: "open" as const,
          first_head: headSha,
          last_head: headSha,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "number", "fingerprint"]).doUpdateSet((row) => ({
          severity: row.ref("excluded.severity"),
          path: row.ref("excluded.path"),
          title: row.ref("excluded.title"),
          last_head: row.ref("excluded.last_head"),
          fixed_head: null,
          state: sql<"open">`case when findings.state in ('fixed', 'outdated') then 'reopened' else findings.state end`,
          updated_at: sql<Date>`now()`,
        })),
      )
      .execute()
  }
}
