import type { CodeFlow, Fix, Location, Log, Notification, PhysicalLocation, Region, ReportingDescriptor, Result } from "sarif"
import type { FileReason } from "../../model/analysis.ts"
import type { Finding, PlacedFinding, Section, Severity, Suggestion } from "../../model/finding.ts"
import type { SourceTree } from "../../model/source.ts"
import { composeMessage, isComplete, type LocalReview } from "./local-review.ts"
import { composeModelPart } from "./model-part.ts"
import { neutralise, neutraliseLine, stringifyHarmless } from "./neutralise.ts"

/** What the catalogue of rules says about one rule. */
export interface RuleDescription {
  readonly id: string
  readonly title: string
  /** Why the rule exists; Markdown. */
  readonly why: string
  /** What to do instead; Markdown. */
  readonly fix: string
  readonly section: Section
  readonly practice: Finding["practice"]
  readonly severity: Severity
  readonly cwe: readonly string[]
}

// GitHub reads the number as: above 9 critical, from 7 high, from 4 medium, above 0 low.
const securitySeverity: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0", nit: "1.0" }
const level: Readonly<Record<Severity, Result.level>> = { critical: "error", high: "error", medium: "warning", low: "note", nit: "note" }

/** Text of the sarif format: one SARIF 2.1.0 log with one run, indented, with a final line end. */
export function renderSarif(review: LocalReview, rules: readonly RuleDescription[]): string {
  return `${stringifyHarmless(composeSarif(review, rules))}\n`
}

/** The review as a SARIF 2.1.0 log. Paths are relative to SRCROOT, the root of the repository. */
export function composeSarif(review: LocalReview, rules: readonly RuleDescription[]): Log {
  const descriptors = describeRules(review.findings, rules)
  const model = composeModelPart(review.consultation)
  const indexes = new Map(descriptors.map((descriptor, index) => [descriptor.id, index]))
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "nodejs-backend-expert", semanticVersion: review.version, version: review.version, rules: descriptors },
        },
        automationDetails: { id: "expert-review/", description: { text: "Review of one change of a Node.js backend." } },
        invocations: [{ executionSuccessful: isComplete(review), toolExecutionNotifications: composeNotifications(review) }],
        originalUriBaseIds: { SRCROOT: { description: { text: "The root of the reviewed repository." } } },
        columnKind: "utf16CodeUnits",
        results: review.findings.map((finding) => composeResult(finding, indexes.get(finding.rule) ?? -1, review)),
        properties: { base: review.baseSha, head: review.headSha, ...(model === null ? {} : { model }) },
      },
    ],
  }
}

// Every known rule is listed, as tools do, and a rule that only a finding knows (one of the model's) after them.
function describeRules(findings: readonly Finding[], rules: readonly RuleDescription[]): ReportingDescriptor[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]))
  for (const finding of findings) {
    if (known.has(finding.rule)) continue
    known.set(finding.rule, {
      id: finding.rule,
      title: finding.title,
      why: finding.message,
      fix: finding.fix,
      section: finding.section,
      practice: finding.practice,
      severity: finding.severity,
      cwe: finding.cwe,
    })
  }
  return [...known.values()].map(describeRule)
}

function describeRule(rule: RuleDescription): ReportingDescriptor {
  const tags = [rule.section, rule.practice, ...rule.cwe.map((cwe) => `external/cwe/${cwe.toLowerCase()}`)]
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: plain(rule.why) || sentence(rule.title) },
    help: { text: plain(`${rule.why}\n\n${rule.fix}`), markdown: `${rule.why}\n\n${rule.fix}` },
    defaultConfiguration: { level: level[rule.severity] },
    properties: {
      tags: [...new Set(tags)],
      "problem.severity": level[rule.severity] === "note" ? "recommendation" : level[rule.severity],
      // GitHub treats a rule with this number as a security rule whatever its tags say.
      ...(rule.section === "security" ? { "security-severity": securitySeverity[rule.severity] } : {}),
    },
  }
}

function composeResult(finding: PlacedFinding, ruleIndex: number, review: LocalReview): Result {
  const message = neutralise(composeMessage(finding))
  const title = neutraliseLine(finding.title)
  const old = finding.side === "LEFT" ? ` (line ${finding.startLine} of the base)` : ""
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: level[finding.severity],
    message: { text: `${plain(title)}${old}\n\n${plain(message)}`, markdown: `**${title}**${old}\n\n${message}` },
    locations: [{ physicalLocation: locate(finding) }],
    partialFingerprints: { "expert/v1": finding.fingerprint },
    ...(finding.trace.length > 0 ? { codeFlows: [composeCodeFlow(finding)] } : {}),
    ...(finding.suggestion ? { fixes: [composeFix(finding, finding.suggestion, review.sources.head)] } : {}),
    ...(finding.placement === "hidden"
      ? { suppressions: [{ kind: "external" as const, status: "accepted" as const, justification: finding.placementReason }] }
      : {}),
    properties: {
      section: finding.section,
      practice: finding.practice,
      severity: finding.severity,
      confidence: finding.confidence,
      origin: finding.origin,
      placement: finding.placement,
      side: finding.side,
      ...(finding.verification === undefined ? {} : { verification: finding.verification }),
      ...(finding.explanation === undefined ? {} : { explanation: finding.explanation }),
      ...(finding.section === "security" ? { "security-severity": securitySeverity[finding.severity] } : {}),
    },
  }
}

// A region is read as lines of the head. A LEFT finding has none there, so it names the file alone.
function locate(finding: Finding): PhysicalLocation {
  if (finding.side === "LEFT") return { artifactLocation: { uri: encodePath(finding.path), uriBaseId: "SRCROOT" } }
  return physical(finding.path, {
    startLine: finding.startLine,
    endLine: Math.max(finding.startLine, finding.endLine),
    ...(finding.evidence === "" ? {} : { snippet: { text: finding.evidence } }),
  })
}

function composeCodeFlow(finding: Finding): CodeFlow {
  return {
    message: { text: "The way of the data, from source to sink." },
    threadFlows: [
      {
        locations: finding.trace.map((step, index) => ({
          location: { physicalLocation: physical(step.path, { startLine: step.line }), message: { text: step.what } } satisfies Location,
          nestingLevel: 0,
          executionOrder: index + 1,
        })),
      },
    ],
  }
}

function composeFix(finding: Finding, suggestion: Suggestion, head: SourceTree): Fix {
  const text = head.files.get(finding.path)?.text ?? ""
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n"
  const inserted = suggestion.replacement.replaceAll(/\r?\n/gu, lineEnd)
  return {
    description: { text: plain(finding.fix) || "Replace the lines." },
    artifactChanges: [
      {
        artifactLocation: { uri: encodePath(finding.path), uriBaseId: "SRCROOT" },
        replacements: [
          suggestion.replacement === ""
            ? { deletedRegion: wholeLines(suggestion, text) }
            : // A region without columns ends before the line end of its last line, so the line end stays.
              { deletedRegion: { startLine: suggestion.startLine, endLine: suggestion.endLine }, insertedContent: { text: inserted } },
        ],
      },
    ],
  }
}

// With their line ends, unless the last line of the file is among them: then there is no line to end on.
function wholeLines({ startLine, endLine }: Suggestion, text: string): Region {
  const isLast = endLine >= text.split("\n").length
  return isLast ? { startLine, endLine } : { startLine, startColumn: 1, endLine: endLine + 1, endColumn: 1 }
}

function composeNotifications({ analysis, consultation }: LocalReview): Notification[] {
  const notify = (file: FileReason, noticeLevel: Notification.level, what: string): Notification => ({
    level: noticeLevel,
    message: { text: `${what}: ${file.reason}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodePath(file.path), uriBaseId: "SRCROOT" } } }],
  })
  return [
    ...analysis.coverage.failed.map((file) => notify(file, "error", "Could not be reviewed")),
    ...analysis.coverage.skipped.map((file) => notify(file, "note", "Not reviewed")),
    ...(consultation.participation?.degraded ?? []).map(({ pass, reason }): Notification => ({
      level: "warning",
      message: { text: plain(`The model's part is incomplete (${pass}): ${neutraliseLine(reason)}`) },
    })),
  ]
}

function physical(path: string, region: Region): PhysicalLocation {
  return { artifactLocation: { uri: encodePath(path), uriBaseId: "SRCROOT" }, region }
}

/** A repository path as a relative URI reference: every segment percent-encoded, so that "a:b" or "100%" stay a path. */
function encodePath(path: string): string {
  return path
    .toWellFormed()
    .split("/")
    .map((segment) => encodeURIComponent(segment))
    .join("/")
}

// The plain twin of a Markdown text. SARIF reads "[words](2)" in it as a link to a location, so brackets are escaped.
function plain(markdown: string): string {
  return markdown
    .replaceAll(/^```.*$\n?/gmu, "")
    .replaceAll(/(?<!`)`([^`\n]+)`(?!`)/gu, "$1")
    .replaceAll("**", "")
    .replaceAll(/\[(?=[^[\]\n]*\]\()/gu, "\\[")
    .trim()
}

function sentence(title: string): string {
  return /[.!?]$/u.test(title) ? title : `${title}.`
}

function pascalCase(id: string): string {
  return id.replaceAll(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/gu, (_, first: string) => first.toUpperCase())
}
