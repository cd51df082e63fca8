import type { Finding } from "../model/finding.ts"
import type { Consult, Evidence, HeadReader } from "../model/ports.ts"
import type { Consultation, ModelUsage, Participation } from "../model/review.ts"
import type { EarlierReview, Resumption } from "./earlier-review.ts"

/**
 * Has the expert look at what changed since an earlier review, and puts what was found then in the files that did not beside what is found now. Nobody
 * is asked when nothing changed. Static findings are always the present ones. Throws what `consult` and the reader throw.
 */
export async function continueReview(
  { earlier, resumption, evidence }: { readonly earlier: EarlierReview; readonly resumption: Resumption; readonly evidence: Evidence },
  consult: Consult,
  signal: AbortSignal,
): Promise<Consultation> {
  const { isSame, seen, headSha } = resumption
  const carried = await proveAgain(resumption.carried, evidence.reader)
  const join = (answer: Consultation, isAsked: boolean): Consultation =>
    tell(joinFindings(answer, { carried, earlier, seen }), { headSha, files: seen.length, isAsked })
  if (isSame) return join(answerAgain(earlier, evidence), false)
  // The process that asks the model has proven none of them, so that it must not suggest anything for them.
  const told = { paths: seen, findings: carried.map((finding) => ({ ...finding, suggestion: null })) }
  const fresh = await consult({ ...evidence, earlier: told }, signal)
  // What is new may be nothing that a model is asked about: documents, images, a few lines of settings.
  return fresh.participation === null ? join(answerAgain(earlier, evidence), false) : join(fresh, true)
}

/** What a consultation is that costs nothing any more. */
export function withoutCost(consultation: Consultation): Consultation {
  const { participation } = consultation
  return participation === null ? consultation : { ...consultation, participation: { ...participation, usage: nothing, shares: [] } }
}

const nothing: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 }

function answerAgain({ consultation }: EarlierReview, { analysis }: Evidence): Consultation {
  const again = withoutCost(consultation)
  const { participation } = again
  // The texts speak of what the rules had found too.
  const isSame = namesOf(consultation.findings) === namesOf([...analysis.findings, ...consultation.findings.filter(isModels)])
  const texts = isSame ? participation?.texts : {}
  return { ...again, findings: analysis.findings, participation: participation && { ...participation, texts: texts ?? {} } }
}

function namesOf(findings: readonly Finding[]): string {
  return JSON.stringify(findings.map(({ fingerprint }) => fingerprint).toSorted())
}

const isModels = ({ origin }: Finding): boolean => origin === "model"

/** A suggestion is one that holds at this head. */
async function proveAgain(findings: readonly Finding[], reader: HeadReader): Promise<readonly Finding[]> {
  const proven: Finding[] = []
  for (const finding of findings) {
    const { path, suggestion } = finding
    const holds = suggestion !== null && (await reader.prove({ path, ...suggestion, removes: null })).proven
    proven.push(holds ? finding : { ...finding, suggestion: null })
  }
  return proven
}

interface Known {
  readonly carried: readonly Finding[]
  readonly earlier: EarlierReview
  readonly seen: readonly string[]
}

function joinFindings(fresh: Consultation, { carried, earlier, seen }: Known): Consultation {
  const known = new Map(carried.map((finding) => [finding.fingerprint, finding]))
  const agreed = new Map(
    earlier.consultation.findings
      .filter(({ origin, path }) => origin === "both" && seen.includes(path))
      .map((each) => [each.fingerprint, each]),
  )
  const own = fresh.findings.filter((finding) => !(isModels(finding) && known.has(finding.fingerprint)))
  return { ...fresh, findings: [...own.map((finding) => agree(finding, agreed.get(finding.fingerprint))), ...carried] }
}

/** The word that the model lent to a finding of the rules. */
function agree(finding: Finding, before: Finding | undefined): Finding {
  if (before === undefined || finding.origin !== "static") return finding
  const { verification, explanation } = before
  const words = { ...(verification === undefined ? {} : { verification }), ...(explanation === undefined ? {} : { explanation }) }
  return { ...finding, origin: "both", ...words }
}

function tell(consultation: Consultation, since: NonNullable<Participation["since"]>): Consultation {
  const { participation } = consultation
  return participation === null ? consultation : { ...consultation, participation: { ...participation, since } }
}
