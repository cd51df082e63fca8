import type { Suggestion } from "../model/finding.ts"
import type { Judged } from "./claims/judge-candidates.ts"
import { proveFix } from "./claims/prove-fix.ts"
import { readAnswer } from "./claims/read-answer.ts"
import { byWeight, isSpeakable } from "./claims/to-findings.ts"
import type { SharedPrefix } from "./pass.ts"
import { askFixes } from "./passes/questions.ts"
import { ask } from "./reviewing.ts"
import type { Reviewing } from "./reviewing.ts"

/** Has the fixes of what may become a comment proven: the finder's own, else one that is asked for. Adds them to `suggestions`. */
export async function proveFixes(review: Reviewing, prefix: SharedPrefix, judged: readonly Judged[], suggestions: Map<string, Suggestion>) {
  const { evidence, plan } = review
  const worth = judged
    .filter((each) => isSpeakable(each))
    .toSorted(byWeight)
    .slice(0, evidence.policy.max_comments)
  const open: Judged[] = []
  for (const each of worth) {
    const proven = each.fix.kind === "replace" && (await prove(review, each, each.fix.replacement, suggestions))
    if (!proven) open.push(each)
  }
  if (open.length === 0) return
  const results = await ask(review, askFixes(open, { prefix, limits: plan.limits }))
  for (const fix of results.flatMap((result) => readAnswer(result.answer).fixes)) {
    const target = open.find(({ id }) => id === fix.id.toUpperCase())
    if (target !== undefined && fix.completes) await prove(review, target, fix.replacement, suggestions)
  }
}

async function prove(
  { evidence }: Reviewing,
  judged: Judged,
  replacement: readonly string[],
  suggestions: Map<string, Suggestion>,
): Promise<boolean> {
  const statics = evidence.analysis.findings.filter(({ fingerprint }) => judged.statics.includes(fingerprint))
  const suggestion = await proveFix(judged, replacement, statics, evidence.reader)
  if (suggestion === null) return false
  for (const fingerprint of judged.statics.length === 0 ? [judged.fingerprint] : judged.statics) suggestions.set(fingerprint, suggestion)
  return true
}
