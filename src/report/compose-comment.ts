import { hasMask } from "../hygiene/egress.ts"
import { hasInvisible } from "../hygiene/invisible.ts"
import type { Finding, Suggestion } from "../model/finding.ts"
import { shortIdOf } from "../model/fingerprint.ts"
import { renderMarker } from "../model/marker.ts"
import type { Anchor } from "./anchor.ts"
import { holdsOrder } from "./disarm.ts"
import { codeBlock, codeSpan, escapeText, sanitizeMarkdown } from "./escape.ts"
import { fitComment } from "./fit-comment.ts"
import type { CommentWords } from "./fit-comment.ts"
import { limits, truncateLine, truncateMarkdown } from "./limits.ts"
import { renderModelText } from "./model-text.ts"
import { capitalise } from "./words.ts"

/**
 * Takes a finding and where its comment stands (`null`: on the file as a whole), returns the body of the comment with its mark: what is wrong,
 * what follows from it, how we know, what to do. What is more than a glance is folded. A suggestion block only where it replaces exactly the anchored lines.
 */
export function composeComment(finding: Finding, anchor: Anchor | null): string {
  const suggestion = anchor === null ? null : applicableSuggestion(finding, anchor)
  const opening = `${badge(finding)}\n**${escapeText(finding.title)}**`
  const parts = [
    `${renderMarker({ kind: "finding", fingerprint: finding.fingerprint })}\n${opening}`,
    fitComment(wordsOf(finding, suggestion === null), limits.comment - opening.length - "\n\n".length),
    suggestion === null ? "" : `Suggested change:\n\n${codeBlock(suggestion.replacement, "suggestion")}`,
    `<sub>${origin(finding)}</sub>`,
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "The rest is in the report.")
}

/** Takes a finding, returns its consequence, evidence, what the model adds and the fix as Markdown paragraphs, without title and severity. */
export function describeFinding(finding: Finding, { quoteEvidence }: { readonly quoteEvidence: boolean }): string {
  const { message, evidence, explanation, fix } = wordsOf(finding, quoteEvidence)
  return [message, evidence, explanation, fix].filter((part) => part !== "").join("\n\n")
}

function wordsOf(finding: Finding, quoteEvidence: boolean): CommentWords {
  const words = (text: string) => (finding.origin === "model" ? renderModelText(text, longestWords) : sanitizeMarkdown(text))
  const fix = words(finding.fix)
  const added = finding.explanation === undefined ? "" : renderModelText(finding.explanation, longestWords)
  return {
    message: words(finding.message),
    evidence: evidenceOf(finding, quoteEvidence, "full"),
    shortEvidence: evidenceOf(finding, quoteEvidence, "short"),
    explanation: added === "" ? "" : `**The model adds:** ${added}`,
    fix: fix === "" ? "" : `**Fix:** ${fix}`,
  }
}

/** Takes a finding, returns "**High** · Security". */
export function badge(finding: Pick<Finding, "severity" | "section">): string {
  return `**${capitalise(finding.severity)}** · ${capitalise(finding.section)}`
}

/** Takes a finding and its anchor, returns the suggestion when a button for it would do exactly what was proven, else `null`. */
export function applicableSuggestion({ suggestion, path }: Finding, { path: anchored, line, startLine, side }: Anchor): Suggestion | null {
  if (suggestion === null || side !== "RIGHT" || anchored !== path) return null
  if (suggestion.endLine !== line || suggestion.startLine !== (startLine ?? line)) return null
  // Spelling such characters out would change the code, and so would breaking an order to another program; a carriage return would be lost on the way;
  // the mask of a secret would be committed.
  const isUnfit = hasInvisible(suggestion.replacement) || hasMask(suggestion.replacement) || holdsOrder(suggestion.replacement)
  return isUnfit ? null : suggestion
}

// In characters. One claim, what makes it happen, and what to do about it are shorter.
const longestWords = 1_200

function evidenceOf({ trace, section, evidence, path }: Finding, quoteEvidence: boolean, length: "full" | "short"): string {
  if (trace.length > 1) {
    // Where it comes from and where it does harm; what is between is looked up by whoever doubts it.
    const kept = length === "full" || trace.length === 2 ? trace : [trace[0]!, trace.at(-1)!]
    const steps = kept.map((step, index) => `${index + 1}. ${codeSpan(`${step.path}:${step.line}`)} ${escapeText(step.what)}`)
    // A path of data, or the places that make up a finding of another kind.
    return `${section === "security" ? "How the data gets there" : "Where"}:\n\n${steps.join("\n")}`
  }
  if (!quoteEvidence || evidence.trim() === "") return ""
  return codeBlock(length === "full" ? firstLines(evidence, 8) : firstLines(shortLines(evidence), 3), languageOf(path))
}

function shortLines(text: string): string {
  return text
    .split("\n")
    .map((line) => truncateLine(line, 100))
    .join("\n")
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
