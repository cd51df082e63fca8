import { compareSeverity } from "../model/finding.ts"
import type { Finding, Suggestion } from "../model/finding.ts"
import type { Policy } from "../model/policy.ts"
import { instructionsFor } from "../model/reviewed-paths.ts"
import type { Candidate } from "./claims/candidate.ts"
import { judgeCandidates } from "./claims/judge-candidates.ts"
import type { Judged, Vote } from "./claims/judge-candidates.ts"
import { normaliseClaims, ruleOf } from "./claims/normalise-claims.ts"
import { readAnswer, readIntent } from "./claims/read-answer.ts"
import type { Intent } from "./claims/read-answer.ts"
import { mergeFindings } from "./claims/to-findings.ts"
import { findClaims } from "./find-claims.ts"
import { proveFixes } from "./fix-defects.ts"
import { composePack } from "./pack/compose-pack.ts"
import { splitFiles } from "./pack/split-files.ts"
import type { SharedPrefix } from "./pass.ts"
import { askIntent, askRefuters, composeGuidance, composeSystem } from "./passes/questions.ts"
import { ask } from "./reviewing.ts"
import type { Reviewing, State } from "./reviewing.ts"

/**
 * Shows the change part by part, collects claims, has them refuted and the fixes of what stands proven. Writes what is known into `state` as it goes,
 * so that whatever stops it, that much is told. Throws only for the signal, or for a mistake of ours.
 */
export async function findDefects(review: Reviewing, state: State): Promise<void> {
  const { evidence, plan, journal, head, marks } = review
  const { analysis, policy } = evidence
  const parts = splitFiles(plan.files)
  state.leftOut = [...plan.leftOut, ...parts.leftOut]
  const system = composeSystem(marks.canary)
  const guidance = composeGuidance(
    analysis.stack,
    instructionsFor(
      policy,
      plan.files.map(({ path }) => path),
    ),
  )
  const intent = readIntentOf(review)
  // Awaited below; if something fails before that, this one must not be a rejection nobody handles.
  intent.catch(() => undefined)
  const judged: Judged[] = []
  const suggestions = new Map<string, Suggestion>()
  for (const files of parts.parts) {
    const pack = await composePack(evidence, files, { shownHead: head, clean: review.clean, nonce: marks.nonce })
    const prefix: SharedPrefix = { system, guidance, pack: pack.text }
    state.intent = await intent
    const { candidates, unsupported } = await normaliseClaims(
      await findClaims(review, { prefix, limits: plan.limits, intent: state.intent }, files),
      pack,
      head,
    )
    state.unsupported += unsupported
    const heard = candidates.filter(({ category }) => policy.rules[ruleOf({ category })] !== "off")
    const verdicts = await refute(review, prefix, heard.toSorted(mostSevereFirst).slice(0, plan.limits.candidates))
    const mine = await judgeCandidates(heard, verdicts, head)
    judged.push(...mine)
    state.refuted += mine.filter((each) => each.state === "refuted").length
    // Told even if nothing after this succeeds.
    state.findings = await merge(review, judged, suggestions)
    await proveFixes(review, prefix, mine, suggestions)
  }
  state.findings = await merge(review, judged, suggestions)
  if (state.leftOut.length > 0)
    journal.degrade({ pass: "plan", flag: "too-large", reason: `the model was not shown ${state.leftOut.length} of the changed files` })
}

function mostSevereFirst(a: Candidate, b: Candidate): number {
  return compareSeverity(a.severity, b.severity) || a.id.localeCompare(b.id, "en", { numeric: true })
}

async function readIntentOf(review: Reviewing): Promise<Intent | null> {
  const question = askIntent(review.evidence.texts, review.marks.canary)
  if (question === null) return null
  const [result] = await ask(review, [question])
  return readIntent(result?.answer)
}

async function refute(review: Reviewing, prefix: SharedPrefix, candidates: readonly Candidate[]): Promise<Vote[]> {
  review.journal.plan("refute")
  const questions = askRefuters(candidates, { prefix, limits: review.plan.limits })
  const results = await ask(review, questions)
  return results.flatMap((result, index) => {
    const lens = questions[index]?.lens ?? null
    return readAnswer(result.answer).verdicts.map((verdict) => ({ lens, verdict }))
  })
}

async function merge({ evidence, head }: Reviewing, judged: readonly Judged[], suggestions: ReadonlyMap<string, Suggestion>) {
  const { analysis, policy, earlier } = evidence
  const merged = await mergeFindings({ statics: analysis.findings, judged, suggestions, head })
  const found = new Set(merged.map(({ fingerprint }) => fingerprint))
  return [...merged, ...(earlier?.findings ?? []).filter(({ fingerprint }) => !found.has(fingerprint))]
    .filter(({ origin, section }) => origin !== "model" || policy.sections[section])
    .map((finding) => applySetting(finding, policy))
}

function applySetting(finding: Finding, policy: Policy): Finding {
  const setting = policy.rules[finding.rule]
  return finding.origin !== "model" || setting === undefined || setting === "off" ? finding : { ...finding, severity: setting }
}
