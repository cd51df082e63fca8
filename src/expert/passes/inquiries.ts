import type { Finding } from "../../model/finding.ts"
import type { AnalysisAnswer } from "../../model/question.ts"
import type { PassRequest, SharedPrefix } from "../pass.ts"
import { prompts } from "../prompts.ts"
import { answerSchema } from "./questions.ts"
import type { Unclean } from "./questions.ts"

/** What the question of a command shares with others about the same head, and how far it may go. */
export interface InquiryContext {
  readonly prefix: SharedPrefix
  readonly limits: PassRequest["limits"]
}

const MAX_QUESTION = 1_000
const MAX_FACTS = 30

/** Asks what somebody wants to know about the change; the question is data. */
export function askAnswer(
  { question, facts }: { readonly question: string; readonly facts: readonly AnalysisAnswer[] },
  context: InquiryContext,
): Unclean {
  return large("ask", prompts.ask, context, {
    untrusted: true,
    question: question.slice(0, MAX_QUESTION),
    facts: facts.flatMap((answer) => (answer.kind === "unknown" ? [] : [{ about: answer.kind, items: answer.items.slice(0, MAX_FACTS) }])),
  })
}

/** Asks why a finding of the analysis matters in this code base. */
export function askExplanation(finding: Finding, context: InquiryContext): Unclean {
  return large("explain", prompts.explain, context, { untrusted: true, finding: showFinding(finding) })
}

/** Asks for the lines that stand in place of the finding's own, `lines` as they are shown at the head. */
export function askFixOf(finding: Finding, lines: readonly string[], context: InquiryContext): Unclean {
  const { startLine, endLine, path, severity, section, cwe, title, message, trace } = finding
  const claim = { id: fixId, path, line: startLine, section, severity, cwe, title, claim: message, evidence: trace.map(placeOf) }
  return large("fix", prompts.fix, context, { untrusted: true, claims: [{ ...claim, startLine, endLine, lines }] })
}

/** By which the fix of the one finding is known in the answer. */
export const fixId = "C1"

function large(pass: "ask" | "explain" | "fix", instruction: string, { prefix, limits }: InquiryContext, data: object): Unclean {
  return { request: { pass, label: "", prefix, system: "", instruction, schema: answerSchema, limits }, data }
}

function showFinding({ rule, path, startLine, endLine, severity, section, cwe, title, message, fix, evidence, trace }: Finding): object {
  return {
    rule,
    path,
    startLine,
    endLine,
    severity,
    section,
    cwe,
    title,
    claim: message,
    fix,
    quote: evidence,
    path_of_data: trace.map(placeOf),
  }
}

function placeOf({ path, line, what }: { readonly path: string; readonly line: number; readonly what: string }): string {
  return `${path}:${line} ${what}`
}
