import type { Section } from "../../model/finding.ts"
import { codeSpan, sanitizeMarkdown } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { byImportance } from "../place.ts"
import { capitalise, shortSha, tally } from "../words.ts"
import type { Facts } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"

/** Takes a section, returns everything that is known under it at the head: each finding with its fix, what was checked, what was advised. */
export function showSection(section: Section, facts: Facts): string {
  const { analysis, ledger, headSha } = facts
  const dismissed = new Set(ledger.filter(({ state }) => state === "dismissed").map(({ fingerprint }) => fingerprint))
  const found = analysis.findings.filter((finding) => finding.section === section && !dismissed.has(finding.fingerprint))
  const known = new Set(analysis.findings.map(({ fingerprint }) => fingerprint))
  // What the model found lives in the ledger alone.
  const others = ledger.filter(
    (finding) =>
      finding.section === section &&
      (finding.state === "open" || finding.state === "reopened") &&
      !known.has(finding.fingerprint) &&
      finding.lastHead === headSha,
  )
  const entries = found.toSorted(byImportance).map((finding) => {
    const fix = finding.fix === "" ? "" : `\n  ${sanitizeMarkdown(finding.fix).replaceAll("\n", "\n  ")}`
    return `- ${nameFinding(finding, { ...facts, line: finding.startLine })}${fix}`
  })
  const advice = analysis.advice.filter(({ heading }) => heading === section).map(({ text }) => `- ${sanitizeMarkdown(text)}`)
  const parts = [
    `**${capitalise(section)}** at ${codeSpan(shortSha(headSha))}: ${tally([...found, ...others])}.`,
    [...entries, ...others.map((finding) => `- ${nameFinding(finding, facts)}`)].join("\n"),
    advice.join("\n"),
    analysis.checked[section],
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "")
}
