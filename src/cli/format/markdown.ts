import type { PlacedFinding } from "../../model/finding.ts"
import type { PullRequest } from "../../model/pull-request.ts"
import { composeCoverage } from "../../report/compose-report.ts"
import { composeSections, type Subject } from "../../report/compose-sections.ts"
import { codeBlock } from "../../report/escape.ts"
import { reviewerName, tally } from "../../report/words.ts"
import { isComplete, type LocalReview } from "./local-review.ts"
import { neutralise } from "./neutralise.ts"

/** Text of the markdown format: the report with its seven headings, as the App writes it, with a final line end. */
export function renderMarkdown(review: LocalReview): string {
  const subject = composeSubject(review)
  const sections = composeSections(subject, "full").map(({ heading, body }) => `## ${heading}\n\n${body}`)
  const title = `# ${reviewerName}: ${isComplete(review) ? "" : "partial review, "}${tally(subject.findings)}`
  return neutralise(`${[title, ...sections, composeCoverage(subject)].join("\n\n")}\n`)
}

function composeSubject(review: LocalReview): Subject {
  const { analysis, headSha, baseSha, policy, policyProblems, verdict } = review
  return {
    pullRequest: noPullRequest,
    headSha,
    baseSha,
    analysis,
    consultation: { findings: analysis.findings, model: null, note: "" },
    policy,
    policyProblems,
    verdict,
    findings: review.findings.map((finding) => openUp(finding, review)),
  }
}

// The report keeps short what stands in a comment on the line. Here are no comments, so everything is told in it.
function openUp(finding: PlacedFinding, { sources }: LocalReview): PlacedFinding {
  if (finding.placement === "hidden") return finding
  const { suggestion } = finding
  if (suggestion === null) return { ...finding, placement: "summary" }
  const text = sources.head.files.get(finding.path)?.text ?? ""
  const removed = text.split(/\r?\n/u).slice(suggestion.startLine - 1, suggestion.endLine)
  const added = suggestion.replacement === "" ? [] : suggestion.replacement.split(/\r?\n/u)
  const change = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join("\n")
  return { ...finding, placement: "summary", fix: `${finding.fix}\n\n${codeBlock(change, "diff")}`.trim() }
}

// Only its address is asked for, and an empty one makes no links.
const noPullRequest: PullRequest = {
  installationId: 0,
  repositoryId: 0,
  owner: "",
  name: "",
  number: 0,
  title: "",
  body: "",
  author: { id: 0, login: "", isBot: false },
  state: "open",
  draft: false,
  labels: [],
  base: { ref: "", sha: "" },
  head: { ref: "", sha: "" },
  fromFork: false,
  changedFiles: 0,
  cloneUrl: "",
  htmlUrl: "",
}
