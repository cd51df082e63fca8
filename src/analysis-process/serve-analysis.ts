import { analyzeAndKeep } from "../analysis/analyze.ts"
import type { KeptAnalysis } from "../analysis/analyze.ts"
import { answerQuestion } from "../analysis/answers/answer.ts"
import { tryChange } from "../analysis/answers/try-change.ts"
import { rules } from "../analysis/rules/index.ts"
import { createBlobFacts, factsAbout } from "../analysis/source/blob-facts.ts"
import type { AnalysisAnswer, Proof } from "../model/question.ts"
import type { SourceFile } from "../model/source.ts"
import { lentDescriptor } from "../jail/fork-jailed.ts"
import { speakerAt } from "../jail/last-word.ts"
import { unpackRequest } from "./messages.ts"
import type { AnalysisRequest, ChildMessage, ChildRequest } from "./messages.ts"

// Two ids of this length are told apart; a suggestion on trial adds words to the id of its file.
const ID_LENGTH = 64
// A review that says more than this says it to nobody, and the other side has to read it all.
const MAX_FINDINGS = 3_000

const nothingKnown: AnalysisAnswer = { kind: "unknown", reason: "nothing was analysed" }
const nothingTried: Proof = { proven: false, reason: "nothing was analysed" }

/**
 * Answers requests of the parent process until it goes away. Texts and parsed files stay for the next request, which is of the
 * same repository. `onFile` hears of each file before work on it begins.
 */
export function serveAnalysis(onFile: (file: SourceFile) => void = () => undefined): void {
  const texts = new Map<string, string>()
  const cache = new Map()
  const facts = createBlobFacts()
  const say = speakerAt(lentDescriptor)
  let announced = ""
  const announce = (file: SourceFile): void => {
    if (file.id !== announced) {
      announced = file.id
      say(file.id.slice(0, ID_LENGTH).split("+")[0] ?? "")
    }
    onFile(file)
  }
  let kept: KeptAnalysis | null = null
  const review = async (request: AnalysisRequest): Promise<ChildMessage> => {
    const subject = unpackRequest(request, texts)
    facts.load(request.facts)
    kept = null
    kept = await analyzeAndKeep({
      ...subject,
      clock: () => performance.now(),
      quarantined: request.quarantined,
      onFile: announce,
      cache,
      facts,
    })
    const { analysis } = kept
    const { heapUsed, external } = process.memoryUsage()
    return {
      kind: "done",
      analysis: { ...analysis, findings: analysis.findings.slice(0, MAX_FINDINGS), fixed: analysis.fixed.slice(0, MAX_FINDINGS) },
      facts: factsAbout(facts.takeFresh(), (id) => texts.has(id)),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
      heldMb: Math.round((heapUsed + external) / 1024 / 1024),
    }
  }
  const answer = async (request: ChildRequest): Promise<ChildMessage | null> => {
    announced = ""
    try {
      switch (request.kind) {
        case "analyze":
          return await review(request.request)
        case "ask":
          return {
            kind: "answered",
            answer: kept === null ? nothingKnown : answerQuestion({ project: kept.head, rules }, request.question),
          }
        case "prove":
          return { kind: "tried", proof: kept === null ? nothingTried : await tryChange(request.trial, kept.grounds) }
        case "forget":
          kept = null
          return null
      }
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message.slice(0, 300) : "unknown reason" }
    }
  }
  process.on("message", (request: ChildRequest) => void answer(request).then((message) => message && process.send?.(message)))
  process.on("disconnect", () => process.exit(0))
  process.send?.({ kind: "ready" } satisfies ChildMessage)
}
