import { createColors } from "picocolors"
import type { LocalCheckoutRequest } from "../checkout/open-local-checkout.ts"
import { UserError } from "../errors.ts"
import { describeParticipation } from "../report/tell-participation.ts"
import { compareSeverity, type Section, type Severity } from "../model/finding.ts"
import { exitCode } from "./exit-code.ts"
import { renderJson } from "./format/json.ts"
import { isComplete, type LocalReview } from "./format/local-review.ts"
import { renderMarkdown } from "./format/markdown.ts"
import { neutralise, neutraliseLine } from "./format/neutralise.ts"
import { renderPretty } from "./format/pretty.ts"
import { renderSarif, type RuleDescription } from "./format/sarif.ts"
import { createProgress } from "./progress.ts"
import { reviewChange, type ReviewedChange, type ReviewStages } from "./review-change.ts"
import { chooseColors, chooseWidth, type Terminal, widthWithoutTerminal, writeText } from "./terminal.ts"
import { resolveOutput, writeOutput } from "./write-output.ts"

const formats = ["pretty", "markdown", "json", "sarif"] as const
export type Format = (typeof formats)[number]

/** The options of `expert review`, checked. */
export interface ReviewOptions {
  readonly checkout: LocalCheckoutRequest
  readonly format: Format
  /** `null` writes to stdout. */
  readonly output: string | null
  readonly sections: readonly Section[] | null
  readonly failOn: Severity | "never"
}

/** What `runReview` needs besides its options. */
export interface ReviewSurroundings {
  readonly terminal: Terminal
  readonly stages: ReviewStages
  readonly rules: readonly RuleDescription[]
  readonly version: string
  readonly signal: AbortSignal
}

/**
 * `expert review`: findings to stdout or a file, everything else to stderr.
 * @returns the exit code
 * @throws UserError for bad input, and whatever made a review impossible
 */
export async function runReview(options: ReviewOptions, { terminal, stages, rules, version, signal }: ReviewSurroundings): Promise<number> {
  const target = options.output === null ? null : await resolveOutput(options.output)
  const progress = createProgress(terminal.stderr)
  const request = {
    checkout: options.checkout,
    sections: options.sections,
    version,
    signal,
    onStage: (what: string) => progress.show(what),
  }
  const reviewed = await reviewChange(request, stages).finally(() => progress.clear())
  await sayProblems(reviewed, terminal)
  await sayModel(reviewed, terminal)
  const { review } = reviewed
  if (target === null) await writeText(terminal.stdout, render(review, options.format, rules, terminal))
  else await writeOutput(target, render(review, options.format, rules, null))
  if (target !== null && terminal.stderr.isTTY === true) await writeText(terminal.stderr, `Wrote ${neutraliseLine(target)}\n`)
  return chooseExitCode(review, options.failOn)
}

function render(review: LocalReview, format: Format, rules: readonly RuleDescription[], terminal: Terminal | null): string {
  if (format === "json") return renderJson(review)
  if (format === "sarif") return renderSarif(review, rules)
  if (format === "markdown") return renderMarkdown(review)
  // A file is read by programs too, so it never holds colours.
  if (terminal === null) return renderPretty(review, { color: createColors(false), width: widthWithoutTerminal })
  return renderPretty(review, { color: chooseColors(terminal.stdout, terminal.env), width: chooseWidth(terminal.stdout) })
}

function chooseExitCode(review: LocalReview, failOn: Severity | "never"): number {
  const isGated =
    failOn !== "never" &&
    review.findings.some(({ severity, placement }) => placement !== "hidden" && compareSeverity(severity, failOn) <= 0)
  if (isGated) return exitCode.findings
  return isComplete(review) ? exitCode.reviewed : exitCode.incomplete
}

/** What the model's part was and what it cost; nothing where no model was asked. */
async function sayModel({ review: { consultation } }: ReviewedChange, { stderr, env }: Terminal): Promise<void> {
  const { participation, note } = consultation
  const color = chooseColors(stderr, env)
  const told = participation === null ? note : describeParticipation(participation)
  const degraded = (participation?.degraded ?? []).map(
    ({ pass, reason }) => `${color.yellow("model")} ${pass}: ${neutraliseLine(reason)}\n`,
  )
  if (told !== "") await writeText(stderr, `${color.dim("model")} ${neutraliseLine(told)}\n${degraded.join("")}`)
}

// Not progress: a person or a log needs these wherever stderr leads.
async function sayProblems({ review: { policyProblems }, aborted }: ReviewedChange, { stderr, env }: Terminal): Promise<void> {
  const color = chooseColors(stderr, env)
  const lines = policyProblems.map(
    ({ line, message }) => `${color.yellow("settings")} .github/expert.yml:${line}: ${neutraliseLine(message)}\n`,
  )
  if (lines.length > 0) lines.push("The review runs with the default settings until these are mended on the base branch.\n")
  if (aborted !== null) {
    const told = aborted instanceof UserError ? aborted.message : (aborted.stack ?? aborted.message)
    lines.push(`${color.red("error")} The analysis stopped; this review is incomplete. ${neutralise(told)}\n`)
  }
  if (lines.length > 0) await writeText(stderr, lines.join(""))
}
