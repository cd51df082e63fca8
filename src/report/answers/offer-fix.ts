import type { Finding } from "../../model/finding.ts"
import type { ModelPart } from "../../model/inquiry.ts"
import type { LedgerFinding } from "../../model/ledger.ts"
import type { FindingThread } from "../../model/ports.ts"
import { applicableSuggestion } from "../compose-comment.ts"
import { codeBlock, sanitizeMarkdown } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { composePatch } from "./compose-patch.ts"
import { describeState } from "./explain-finding.ts"
import type { Facts, RuleText } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"
import { tellModelPart } from "./show-model-part.ts"

/**
 * Takes a finding and the thread the answer goes to (`null`: the conversation), returns its proven change, the analysis' own or else the model's: as a
 * block with a button where the thread stands on exactly those lines, else as a patch. Where nothing is proven it says so and what to do by hand.
 */
export function offerFix(known: LedgerFinding, finding: Finding | null, offering: Offering): string {
  const { facts } = offering
  const name = nameFinding(finding ?? known, { ...facts, line: finding?.startLine ?? null })
  const text = [name, finding === null ? describeState(known, false, facts.headSha) : renderFix(finding, offering)]
  return truncateMarkdown(text.join("\n\n"), limits.body, "")
}

export interface Offering {
  readonly thread: FindingThread | null
  readonly rule: RuleText | null
  readonly facts: Facts
  readonly model: ModelPart
}

const proof = "Proven at this head: it applies, the file parses, the finding is gone and nothing new appears."

function renderFix(finding: Finding, { thread, rule, facts, model }: Offering): string {
  const compose = (mended: Finding) => composeSuggestionBlock(mended, thread) ?? composeFixPatch(mended, facts)
  const block = compose(finding)
  if (block !== null) return `${block}\n\n${proof}`
  const suggestion = model.kind === "answered" ? model.answer.suggestion : null
  const written = suggestion === null ? null : compose({ ...finding, suggestion })
  if (written !== null) return [written, proof, tellModelPart(model, facts)].join("\n\n")
  const fix = finding.fix === "" ? (rule?.fix ?? "") : finding.fix
  const parts = [
    "There is no change for it that can be proven without running the code.",
    fix === "" ? "" : `**By hand:** ${sanitizeMarkdown(fix)}`,
    model.kind === "answered" ? tellModelPart(unproven(model), facts) : tellModelPart(model, facts),
  ]
  return parts.filter((part) => part !== "").join("\n\n")
}

function unproven({ usage }: Extract<ModelPart, { kind: "answered" }>): ModelPart {
  return { kind: "silent", wasAsked: true, reason: "none of the lines it wrote proved themselves", usd: usage.usd }
}

function composeSuggestionBlock(finding: Finding, thread: FindingThread | null): string | null {
  if (thread === null || thread.line === null) return null
  const suggestion = applicableSuggestion(finding, { path: finding.path, line: thread.line, startLine: thread.startLine, side: "RIGHT" })
  return suggestion === null ? null : codeBlock(suggestion.replacement, "suggestion")
}

/** Takes a finding, returns the patch of its proven change in a fenced block; `null` when there is none. */
export function composeFixPatch(finding: Finding, { textOf }: Pick<Facts, "textOf">): string | null {
  const text = textOf(finding.path)
  if (finding.suggestion === null || finding.side !== "RIGHT" || text === null) return null
  const patch = composePatch(finding.path, text, finding.suggestion)
  return patch === null ? null : codeBlock(patch, "diff")
}
