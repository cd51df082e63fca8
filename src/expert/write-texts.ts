import type { Participation, ReportHeading } from "../model/review.ts"
import { readReport } from "./claims/read-answer.ts"
import { askReport } from "./passes/questions.ts"
import { ask } from "./reviewing.ts"
import type { Reviewing, State } from "./reviewing.ts"

/** Has the short texts under the report's headings written, from what was verified; none where the pass fails. */
export async function writeTexts(review: Reviewing, { findings, intent }: State): Promise<Participation["texts"]> {
  const { evidence, marks } = review
  const question = askReport({ findings, analysis: evidence.analysis, goal: intent?.goal ?? null }, marks.canary)
  const [result] = await ask(review, [question])
  const texts = readReport(result?.answer)
  if (texts === null) return {}
  const named: Record<ReportHeading, string> = { ...texts, "next-steps": texts.nextSteps }
  return Object.fromEntries(headings.map((heading) => [heading, named[heading]] as const).filter(([, text]) => text !== ""))
}

const headings: readonly ReportHeading[] = ["summary", "code", "setup", "testing", "performance", "security", "next-steps"]
