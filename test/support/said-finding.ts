import type { RememberedFinding } from "../../src/model/ledger.ts"

/** A finding as the ledger remembers it once there is a comment on it. */
export function aSaidFinding(fingerprint: string, path: string, changes: Partial<RememberedFinding> = {}): RememberedFinding {
  return {
    fingerprint,
    shortId: fingerprint,
    rule: "no-floating-promise",
    section: "reliability",
    severity: "medium",
    origin: "static",
    path,
    title: "",
    evidence: "save(order)",
    state: "open",
    firstHead: "a1",
    lastHead: "a1",
    fixedHead: null,
    dismissal: null,
    saidAs: fingerprint,
    isAddressed: false,
    ...changes,
  }
}
