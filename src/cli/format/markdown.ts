import type { PlacedFinding } from "../../model/finding.ts"
import type { PullRequest } from "../../model/pull-request.ts"
import { composeCoverage } from "../../report/compose-report.ts"
import { composeSections, type Subject } from "../../report/compose-sections.ts"
import { codeBlock, escapeText } from "../../report/escape.ts"
import { linkTo, reviewerName, tally } from "../../report/words.ts"
import { isComplete, type LocalReview } from "./local-review.ts"
import { neutralise } from "./neutralise.ts"

/** Text of the markdown format: the report with its seven headings, as the App writes it, with a final line end. */
export function renderMarkdown(review: LocalReview): string {
  const subject = composeSubject(review)
  const changes = composeSuggestedChanges(review)
  const sections = composeSections(subject, "full").map(({ heading, body }) => {
    if (heading !== "Code suggestions" || changes === "") return `## ${heading}\n\n${body}`
    const hasFindings = subject.findings.some(({ section }) => section === "reliability" || section === "maintainability")
    return `## ${heading}\n\n${hasFindings ? `${body}\n\n${changes}` : changes}`
  })
  const title = `# ${reviewerName}: ${isComplete(review) ? "" : "partial review, "}${tally(subject.findings)}`
  return neutralise(`${[title, ...sections, composeCoverage(subject)].join("\n\n")}\n`)
}

function composeSubject(review: LocalReview): Subject {
  const { analysis, consultation, headSha, baseSha, policy, policyProblems, verdict } = review
  return {
    pullRequest: noPullRequest,
    headSha,
    baseSha,
    analysis,
    consultation,
    policy,
    policyProblems,
    verdict,
    findings: review.findings.map(openUp),
    // Nothing is commented on, so nothing is looked up in the diff.
    commented: new Set(),
    remembered: [],
    heldBack: 0,
    diff: { baseSha, headSha, files: [] },
  }
}

// The report keeps short what stands in a comment on the line. Here are no comments, so everything is told in it.
function openUp(finding: PlacedFinding): PlacedFinding {
  return finding.placement === "hidden" ? finding : { ...finding, placement: "summary" }
}

// On GitHub a button in the comment applies the change; here the change itself has to be read.
function composeSuggestedChanges({ findings, sources, headSha }: LocalReview): string {
  const entries = findings.flatMap((finding) => {
    const { suggestion, path, title } = finding
    if (suggestion === null || finding.placement === "hidden") return []
    const text = sources.head.files.get(path)?.text ?? ""
    const removed = text.split(/\r?\n/u).slice(suggestion.startLine - 1, suggestion.endLine)
    const added = suggestion.replacement === "" ? [] : suggestion.replacement.split(/\r?\n/u)
    const change = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join("\n")
    const block = codeBlock(change, "diff").replaceAll(/^(?=.)/gmu, "  ")
    return [`- ${linkTo(noPullRequest, headSha, path, suggestion.startLine)} ${escapeText(title)}\n\n${block}`]
  })
  return entries.length === 0 ? "" : `Changes that can be made as they stand:\n\n${entries.join("\n\n")}`
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
