import semver from "semver"
import type { Advisory, AdvisoryReport } from "../../model/advisory.ts"
import type { Analysis } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import type { Finding, Severity } from "../../model/finding.ts"
import { compareSeverity } from "../../model/finding.ts"
import { fingerprintOf } from "../../model/fingerprint.ts"
import type { Policy } from "../../model/policy.ts"
import type { SourceTree } from "../../model/source.ts"
import { isLockfile } from "../classify.ts"
import { isManifestPath } from "../source/manifest-spot.ts"

/** The rule these findings go by. It asks GitHub instead of the code, so it has no file among the rules. */
const advisoryRule = "no-known-vulnerability"

const MAX_LISTED = 5

/** Whether a change moves packages at all; without that nothing is asked. */
export function movesPackages(diff: Diff): boolean {
  return diff.files.some(({ path, status }) => status !== "deleted" && (isLockfile(path) || isManifestPath(path)))
}

/** Takes an analysis and what is known about the packages of the change, returns the analysis with a finding for each vulnerable version. Pure. */
export function withAdvisories(
  analysis: Analysis,
  report: AdvisoryReport,
  { head, policy, diff }: { readonly head: SourceTree; readonly policy: Policy; readonly diff: Diff },
): Analysis {
  if (report.kind === "unknown") return note(analysis, `Known vulnerabilities of the packages were not looked up: ${report.reason}.`)
  const setting = policy.rules[advisoryRule]
  if (!policy.sections.security || setting === "off") return analysis
  const findings = groupByVersion(report.advisories).map((group) => toFinding(group, head, diff, setting))
  const all = [...analysis.findings, ...findings].sort(
    (a, b) =>
      compareSeverity(a.severity, b.severity) ||
      compareText(a.path, b.path) ||
      a.startLine - b.startLine ||
      compareText(a.fingerprint, b.fingerprint),
  )
  return note({ ...analysis, findings: all }, "Known vulnerabilities of the packages were looked up in GitHub's advisory database.")
}

function note(analysis: Analysis, text: string): Analysis {
  return { ...analysis, coverage: { ...analysis.coverage, notes: [...(analysis.coverage.notes ?? []), text] } }
}

function groupByVersion(advisories: readonly Advisory[]): Advisory[][] {
  const groups = new Map<string, Map<string, Advisory>>()
  for (const each of advisories) {
    const key = `${each.name}@${each.version}`
    groups.set(key, (groups.get(key) ?? new Map<string, Advisory>()).set(each.id, each))
  }
  return [...groups.values()].map((group) =>
    [...group.values()].sort((a, b) => compareSeverity(a.severity, b.severity) || compareText(a.id, b.id)),
  )
}

function toFinding(group: readonly Advisory[], head: SourceTree, diff: Diff, setting: Severity | "off" | undefined): Finding {
  const [worst] = group as [Advisory, ...Advisory[]]
  const { name, version, isDevelopment } = worst
  const { path, line, text, isDirect } = placeOf(worst, head, diff)
  const severity = setting !== undefined && setting !== "off" ? setting : isDevelopment ? "low" : worst.severity
  const fixed = highest(group)
  const update = isDirect
    ? `Update \`${name}\``
    : `Have \`${name}\` updated (through the package that brings it, or \`overrides\`/\`resolutions\`)`
  return {
    fingerprint: fingerprintOf(
      { rule: advisoryRule, path, symbol: name, code: [version, ...group.map(({ id }) => id).sort()].join(" ") },
      0,
    ),
    rule: advisoryRule,
    section: "security",
    practice: "environment",
    severity,
    confidence: "high",
    origin: "static",
    path,
    startLine: line,
    endLine: line,
    side: "RIGHT",
    title: `${name} ${version} has a known vulnerability: ${worst.summary}`.replace(/\s+/g, " ").slice(0, 160),
    message: [
      `The change installs \`${name}\` ${version}${isDevelopment ? " (for development only)" : ""}:`,
      "",
      ...group.slice(0, MAX_LISTED).map((each) => `- ${each.summary} (\`${each.id}\`, ${each.severity})`),
      ...(group.length > MAX_LISTED ? [`- and ${group.length - MAX_LISTED} more`] : []),
    ].join("\n"),
    fix:
      fixed === null
        ? `${group.length === 1 ? "No version without it is known" : "No version is known to be without all of them"}: take another package, or make sure that the vulnerable part is never reached.`
        : `${update} to ${fixed} or later.`,
    evidence: text,
    cwe: [...new Set(group.flatMap(({ cwe }) => cwe))].slice(0, 4),
    trace: [],
    suggestion: null,
  }
}

// The version that is free of all of them, if each has one.
function highest(group: readonly Advisory[]): string | null {
  let best: string | null = null
  for (const { fixedIn } of group) {
    if (fixedIn === null) return null
    if (best === null || semver.gt(fixedIn, best)) best = fixedIn
  }
  return best
}

interface Place {
  readonly path: string
  /** 1-based. */
  readonly line: number
  readonly text: string
  readonly isDirect: boolean
}

/** Where package.json asks for the package if the change touches it, else its entry in the manifest that GitHub names. */
function placeOf({ name, manifest }: Advisory, head: SourceTree, diff: Diff): Place {
  const folder = manifest.slice(0, manifest.lastIndexOf("/") + 1)
  const asked = new RegExp(`^\\s*"${escapeForPattern(name)}"\\s*:\\s*"`)
  const direct = findLine(head, `${folder}package.json`, (line) => asked.test(line))
  if (direct !== null && diff.files.some(({ path }) => path === direct.path)) return { ...direct, isDirect: true }
  const entry = new RegExp(`^\\s*(?:"(?:.*/)?node_modules/${escapeForPattern(name)}": \\{|["']?/?${escapeForPattern(name)}@)`)
  const locked = findLine(head, manifest, (line) => entry.test(line))
  return { ...(locked ?? { path: manifest, line: 1, text: "" }), isDirect: direct !== null }
}

function findLine(head: SourceTree, path: string, isWanted: (line: string) => boolean): Omit<Place, "isDirect"> | null {
  const lines = head.files.get(path)?.text.split("\n") ?? []
  const index = lines.findIndex(isWanted)
  return index === -1 ? null : { path, line: index + 1, text: (lines[index] ?? "").trim() }
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
