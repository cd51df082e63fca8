import { hasMask } from "../hygiene/egress.ts"
import { hasInvisible } from "../hygiene/invisible.ts"
import type { Finding, Suggestion } from "../model/finding.ts"
import { shortIdOf } from "../model/fingerprint.ts"
import { renderMarker } from "../model/marker.ts"
import type { Anchor } from "./anchor.ts"
import { holdsOrder } from "./disarm.ts"
import { codeBlock, codeSpan, escapeText, sanitizeMarkdown } from "./escape.ts"
import { limits, truncateMarkdown } from "./limits.ts"
import { renderModelText } from "./model-text.ts"
import { capitalise } from "./words.ts"

/**
 * Takes a finding and where its comment stands (`null`: on the file as a whole), returns the body of the comment with its mark: what is wrong,
 * what follows from it, how we know, what to do. A suggestion block only where it replaces exactly the anchored lines.
 */
export function composeComment(finding: Finding, anchor: Anchor | null): string {
  const suggestion = anchor === null ? null : applicableSuggestion(finding, anchor)
  const parts = [
    `${renderMarker({ kind: "finding", fingerprint: finding.fingerprint })}\n${badge(finding)}\n**${escapeText(finding.title)}**`,
    describeFinding(finding, { quoteEvidence: suggestion === null }),
    suggestion === null ? "" : `Suggested change:\n\n${codeBlock(suggestion.replacement, "suggestion")}`,
    `<sub>${origin(finding)}</sub>`,
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "The rest is in the report.")
}

/** Takes a finding, returns its consequence, evidence, what the model adds and the fix as Markdown paragraphs, without title and severity. */
export function describeFinding(finding: Finding, { quoteEvidence }: { readonly quoteEvidence: boolean }): string {
  const words = (text: string) => (finding.origin === "model" ? renderModelText(text, longestWords) : sanitizeMarkdown(text))
  const fix = words(finding.fix)
  const added = finding.explanation === undefined ? "" : renderModelText(finding.explanation, longestWords)
  const explained = added === "" ? "" : `**The model adds:** ${added}`
  return [words(finding.message), evidenceOf(finding, quoteEvidence), explained, fix === "" ? "" : `**Fix:** ${fix}`]
    .filter((part) => part !== "")
    .join("\n\n")
}

/** Takes a finding, returns "**High** · Security". */
export function badge(finding: Pick<Finding, "severity" | "section">): string {
  return `**${capitalise(finding.severity)}** · ${capitalise(finding.section)}`
}

/** Takes a finding and its anchor, returns the suggestion when a button for it would do exactly what was proven, else `null`. */
export function applicableSuggestion({ suggestion }: Finding, { line, startLine, side }: Anchor): Suggestion | null {
  if (suggestion === null || side !== "RIGHT") return null
  if (suggestion.endLine !== line || suggestion.startLine !== (startLine ?? line)) return null
  // Spelling such characters out would change the code, and so would breaking an order to another program; a carriage return would be lost on the way;
  // the mask of a secret would be committed.
  const isUnfit = hasInvisible(suggestion.replacement) || hasMask(suggestion.replacement) || holdsOrder(suggestion.replacement)
  return isUnfit ? null : suggestion
}

// In characters. One claim, what makes it happen, and what to do about it are shorter.
const longestWords = 1_200

function evidenceOf(finding: Finding, quoteEvidence: boolean): string {
  if (finding.trace.length > 1) {
    const steps = finding.trace.map((step, index) => `${index + 1}. ${codeSpan(`${step.path}:${step.line}`)} ${escapeText(step.what)}`)
    // A path of data, or the places that make up a finding of another kind.
    return `${finding.section === "security" ? "How the data gets there" : "Where"}:\n\n${steps.join("\n")}`
  }
  return quoteEvidence && finding.evidence.trim() !== "" ? codeBlock(firstLines(finding.evidence, 8), languageOf(finding.path)) : ""
}

function firstLines(text: string, count: number): string {
  const lines = text.trimEnd().split("\n")
  return lines.length <= count ? lines.join("\n") : `${lines.slice(0, count - 1).join("\n")}\n…`
}

const languages: Readonly<Record<string, string>> = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  js: "js",
  mjs: "js",
  cjs: "js",
  jsx: "jsx",
  json: "json",
  yml: "yaml",
  yaml: "yaml",
  prisma: "prisma",
  sql: "sql",
}

function languageOf(path: string): string {
  return languages[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? ""
}

function origin({ fingerprint, rule, cwe, confidence, origin: by }: Finding): string {
  // The id is what commands know the finding by; in a code span GitHub looks for no commit behind it.
  const parts = [`rule ${codeSpan(rule)}`, ...cwe.map(escapeText), `id ${codeSpan(shortIdOf(fingerprint))}`]
  if (by !== "static") parts.push(by === "model" ? "found by the model" : "found by rule and model")
  if (confidence !== "high") parts.push(`${confidence} confidence`)
  return parts.join(" · ")
}
