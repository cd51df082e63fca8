import type { FindingState } from "./ledger.ts"

/**
 * The part of our memory that stands in the report as an HTML comment, so that a lost database repeats nothing and forgets no dismissal. People with
 * write access can edit it, so it counts only when the database knows nothing; they may dismiss findings anyway.
 */
export interface KeptMemory {
  /** Head of the last published review. */
  readonly headSha: string
  readonly findings: readonly KeptFinding[]
}

export interface KeptFinding {
  readonly fingerprint: string
  readonly rule: string
  readonly state: FindingState
  /** As in `RememberedFinding`. */
  readonly saidAs: string | null
  /** Numeric id of the person who dismissed it; `null` unless dismissed. */
  readonly dismissedBy: number | null
  /** True when the model alone found it. */
  readonly byModel: boolean
}

const opening = "<!-- nodejs-backend-expert:memory v1 "
const letters: Readonly<Record<FindingState, string>> = { open: "o", fixed: "f", reopened: "r", dismissed: "d", outdated: "x" }

/** Takes what is to be kept, returns one line of Markdown that nobody sees. */
export function renderKeptMemory({ headSha, findings }: KeptMemory): string {
  const entries = findings.map(({ fingerprint, rule, state, saidAs, dismissedBy, byModel }) =>
    [fingerprint, letters[state], rule, saidAs ?? "", dismissedBy === null ? "" : String(dismissedBy), byModel ? "m" : ""]
      .map(encodeURIComponent)
      .join(","),
  )
  return `${opening}${[headSha, ...entries].join(" ")} -->`
}

/** Takes the body of our report, returns what it keeps; `null` when it keeps nothing. Whatever does not read well is left out. Never throws. */
export function parseKeptMemory(body: string): KeptMemory | null {
  const line = body.split(/\r?\n/, 2)[1] ?? ""
  if (!line.startsWith(opening) || !line.endsWith(" -->")) return null
  const [headSha = "", ...entries] = line.slice(opening.length, -" -->".length).split(" ")
  if (!/^[0-9a-f]{40,64}$/.test(headSha)) return null
  return { headSha, findings: entries.flatMap(parseEntry) }
}

function parseEntry(entry: string): KeptFinding[] {
  const [fingerprint = "", letter = "", rule = "", saidAs = "", by = "", origin = ""] = entry.split(",").map(decode)
  const state = (Object.keys(letters) as FindingState[]).find((each) => letters[each] === letter)
  if (fingerprint === "" || state === undefined) return []
  const dismissedBy = /^\d{1,15}$/.test(by) ? Number(by) : null
  return [{ fingerprint, rule, state, saidAs: saidAs === "" ? null : saidAs, dismissedBy, byModel: origin === "m" }]
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ""
  }
}
