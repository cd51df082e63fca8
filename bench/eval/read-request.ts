import type { JournalledRequest } from "../../test/support/fake-anthropic/start-fake-anthropic.ts"

// What scripted models read of a request, and the empty answers.

type Body = JournalledRequest["body"]

/** One hunk as the pack shows it: `new` holds lines such as `12|+code`. */
export interface SentHunk {
  readonly id: string
  readonly path: string
  readonly new: string
}

/** One claim as refuters and fix writers are asked about it. */
export interface SentClaim {
  readonly id: string
  readonly path: string
  readonly severity: string
  readonly quote: string
  readonly title: string
  readonly line: number
  /** Only where a fix is asked for. */
  readonly startLine?: number
  readonly endLine?: number
}

interface SentBlock {
  readonly type: string
  readonly content?: unknown
}

/** The JSON texts that a request carries as data. */
function dataIn(body: Body): unknown[] {
  const messages = (body["messages"] ?? []) as { readonly content: readonly SentBlock[] }[]
  return messages.flatMap(({ content }) =>
    content.flatMap(({ type, content: text }) => (type === "tool_result" && typeof text === "string" ? [JSON.parse(text) as unknown] : [])),
  )
}

/** Every hunk that the request shows. */
export function hunksIn(body: Body): readonly SentHunk[] {
  return dataIn(body).flatMap((data) => (data as { readonly hunks?: readonly SentHunk[] }).hunks ?? [])
}

/** Every claim that the request asks about. */
export function claimsIn(body: Body): readonly SentClaim[] {
  return dataIn(body).flatMap((data) => (data as { readonly claims?: readonly SentClaim[] }).claims ?? [])
}

/** The text of a line of the new side, of three characters at least; `null` when the hunk has no such line. */
export function lineOf(text: string, line: number): string | null {
  const found = new RegExp(`^${line}\\|[+ ](.*)$`, "m").exec(text)?.[1] ?? ""
  return found.trim().length < 3 ? null : found
}

/** An answer with nothing in it. */
export function nothing() {
  return {
    kind: "findings",
    findings: [],
    verdicts: [],
    fixes: [],
    statements: [],
    open: "nothing",
    coverage: { filesRead: [], notChecked: [], injectionSeen: [] },
  }
}
