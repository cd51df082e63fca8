import type { ExpertOptions, ModelSession } from "../../src/expert/session-request.ts"
import type { PassRequest, PassResult } from "../../src/expert/pass.ts"
import type { ModelUsage, PassName } from "../../src/model/review.ts"

type Script = Partial<Record<PassName, (request: PassRequest) => unknown>>

const free: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 1 }

/** Answers with what the script says for each pass; a pass it does not name finds nothing. */
export function scriptedExpert(script: Script): ExpertOptions & { readonly asked: PassRequest[] } {
  const asked: PassRequest[] = []
  const openSession = (): ModelSession => ({
    run: (request, _signal, onStarted) => {
      asked.push(request)
      onStarted?.()
      const answer = script[request.pass]?.(request)
      return Promise.resolve(isResult(answer) ? answer : { answer: answer ?? nothing(), degraded: [], usage: free, retryAt: null })
    },
    usage: () => ({ ...free, calls: asked.length }),
    shares: () => [],
  })
  const openClean = () => (text: string) => Promise.resolve(text)
  return { model: "scripted", openSession, openClean, marksOf: () => ({ nonce: "n0nce", canary: "c4nary" }), asked }
}

/** What a pass is that ended without a whole answer. */
export function failed(pass: PassName, flag: string, answer: unknown = null): PassResult {
  return { answer, degraded: [{ pass, flag, reason: "in a test" }], usage: free, retryAt: null }
}

function isResult(value: unknown): value is PassResult {
  return value !== null && typeof value === "object" && "degraded" in value && "retryAt" in value
}

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

/** A claim with every field; the quote is looked up by the program. */
export function aClaim(changes: Readonly<Record<string, unknown>> = {}) {
  const claim = {
    path: "src/orders.ts",
    hunkId: "H1",
    quote: "  const order = await orders.findById(request.params.id)",
    lineHint: 5,
    category: "access_control",
    severity: "medium",
    title: "Any customer can read any order",
    claim: "Every signed-in customer reads the orders of all others, because the query has no owner.",
    trigger: "GET /orders/:id with the id of somebody else's order",
    evidence: [
      { path: "src/orders.ts", quote: "  const order = await orders.findById(request.params.id)", why: "the query names the id alone" },
    ],
    relatedStaticIds: [],
    fix: { kind: "text", text: "Add the owner to the query.", replacement: [] },
    scope: "introduced",
    certainty: "high",
    cwe: "CWE-639",
  }
  return { ...claim, ...changes }
}

export function answerWith(part: Partial<ReturnType<typeof nothing>> | { [key: string]: unknown }) {
  return { ...nothing(), ...part }
}

/** Confirms every claim of a request with a quote that exists. */
export function confirmAll(quote: { path: string; quote: string }, changes: Readonly<Record<string, unknown>> = {}) {
  return (request: PassRequest) => {
    const { claims } = JSON.parse(request.data) as { claims: { id: string; severity: string }[] }
    return answerWith({
      kind: "verdicts",
      verdicts: claims.map(({ id, severity }) => ({
        id,
        verdict: "confirmed",
        reason: "Traced.",
        evidence: [quote],
        severity,
        confidence: 90,
        ...changes,
      })),
    })
  }
}
