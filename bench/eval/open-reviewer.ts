import { createHash, createHmac } from "node:crypto"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import { planReading } from "../../src/analysis/plan-reading.ts"
import { createCircuitBreaker } from "../../src/expert/circuit.ts"
import { openClient } from "../../src/expert/client.ts"
import { systemClock } from "../../src/expert/clock.ts"
import { createExpert } from "../../src/expert/consult.ts"
import type { JournalEntry } from "../../src/expert/loop/runtime.ts"
import { createOpenClean } from "../../src/expert/open-clean.ts"
import { createSessionOpener } from "../../src/expert/session.ts"
import { createToolBox } from "../../src/expert/tools/create-tool-box.ts"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Analyst, Evidence } from "../../src/model/ports.ts"
import type { Participation } from "../../src/model/review.ts"
import { placeFindings } from "../../src/report/place.ts"
import { diffSides, readTree } from "../corpus/change.ts"
import type { EvalCase } from "./case.ts"

export const modes = ["static", "model", "full"] as const
/** The rules alone; the model without knowing what the rules found; both. */
export type Mode = (typeof modes)[number]

export interface ModelAccess {
  readonly apiKey: string
  readonly baseUrl: string | null
  readonly model: string
  readonly smallModel: string
  /** US dollars that one review may cost. */
  readonly reviewUsd: number
}

export interface EvalReview {
  readonly findings: readonly PlacedFinding[]
  readonly participation: Participation | null
  readonly calls: readonly JournalEntry[]
  readonly ms: number
}

export interface Reviewer extends Disposable {
  review(evalCase: EvalCase, mode: Mode): Promise<EvalReview>
}

/** The real stages but for git and GitHub: what a pull request gets, with the default settings. */
export function openReviewer(access: ModelAccess | null): Reviewer {
  const analysts = createAnalysts({ limitMs: 120_000, memoryMb: 1024, keepMs: 60_000 })
  const consult = access === null ? null : openConsult(access)
  return {
    async review(evalCase, mode) {
      const started = performance.now()
      const signal = new AbortController().signal
      using analyst = analysts.open("eval")
      const evidence = await gather(evalCase, analyst, { mode, usd: access?.reviewUsd ?? 0 }, signal)
      const asked = mode === "static" || consult === null ? null : await consult(evidence, signal)
      const history = { commented: new Set<string>(), reviewedHeads: new Set<string>() }
      const findings = placeFindings({
        findings: asked?.consultation.findings ?? evidence.analysis.findings,
        diff: evidence.diff,
        policy: defaultPolicy,
        history,
      })
      return {
        findings,
        participation: asked?.consultation.participation ?? null,
        calls: asked?.calls ?? [],
        ms: performance.now() - started,
      }
    },
    [Symbol.dispose]: () => analysts[Symbol.dispose](),
  }
}

async function gather(
  { id, title, body, repository, base, head }: EvalCase,
  analyst: Analyst,
  { mode, usd }: { readonly mode: Mode; readonly usd: number },
  signal: AbortSignal,
): Promise<Evidence> {
  const diff = diffSides(repository, base, head)
  const policy = defaultPolicy
  const plan = planReading(diff, base, head, policy)
  const [baseTree, headTree] = [readTree(repository, base, plan.base), readTree(repository, head, plan.head)]
  const analysis = await analyst.analyze({ diff, base: baseTree, head: headTree, policy }, signal)
  return {
    repository: `eval/${id}`,
    installationId: 0,
    // A change of one commit, whose subject is the title.
    texts: { title, body, commits: title === "" ? [] : [title] },
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    diff,
    base: baseTree,
    head: headTree,
    analysis: mode === "model" ? { ...analysis, findings: [] } : analysis,
    policy,
    reader: {
      read: (paths) => Promise.resolve(readTree(repository, head, paths)),
      ask: (question) => analyst.ask(question, signal),
      prove: (trial) => analyst.prove(trial, signal),
    },
    allow: () => Promise.resolve({ usd, limitedBy: "the limit of this evaluation" }),
  }
}

/** The expert in this process, asking whom `access` names; `calls` are told with what it found. */
export function openConsult(access: ModelAccess) {
  const client = openClient(access)
  const breaker = createCircuitBreaker({ now: () => systemClock.now() })
  const key = createHash("sha256").update(access.apiKey).digest("hex")
  const mark = (about: string): string => createHmac("sha256", "eval").update(about).digest("hex").slice(0, 24)
  return async (evidence: Evidence, signal: AbortSignal) => {
    const calls: JournalEntry[] = []
    const expert = createExpert({
      model: access.model,
      openClean: createOpenClean("eval"),
      // The same whenever it is asked, so that cassettes fit and the rules are shared in the provider's cache.
      marksOf: (repository, headSha) => ({ nonce: mark(`nonce ${repository} ${headSha}`), canary: `cn${mark("canary")}` }),
      openSession: createSessionOpener({
        client,
        breaker,
        key,
        clock: systemClock,
        models: { large: access.model, small: access.smallModel, fallback: null },
        effort: "medium",
        carrier: "tool-result",
        instructedBy: "user",
        openToolBox: ({ head, clean }) => createToolBox({ evidence, shownHead: head, clean }),
        journal: (entry) => void calls.push(entry),
      }),
    })
    return { consultation: await expert(evidence, signal), calls }
  }
}
