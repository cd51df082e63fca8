import { shortIdOf } from "../model/fingerprint.ts"
import type { Dismissal, LedgerFinding } from "../model/ledger.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { readFindings } from "./read-findings.ts"
import type { Database, FindingRow } from "./tables.ts"

/** Returns every finding the pull request ever had, with its state, ordered by fingerprint. */
export async function listLedger(db: Database, key: PullRequestKey): Promise<readonly LedgerFinding[]> {
  return (await readFindings(db, key)).map(toLedgerFinding)
}

function toLedgerFinding(row: FindingRow): LedgerFinding {
  const { fingerprint, rule, section, severity, path, title, state } = row
  return {
    fingerprint,
    shortId: shortIdOf(fingerprint),
    rule,
    section,
    severity,
    path,
    title,
    state,
    firstHead: row.first_head,
    lastHead: row.last_head,
    fixedHead: row.fixed_head,
    dismissal: dismissalOf(row),
  }
}

function dismissalOf(row: FindingRow): Dismissal | null {
  if (row.state !== "dismissed" || row.dismissed_by === null) return null
  return {
    by: { id: row.dismissed_by, login: row.dismissed_login ?? "" },
    reason: row.dismissed_reason ?? "",
    at: row.dismissed_at ?? row.updated_at,
  }
}
