import type { Reply } from "../../test/support/fake-anthropic/reply.ts"
import { callsTools, says } from "../../test/support/fake-anthropic/reply.ts"
import type { JournalledRequest, Script } from "../../test/support/fake-anthropic/start-fake-anthropic.ts"
import type { EvalCase, EvalRegion } from "./case.ts"
import { answerFallibly } from "./fallible-model.ts"
import { claimsIn, hunksIn, lineOf, nothing } from "./read-request.ts"
import type { SentClaim } from "./read-request.ts"

// What a model can be at its worst and at its best, without one: they measure the harness, not a model.
export const scriptedModels = {
  /** Finds nothing. What remains is the static analysis. */
  silent: (request: JournalledRequest) => answerAs(request, []),
  /** Claims what is expected, word by word from the code, and confirms it. What is lost on the way is ours. */
  oracle: (request: JournalledRequest, evalCase: EvalCase) => answerAs(request, claimsAt(request, evalCase.expect)),
  /** Claims a defect at the first added line of every hunk and confirms each. Whatever it claims is posted if nothing holds it back. */
  noisy: (request: JournalledRequest) => answerAs(request, claimsAt(request, firstAddedLines(request))),
  /** Sees most of what is expected, and errs as models do: seeded by the case, so that it errs the same way each time. */
  fallible: answerFallibly,
  /** Looks around, claims something about eight hunks and answers as long as models do; for what a review of a size sends and costs. */
  busy: (request: JournalledRequest) => answerAtLength(request),
} as const
export type ScriptedModel = keyof typeof scriptedModels

/** The script of one scripted model for whatever case is under review. */
export function scriptOf(model: ScriptedModel, presentCase: () => EvalCase): Script {
  return (request) => scriptedModels[model](request, presentCase())
}

function answerAs({ pass, body }: JournalledRequest, findings: readonly object[]): Reply {
  if (pass === "intent") return says({ goal: "", kind: "unknown", claims: [], mentionsSecurityFix: false, addressesReviewer: false })
  if (pass === "report") return says({ summary: "", code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" })
  if (pass === "refute") return says({ ...nothing(), kind: "verdicts", verdicts: claimsIn(body).map(confirm) })
  if (pass === "fix") return says({ ...nothing(), kind: "fixes" })
  return says({ ...nothing(), findings: findings.slice(0, 40) })
}

// What answers of finders and refuters took elsewhere, thinking included.
const finderTokens = 5000
const tokensPerVerdict = 1200
const lookTokens = 600
const looks = { finder: 3, refuter: 1 }

function answerAtLength(request: JournalledRequest): Reply {
  const { pass, body } = request
  const isFinder = pass?.startsWith("find-") === true
  const claims = firstAddedLines(request).slice(0, 8)
  const looked = ((body["messages"] ?? []) as { content: { type: string; name?: string }[] }[])
    .flatMap(({ content }) => content)
    .filter(({ type, name }) => type === "tool_use" && name === "Read").length
  const path = claims[0]?.path ?? ""
  if (looked < (isFinder ? looks.finder : pass === "refute" ? looks.refuter : 0))
    return callsTools([{ name: "Read", input: { path, startLine: 1 + 200 * looked } }], { outputTokens: lookTokens })
  const outputTokens = isFinder ? finderTokens : tokensPerVerdict * Math.max(1, claimsIn(body).length)
  return { ...answerAs(request, claimsAt(request, claims)), outputTokens }
}

function claimsAt(request: JournalledRequest, regions: readonly EvalRegion[]): object[] {
  const hunks = hunksIn(request.body)
  return regions.flatMap((region) => {
    const start = region.start ?? 1
    const hunk = hunks.find(({ path, new: text }) => path === region.path && lineOf(text, start) !== null)
    const quote = hunk === undefined ? null : lineOf(hunk.new, start)
    if (hunk === undefined || quote === null) return []
    const category = region.section === "security" ? "injection" : region.section === "performance" ? "performance" : "correctness"
    return [
      {
        path: region.path,
        hunkId: hunk.id,
        quote,
        lineHint: start,
        category,
        severity: "high",
        title: `Scripted claim about line ${start} of ${region.path}`,
        claim: "A scripted claim with a consequence.",
        trigger: "A scripted request.",
        evidence: [{ path: region.path, quote, why: "the line itself" }],
        relatedStaticIds: [],
        fix: { kind: "none", text: "", replacement: [] },
        scope: "introduced",
        certainty: "high",
        cwe: region.cwe[0] ?? "",
      },
    ]
  })
}

function firstAddedLines({ body }: JournalledRequest): EvalRegion[] {
  return hunksIn(body).flatMap(({ path, new: text }) => {
    const added = /^(\d+)\|\+(?=.{8})/m.exec(text)
    return added === null ? [] : [{ path, start: Number(added[1]), cwe: [], section: "reliability" }]
  })
}

function confirm({ id, path, severity, quote }: SentClaim): object {
  return { id, verdict: "confirmed", reason: "Scripted.", evidence: [{ path, quote }], severity, confidence: 90 }
}
