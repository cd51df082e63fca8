import { answerWith } from "../expert/scripted-session.ts"
import type { JournalledRequest } from "./fake-anthropic/start-fake-anthropic.ts"
import { says } from "./fake-anthropic/reply.ts"
import type { Reply } from "./fake-anthropic/reply.ts"

type PassKind = "intent" | "findings" | "verdicts" | "fixes" | "statements" | "report"

/** What a model says for each kind of question. A kind that is left out gets an answer with nothing in it. */
interface ModelScript {
  readonly findings?: readonly unknown[]
  /** Confirms each claim with this quote. */
  readonly confirmsWith?: { readonly path: string; readonly quote: string }
  /** Lines that mend each claim. */
  readonly fix?: readonly string[]
  readonly summary?: string
  /** What it states when a command asks. */
  readonly statements?: readonly unknown[]
  /** Looked at first. */
  readonly instead?: (kind: PassKind, request: JournalledRequest) => Reply | null
}

/** Answers the real prompts as the script says. */
export function scriptedModel({
  findings = [],
  confirmsWith,
  fix,
  summary = "",
  statements = [],
  instead,
}: ModelScript): (request: JournalledRequest) => Reply {
  return (request) => {
    const kind = kindOf(request)
    return instead?.(kind, request) ?? says(answer(kind, request))
  }

  function answer(kind: PassKind, request: JournalledRequest): unknown {
    switch (kind) {
      case "intent":
        return { goal: "Clients can read one order", kind: "feature", claims: [], mentionsSecurityFix: false, addressesReviewer: false }
      case "findings":
        return answerWith({ findings })
      case "verdicts":
        return answerWith({
          kind: "verdicts",
          verdicts: claimsOf(request).map(({ id, severity }) => ({
            id,
            verdict: confirmsWith === undefined ? "refuted" : "confirmed",
            reason: "Traced.",
            evidence: confirmsWith === undefined ? [] : [confirmsWith],
            severity,
            confidence: 90,
          })),
        })
      case "fixes":
        return answerWith({
          kind: "fixes",
          fixes: fix === undefined ? [] : claimsOf(request).map(({ id }) => ({ id, replacement: fix, completes: true, note: "" })),
        })
      case "statements":
        return answerWith({ kind: "statements", statements })
      case "report":
        return { summary, code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" }
    }
  }
}

/** Which of the real prompts this is. */
export function kindOf({ body }: Pick<JournalledRequest, "body">): PassKind {
  const text = JSON.stringify(body)
  // Each pass asks at the end, behind the words of all.
  const asked = [...text.matchAll(/Pass: (findings|verdicts|fixes|statements)[ ,.]/g)].at(-1)?.[1] as PassKind | undefined
  return asked ?? (text.includes("You write the short texts") ? "report" : "intent")
}

function claimsOf({ bytes }: JournalledRequest): { id: string; severity: string }[] {
  // Claims stand as JSON inside of JSON.
  const text = bytes.toString("utf8").replaceAll("\\\\", "\\").replaceAll('\\"', '"')
  const found = new Map<string, string>()
  for (const [, id, rest] of text.matchAll(/"id":\s*"(C\d+)"([^{}]{0,4000})/g))
    found.set(id as string, /"severity":\s*"(\w+)"/.exec(rest ?? "")?.[1] ?? "medium")
  return [...found].map(([id, severity]) => ({ id, severity }))
}
