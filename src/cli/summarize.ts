import type { PullRequestReading } from "../sandbox/reading.ts"
import { neutraliseLine } from "./format/neutralise.ts"
import type { Colors } from "./terminal.ts"

/** What the seven headings are called and in which order they come (design of the report). */
const headings = [
  "Summary",
  "Code suggestions",
  "Setup instructions",
  "Testing recommendations",
  "Performance considerations",
  "Security review",
  "Next steps",
] as const

/** Takes what is on a pull request, returns the review as a few lines for a terminal. */
export function summarizeReview(reading: PullRequestReading, color: Colors): string {
  const run = headCheck(reading)
  const lines = [
    `${color.bold(`Check "${run?.name ?? "none"}"`)}: ${run?.conclusion ?? "not concluded"}, ${neutraliseLine(run?.output.title ?? "")}`,
    "",
  ]
  const threads = reading.threads.map((thread) => ({ thread, body: thread.comments[0]?.body ?? "" }))
  for (const { thread, body } of threads) {
    const place = thread.line === null ? thread.path : `${thread.path}:${thread.line}`
    const [badge = "", title = ""] = spoken(body)
    lines.push(
      `  ${color.cyan(neutraliseLine(place))}  ${color.dim(neutraliseLine(badge))}${body.includes("```suggestion") ? color.green("  + suggested change") : ""}`,
      `    ${neutraliseLine(title)}`,
    )
  }
  const suggestions = threads.filter(({ body }) => body.includes("```suggestion")).length
  const annotations = run?.annotations.length ?? 0
  lines.push(
    "",
    `${reading.reviews.filter((review) => review.body !== "").length} review, ${threads.length} comments on code, ${suggestions} suggested changes proven to apply, ${annotations} annotations, ${reportsOf(reading).length} report with ${headingsOf(reading).length} headings.`,
  )
  return lines.join("\n")
}

/** Takes what is on a pull request, returns in words what a complete review of it lacks; empty when nothing does. */
export function findMissing(reading: PullRequestReading): string[] {
  const run = headCheck(reading)
  const missing: string[] = []
  if (run?.status !== "completed") missing.push("the check is not concluded")
  if (run?.conclusion === "cancelled" || run?.conclusion === "skipped") missing.push(`the check was concluded as ${run.conclusion}`)
  if (/partial|not reviewed/i.test(run?.output.title ?? "")) missing.push(`the review is not complete: ${run?.output.title}`)
  if (reportsOf(reading).length !== 1) missing.push(`there are ${reportsOf(reading).length} reports instead of one`)
  const found = headingsOf(reading)
  if (found.join() !== headings.join()) missing.push(`the report's headings are ${found.join(", ") || "missing"}`)
  return missing
}

function headCheck(reading: PullRequestReading): PullRequestReading["checkRuns"][number] | undefined {
  return reading.checkRuns.findLast((run) => run.headSha === reading.pullRequest.head.sha)
}

function reportsOf(reading: PullRequestReading): PullRequestReading["comments"] {
  return reading.comments.filter((comment) => comment.body.startsWith("<!-- nodejs-backend-expert:report"))
}

function headingsOf(reading: PullRequestReading): string[] {
  const body = reportsOf(reading)[0]?.body ?? ""
  return [...body.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? "").filter((text) => (headings as readonly string[]).includes(text))
}

// Badge and title, without the mark and without Markdown.
function spoken(body: string): string[] {
  return body
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("<!--"))
    .map((line) => line.replaceAll(/\*\*|\\(?=[!-/:-@[-`{-~])/g, ""))
}
