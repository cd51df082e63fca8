import type { Finding } from "../../model/finding.ts"
import { sections, severities } from "../../model/finding.ts"
import { statementParts } from "../../model/inquiry.ts"
import type { ModelPart } from "../../model/inquiry.ts"
import type { AnalysisAnswer, AnalysisQuestion } from "../../model/question.ts"
import { codeSpan, escapeText, sanitizeMarkdown } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { byImportance } from "../place.ts"
import { countOf, linkTo, tally } from "../words.ts"
import type { Facts } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"
import { renderAnswer } from "./render-answer.ts"
import { listStatements, tellModelPart, tellOpen } from "./show-model-part.ts"

/** A question somebody wrote, split into what can be looked up. All of it is hostile text. */
interface Reading {
  readonly text: string
  /** Changed or readable paths that the question names. */
  readonly paths: readonly string[]
  /** Names in backticks, or that look like code. */
  readonly names: readonly string[]
}

interface Topic {
  readonly name: string
  readonly matches: RegExp
  readonly answer: (facts: Facts, reading: Reading) => string
}

/** Takes a question, returns what has to be asked of the analysis before it can be answered; mostly nothing. */
export function planQuestions(question: string, facts: Facts): readonly AnalysisQuestion[] {
  const { text, paths, names } = readQuestion(question, facts)
  const questions: AnalysisQuestion[] = []
  if (/\b(?:routes?|endpoints?|handlers?|urls?)\b/i.test(text)) questions.push({ kind: "routes", path: paths[0] ?? null })
  if (/\btest(?:s|ed|ing)?\b/i.test(text))
    for (const path of paths.length > 0 ? paths.slice(0, 3) : sourcesOf(facts).slice(0, 3))
      questions.push({ kind: "tests", path, symbol: null })
  if (/\b(?:calls?|callers?|called|uses?|used)\b/i.test(text) && names[0] !== undefined)
    for (const path of (paths.length > 0 ? paths : sourcesOf(facts)).slice(0, 5))
      questions.push({ kind: "callers", path, symbol: names[0] })
  return questions
}

/**
 * Takes a question, what the analysis answered to `planQuestions` and what the model has to do with it; returns the model's answer where there is one,
 * with the facts folded below it, else the facts alone, of which nothing is guessed. A question about nothing that is known gets what can be asked.
 */
export function answerQuestion(question: string, facts: Facts, asked: readonly AnalysisAnswer[], model: ModelPart): string {
  const known = collectFacts(question, facts, asked)
  const parts =
    model.kind === "answered"
      ? [listStatements(model.answer.statements, statementParts, facts), tellOpen(model.answer), known === "" ? "" : fold(known)]
      : [known === "" ? nothingKnown : known]
  const small = model.kind === "answered" ? [tellModelPart(model, facts)] : [footer, tellModelPart(model, facts)]
  return truncateMarkdown([...parts, ...small].filter((part) => part !== "").join("\n\n"), limits.body, "")
}

function fold(known: string): string {
  return `<details><summary>What the analysis knows about it</summary>\n\n${known}\n\n</details>`
}

function collectFacts(question: string, facts: Facts, asked: readonly AnalysisAnswer[]): string {
  const reading = readQuestion(question, facts)
  const said = topics.filter(({ matches }) => matches.test(reading.text)).map(({ answer }) => answer(facts, reading))
  const about = [...describeNamedFindings(facts, reading), ...asked.map((answer) => renderAnswer(answer, reading.text, facts)), ...said]
  return [...new Set(about.filter((part) => part !== ""))].join("\n\n")
}

const footer = "<sub>Answered from the analysis of this head, without a model.</sub>"

const nothingKnown = `Without a model only facts of the analysis can be asked for: ${["routes (such as those without auth)", "tests of a file", "who calls `name`", "the stack", "conventions of this code base", "findings of a section, severity, file or rule", "what was not reviewed", "what the change is"].join(", ")}.`

const topics: readonly Topic[] = [
  {
    name: "change",
    matches: /\b(?:summar\w+|what (?:does|is) (?:this|the) (?:change|pull request|pr)|changes? do)\b/i,
    answer: ({ analysis: { change } }) =>
      `**Change** (${change.kind}, +${change.additions} −${change.deletions}): ${escapeText(change.sentence)}${change.parts.length === 0 ? "" : ` Touches ${change.parts.slice(0, 10).map(escapeText).join(", ")}.`}`,
  },
  {
    name: "stack",
    matches: /\b(?:stack|frameworks?|technolog\w+|librar\w+|versions?|databases?|orms?|runtime)\b/i,
    answer: ({ analysis: { stack } }) =>
      stack.length === 0
        ? "**Stack**: no known Node.js technology recognised."
        : `**Stack**:\n\n${stack.map(({ technology, version, evidence }) => `- ${escapeText(technology)}${version === null ? "" : ` ${escapeText(version)}`} (${escapeText(evidence)})`).join("\n")}`,
  },
  {
    name: "conventions",
    matches: /\b(?:conventions?|patterns?|usual(?:ly)?|elsewhere|consisten\w+|style)\b/i,
    answer: ({ analysis: { conventions }, pullRequest, headSha }) =>
      conventions.length === 0
        ? "**Conventions**: none with enough support was found at the base."
        : `**Conventions** of this code base:\n\n${conventions
            .slice(0, 12)
            .map(({ statement, support, of, examples }) => {
              const shown = examples.map(({ path, line }) => linkTo(pullRequest, headSha, path, line)).join(", ")
              return `- ${sanitizeMarkdown(statement)} (${support} of ${of}${shown === "" ? "" : `; see ${shown}`})`
            })
            .join("\n")}`,
  },
  {
    name: "coverage",
    matches: /\b(?:skipped|not reviewed|unreviewed|coverage|partial|left out|ignored)\b/i,
    answer: ({ analysis: { coverage } }) => {
      const rows = [...coverage.failed, ...coverage.skipped]
        .slice(0, 30)
        .map(({ path, reason }) => `- ${codeSpan(path)}: ${escapeText(reason)}`)
      return `**Coverage**: ${coverage.reviewed} of ${countOf(coverage.files, "file")} reviewed.${rows.length === 0 ? "" : `\n\n${rows.join("\n")}`}`
    },
  },
  {
    name: "findings",
    matches: new RegExp(`\\b(?:findings?|problems?|issues?|wrong|mend|fix(?:es)?|${[...sections, ...severities].join("|")}s?)\\b`, "i"),
    answer: (facts, reading) => {
      const found = selectFindings(facts, reading)
      const lines = found.slice(0, 15).map((finding) => `- ${nameFinding(finding, { ...facts, line: finding.startLine })}`)
      if (found.length > 15) lines.push(`- and ${found.length - 15} more`)
      return `**Findings**: ${tally(found)}.${lines.length === 0 ? "" : `\n\n${lines.join("\n")}`}`
    },
  },
]

function selectFindings({ analysis, ledger }: Facts, { text, paths }: Reading): Finding[] {
  const dismissed = new Set(ledger.filter(({ state }) => state === "dismissed").map(({ fingerprint }) => fingerprint))
  const wantedSections = sections.filter((section) => new RegExp(`\\b${section}\\b`, "i").test(text))
  const wantedSeverities = severities.filter((severity) => new RegExp(`\\b${severity}\\b`, "i").test(text))
  return analysis.findings
    .filter(
      ({ fingerprint, section, severity, path }) =>
        !dismissed.has(fingerprint) &&
        (wantedSections.length === 0 || wantedSections.includes(section)) &&
        (wantedSeverities.length === 0 || wantedSeverities.includes(severity)) &&
        (paths.length === 0 || paths.includes(path)),
    )
    .toSorted(byImportance)
}

function describeNamedFindings(facts: Facts, { text }: Reading): string[] {
  const words = new Set(text.toLowerCase().split(/[^\w-]+/))
  return facts.analysis.findings
    .filter(({ fingerprint, rule }) => words.has(fingerprint.slice(0, 7)) || words.has(rule))
    .slice(0, 5)
    .map((finding) => `${nameFinding(finding, { ...facts, line: finding.startLine })}\n\n${sanitizeMarkdown(finding.message)}`)
}

function readQuestion(question: string, { textOf }: Facts): Reading {
  const text = question.slice(0, 1_000)
  const tokens = text.split(/[\s`"'(),;]+/).map((token) => token.replace(/[?.!:]+$/, ""))
  const paths = tokens.filter((token) => token.includes(".") && textOf(token) !== null)
  const quoted = [...text.matchAll(/`([\w$.]{1,100})(?:\(\))?`/g)].map(([, name = ""]) => name)
  const bare = tokens.flatMap((token) => /^([a-z$_][\w$]*(?:\.[\w$]+)*)\(?$/i.exec(token)?.[1] ?? [])
  const codeLike = bare.filter((token) => /[a-z][A-Z]|_|\./.test(token))
  return { text, paths: [...new Set(paths)], names: [...new Set([...quoted, ...codeLike])].filter((name) => !paths.includes(name)) }
}

function sourcesOf({ diff }: Facts): readonly string[] {
  return diff.files.filter(({ status, path }) => status !== "deleted" && /\.[cm]?[jt]sx?$/.test(path)).map(({ path }) => path)
}
