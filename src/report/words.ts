import { severities, type Finding } from "../model/finding.ts"
import type { PullRequest } from "../model/pull-request.ts"
import { codeSpan } from "./escape.ts"

/** The name people know the App by: check run, headings, footers. */
export const reviewerName = "Backend Expert"

/** Takes a word such as a severity or section, returns it with a capital letter. */
export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Takes a number and a noun, returns "1 finding" or "2 findings". */
export function countOf(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** Takes findings, returns their tally such as "3 findings: 1 high, 2 medium", or "no findings". */
export function tally(findings: readonly Pick<Finding, "severity">[], noun = "finding"): string {
  if (findings.length === 0) return `no ${noun}s`
  const parts = severities
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
  if (findings.length === 1) return `1 ${noun} (${parts[0]!.severity})`
  return `${countOf(findings.length, noun)}: ${parts.map(({ severity, number }) => `${number} ${severity}`).join(", ")}`
}

/** Takes milliseconds, returns "840 ms", "1.2 s" or "2 min 5 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Takes a commit id, returns the seven characters people know it by. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7)
}

/** Takes a commit, returns Markdown: its short id as a code span that links to it. */
export function commitLink(pullRequest: Pick<PullRequest, "htmlUrl">, sha: string): string {
  const repository = repositoryUrl(pullRequest)
  return repository === null ? codeSpan(shortSha(sha)) : `[${codeSpan(shortSha(sha))}](${repository}/commit/${sha})`
}

/** Takes a place in the code, returns Markdown: a code span that links to those lines at the reviewed commit. */
export function linkTo(pullRequest: Pick<PullRequest, "htmlUrl">, sha: string, path: string, line: number | null): string {
  const label = codeSpan(line === null ? path : `${path}:${line}`)
  const repository = repositoryUrl(pullRequest)
  if (repository === null) return label
  // Brackets would end the label early even inside a code span of a lenient parser; parentheses would end the address.
  const file = path
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()).replace(/[()'!*]/g, percentEncode))
    .join("/")
  return `[${label}](${repository}/blob/${sha}/${file}${line === null ? "" : `#L${line}`})`
}

function repositoryUrl({ htmlUrl }: Pick<PullRequest, "htmlUrl">): string | null {
  return /^(https?:\/\/[^\s()<>]+)\/pull\/\d+$/.exec(htmlUrl)?.[1] ?? null
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
