import { shortIdOf } from "../model/fingerprint.ts"
import type { Dismissal, RememberedFinding } from "../model/ledger.ts"
import type { FindingRow } from "./tables.ts"

/** Takes a row, returns the finding as the rest of the App knows it. */
export function toRememberedFinding(row: FindingRow): RememberedFinding {
  const { fingerprint, rule, section, severity, origin, path, title, evidence, state } = row
  return {
    fingerprint,
    shortId: shortIdOf(fingerprint),
    rule,
    section,
    severity,
    origin,
    path,
    title,
    evidence,
    state,
    firstHead: row.first_head,
    lastHead: row.last_head,
    fixedHead: row.fixed_head,
    dismissal: dismissalOf(row),
    saidAs: row.said_as,
    isAddressed: row.addressed,
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
