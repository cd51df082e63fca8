import type { Analysis, Coverage, FileReason } from "../model/analysis.ts"
import type { ChangedFile, Diff } from "../model/diff.ts"
import { compareSeverity } from "../model/finding.ts"
import type { Finding, Suggestion } from "../model/finding.ts"
import type { Policy } from "../model/policy.ts"
import { createPathFilter } from "../model/reviewed-paths.ts"
import type { SourceTree } from "../model/source.ts"
import { adviseOnChange } from "./change/advise.ts"
import { summarizeChange } from "./change/summarize-change.ts"
import { viewChange } from "./change/change-view.ts"
import { skipReason } from "./classify.ts"
import { compareSides } from "./compare-sides.ts"
import { conventionsOf } from "./conventions/infer-conventions.ts"
import { describeChecks } from "./describe-checks.ts"
import { createStopwatch, silent } from "./observe.ts"
import type { Observer } from "./observe.ts"
import { createBlobFacts } from "./source/blob-facts.ts"
import type { BlobFacts } from "./source/blob-facts.ts"
import { affectedBy, tellLikeness } from "./source/import-graph.ts"
import { withoutEchoes } from "./overlap.ts"
import { proveAll } from "./prove-together.ts"
import type { Grounds } from "./prove.ts"
import { createCollector, runRules } from "./run-rules.ts"
import type { Located } from "./run-rules.ts"
import type { Rule } from "./rule.ts"
import { rules as allRules } from "./rules/index.ts"
import { createProject } from "./source/project.ts"
import { createSuppressions } from "./suppressions.ts"
import type { Suppression } from "./suppressions.ts"
import type { ParseCache, Project } from "./source/project.ts"
import { detectStack } from "./stack/detect-stack.ts"

// Each proof analyses one file again; a change with more findings than this has other worries.
const MAX_PROOFS = 25

export interface AnalysisInput {
  readonly diff: Diff
  readonly base: SourceTree
  readonly head: SourceTree
  readonly policy: Policy
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number
  /** Files, by blob id, that brought an earlier attempt down, with what happened; they are left out and named. */
  readonly quarantined?: ReadonlyMap<string, string>
  /** Hears which file is worked on. */
  readonly onFile?: Observer["onFile"]
  /** Parsed files of earlier reviews of the same repository; this review adds its own. */
  readonly cache?: ParseCache
  /** Facts about single blobs of earlier reviews; this review adds its own. */
  readonly facts?: BlobFacts
}

/**
 * Reviews a change without a model: what is new at the head, what was fixed, what was looked at. Deterministic but for the
 * timings. Contract: does not throw for anything a repository can contain; what could not be done is named in `coverage`.
 */
export function analyze(input: AnalysisInput): Promise<Analysis> {
  return analyzeWith(allRules, input)
}

/** Like `analyze`, with the rules handed in. */
export async function analyzeWith(allOfThem: readonly Rule[], input: AnalysisInput): Promise<Analysis> {
  return (await analyzeAndKeep(input, allOfThem)).analysis
}

/** An analysis with what answers questions about it and tries further changes of its head. */
export interface KeptAnalysis {
  readonly analysis: Analysis
  readonly head: Project
  readonly grounds: Grounds
}

/** Like `analyze`; keeps the head in memory for questions. */
export async function analyzeAndKeep(input: AnalysisInput, allOfThem: readonly Rule[] = allRules): Promise<KeptAnalysis> {
  const {
    diff,
    policy,
    clock,
    quarantined = new Map<string, string>(),
    onFile = silent.onFile,
    cache = new Map(),
    facts = createBlobFacts(),
  } = input
  const lost = { base: namesOf(input.base, quarantined), head: namesOf(input.head, quarantined) }
  const base = leaveOut(input.base, lost.base)
  const head = leaveOut(input.head, lost.head)
  const { timings, time } = createStopwatch(clock)
  const excludes = createPathFilter(policy)
  const isIgnored = (path: string) => excludes(path) !== null
  const rules = allOfThem.filter((rule) => policy.sections[rule.section] && policy.rules[rule.id] !== "off")
  const change = viewChange(diff)

  const skipped: FileReason[] = []
  const reviewed: ChangedFile[] = []
  for (const file of diff.files) {
    const reason = excludes(file.path) ?? skipReason(file, head.files.get(file.path)?.text ?? null, head.unreadable.get(file.path))
    if (reason === null || lost.head.has(file.path)) reviewed.push(file)
    else skipped.push({ path: file.path, reason })
  }

  const headProject = createProject(head, cache, { onFile, time }, facts)
  const baseProject = createProject(base, cache, { onFile, time }, facts)
  tellLikeness(baseProject, headProject)
  const headPaths = reviewed.filter((file) => file.status !== "deleted").map((file) => file.path)
  const basePaths = reviewed.flatMap((file) => (file.oldPath === null ? [] : [file.oldPath]))
  const toHead = new Map(diff.files.flatMap((file) => (file.oldPath === null ? [] : [[file.oldPath, file.path] as const])))

  const side = (project: Project, paths: readonly string[], headPathOf: (path: string) => string, watch: Observer["time"]) =>
    runRules({ project, rules, paths, reach: affectedBy(project, paths), headPathOf, time: watch })
  const headRun = await time("rulesMs", () => side(headProject, headPaths, (path) => path, time))
  const baseRun = await time("baseMs", () => side(baseProject, basePaths, (path) => toHead.get(path) ?? path, silent.time))
  const changeRun = await time("rulesMs", async () => {
    const collector = createCollector({ project: headProject, headPathOf: (path) => path })
    for (const rule of rules)
      if (rule.kind === "change")
        await collector.collect(rule, null, () => rule.check({ base: baseProject, head: headProject, diff, change }))
    return collector.result()
  })

  // Where the base could not be looked at, everything old would seem new: only what stands on changed lines is believed.
  const halfKnown = new Set([
    ...reviewed
      .filter(
        (file) => file.oldPath !== null && (baseProject.textOf(file.oldPath) === null || baseProject.problemOf(file.oldPath) !== null),
      )
      .map((file) => file.path),
    ...baseRun.failed.map((each) => toHead.get(each.path) ?? each.path),
  ])
  const compared = compareSides(headRun.found, baseRun.found)
  // What a file of the change says of one that is as it was is not new, only first looked at.
  const inChange = new Set(diff.files.map(({ path }) => path))
  const added = compared.added.filter(
    (each) =>
      (each.rule.kind !== "source" || inChange.has(each.path)) &&
      (!halfKnown.has(each.path) || change.touches(each.path, each.startLine, each.endLine)),
  )
  const unknownAtHead = new Set([
    ...headRun.failed.map((each) => each.path),
    ...headPaths.filter((path) => headProject.problemOf(path) !== null),
  ])
  const removed = compared.removed.filter((each) => !unknownAtHead.has(each.identity.path))
  const said = withoutEchoes([...added, ...changeRun.found]).filter((each) => !isIgnored(each.path))
  const suppressionOf = createSuppressions(head, diff)
  const { visible, suppressed } = divide(said, (each) => suppressionOf(each.rule.id, each)?.isOld !== true)
  const grounds: Grounds = {
    rules,
    base: baseProject,
    head,
    headProject,
    diff,
    change,
    cache,
    facts,
    onFile,
    before: [...headRun.found, ...changeRun.found],
    confined: headRun.confined,
  }
  const tried = visible.filter(({ draft }) => draft.edits).slice(0, MAX_PROOFS)
  const proven = await time("suggestionsMs", () => proveAll(tried, grounds))
  const findings = visible
    .map((each) => ({ ...toFinding(each, policy, proven.get(each) ?? null), ...silenceOf(suppressionOf(each.rule.id, each)) }))
    .sort(compareFindings)
  const { stack, summary, conventions } = time("summaryMs", () => ({
    stack: detectStack(headProject),
    conventions: conventionsOf(baseProject),
    summary: summarizeChange({ diff, base: baseProject, head: headProject }),
  }))

  const problems = headPaths.flatMap((path) => {
    const problem = headProject.problemOf(path)
    return problem === null ? [] : [{ path, reason: problem }]
  })
  const dropped = [...new Map([...lost.base, ...lost.head])].map(([path, reason]) => ({ path, reason }))
  const coverage = countCoverage({ diff, skipped, failed: [...dropped, ...problems, ...headRun.failed, ...changeRun.failed] })
  const analysis: Analysis = {
    stack,
    change: summary,
    findings,
    fixed: withoutEchoes(removed)
      .filter((each) => !isIgnored(each.path))
      .map((each) => toFinding(each, policy, null, "LEFT"))
      .sort(compareFindings),
    advice: adviseOnChange({ diff, base: baseProject, head: headProject }),
    conventions,
    ...(suppressed.length === 0
      ? {}
      : { suppressed: suppressed.map(({ path, startLine, rule }) => ({ path, line: startLine, rule: rule.id })) }),
    checked: describeChecks(rules, coverage.reviewed),
    coverage,
    timings: { ...timings, analysisMs: Object.values(timings).reduce((sum, each) => sum + each, 0) },
  }
  return { analysis, head: headProject, grounds }
}

// As if the files could not be read.
function leaveOut(tree: SourceTree, lost: ReadonlyMap<string, string>): SourceTree {
  if (lost.size === 0) return tree
  const files = new Map([...tree.files].filter(([path]) => !lost.has(path)))
  return { ...tree, files, unreadable: new Map([...tree.unreadable, ...lost]) }
}

function namesOf(tree: SourceTree, quarantined: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>()
  if (quarantined.size === 0) return names
  for (const { path, id } of tree.files.values()) {
    const reason = quarantined.get(id)
    if (reason !== undefined) names.set(path, reason)
  }
  return names
}

function divide(all: readonly Located[], isVisible: (each: Located) => boolean): { visible: Located[]; suppressed: Located[] } {
  const visible: Located[] = []
  const suppressed: Located[] = []
  for (const each of all) (isVisible(each) ? visible : suppressed).push(each)
  return { visible, suppressed }
}

// Left out rather than `undefined` where nothing is silenced, because a finding is compared as a value.
function silenceOf(suppression: Suppression | null): Pick<Finding, "suppression"> {
  return suppression === null || suppression.reason === null ? {} : { suppression: suppression.reason }
}

function toFinding(located: Located, policy: Policy, suggestion: Suggestion | null, side: Finding["side"] = "RIGHT"): Finding {
  const { rule, draft } = located
  const setting = policy.rules[rule.id]
  return {
    fingerprint: located.fingerprint,
    rule: rule.id,
    section: rule.section,
    practice: rule.practice,
    severity: setting !== undefined && setting !== "off" ? setting : (draft.severity ?? rule.severity),
    confidence: draft.confidence ?? rule.confidence,
    origin: "static",
    path: located.path,
    startLine: located.startLine,
    endLine: located.endLine,
    side,
    title: plainText(draft.title ?? rule.title),
    message: draft.message,
    fix: draft.fix ?? rule.fix,
    evidence: located.evidence,
    cwe: rule.cwe,
    trace: located.trace,
    suggestion,
  }
}

// Titles go to places that know no Markdown.
function plainText(title: string): string {
  return title.replaceAll("`", "").replace(/\s+/g, " ").slice(0, 160)
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    compareText(a.path, b.path) ||
    a.startLine - b.startLine ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

// A file is counted once: failed wins over reviewed, with its reasons joined.
function countCoverage({ diff, skipped, failed }: { diff: Diff; skipped: readonly FileReason[]; failed: readonly FileReason[] }): Coverage {
  const changed = new Set(diff.files.map((file) => file.path))
  const left = new Set(skipped.map((each) => each.path))
  const reasons = new Map<string, string[]>()
  for (const each of failed) {
    // Nobody was going to review it, whatever else may be wrong with it.
    if (left.has(each.path)) continue
    const known = reasons.get(each.path) ?? []
    if (!known.includes(each.reason)) reasons.set(each.path, [...known, each.reason])
  }
  const named = [...reasons].map(([path, each]) => ({ path, reason: each.join("; ") })).sort((a, b) => compareText(a.path, b.path))
  const failedChanged = named.filter((each) => changed.has(each.path)).length
  return { files: diff.files.length, reviewed: diff.files.length - skipped.length - failedChanged, skipped, failed: named }
}
