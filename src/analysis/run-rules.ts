import type { FileReason } from "../model/analysis.ts"
import { fingerprintOf, normaliseCode } from "../model/fingerprint.ts"
import type { Identity } from "../model/fingerprint.ts"
import type { TraceStep } from "../model/finding.ts"
import { findFlows } from "./flow/find-flows.ts"
import type { FlowsFound } from "./flow/find-flows.ts"
import { symbolAt } from "./symbol-at.ts"
import { chooseByNeeds } from "./needs.ts"
import type { Observer } from "./observe.ts"
import { judgeOf } from "./rule.ts"
import type { Draft, Rule } from "./rule.ts"
import { indexLines } from "./source/line-index.ts"
import type { Project } from "./source/project.ts"

// A rule that finds more than this in one file has misunderstood the file.
const MAX_PER_FILE = 40

/** A draft in its place, with what tells it from other findings. */
export interface Located {
  readonly rule: Rule
  readonly draft: Draft
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly evidence: string
  readonly trace: readonly TraceStep[]
  readonly identity: Identity
  readonly fingerprint: string
}

export interface RunOptions {
  readonly project: Project
  readonly rules: readonly Rule[]
  /** Paths on this side that source and text rules look at. */
  readonly paths: readonly string[]
  /** Files whose handlers matter for flows: those from which a changed file is reached. */
  readonly reach: ReadonlySet<string>
  /** Files of these whose handlers were walked before, with this outcome; none when left out. */
  readonly passOver?: FlowsFound["confined"]
  /** Puts the time of stages down. */
  readonly time: Observer["time"]
  /** The path a file of this side has at the head. */
  readonly headPathOf: (path: string) => string
}

/** What could not be done on one file. */
export interface Failure extends FileReason {
  /** The rule that threw; `null` when it was the engine. */
  readonly rule: string | null
}

export interface RunResult {
  readonly found: readonly Located[]
  readonly failed: readonly Failure[]
}

/** What was found, and which handlers need not be walked again after a change elsewhere. */
export interface WholeRun extends RunResult, Pick<FlowsFound, "confined"> {}

/**
 * Runs every rule of kind source, flow, text and project on one side.
 * Contract: a rule that throws costs only that rule on that file and is named in `failed`.
 */
export async function runRules(options: RunOptions): Promise<WholeRun> {
  const collector = createCollector(options)
  const { project, rules, paths, time } = options
  const perFile = rules.filter((rule) => rule.kind === "source" || rule.kind === "text")
  const choose = chooseByNeeds(perFile, paths.length)
  for (const path of paths) {
    project.workOn(path)
    const module = project.moduleOf(path)
    const text = project.textOf(path)
    if (text === null) continue
    const lines = module?.lines ?? indexLines(text)
    const source = module === null ? null : { project, module }
    for (const rule of choose(project, path, text)) {
      let later: Promise<void> | null = null
      if (rule.kind === "text") {
        if (rule.files(path)) later = collector.collect(rule, path, () => rule.check({ project, path, text, lines }))
      } else if (source !== null) later = collector.collect(rule, path, () => rule.check(source))
      if (later !== null) await later
    }
  }
  const flowRules = rules.filter((rule) => rule.kind === "flow" || (rule.kind === "source" && rule.flows))
  let confined: FlowsFound["confined"] = new Map()
  if (flowRules.length > 0) {
    const found = time("flowMs", () => findFlows(project, options.reach, options))
    const { flows, failed } = found
    confined = found.confined
    for (const each of failed) collector.fail(each.path, each.reason)
    for (const flow of flows) {
      for (const rule of flowRules) {
        const judge = judgeOf(rule, flow.kind)
        if (judge === null) continue
        await collector.collect(rule, flow.module.path, function* () {
          for (const draft of judge({ project, module: flow.module, flow }) as Iterable<Draft>)
            yield { trace: flow.trace, ...draft, ...(flow.stored === null ? {} : lessSure(draft, rule)) }
        })
      }
    }
  }
  for (const rule of rules) if (rule.kind === "project") await collector.collect(rule, null, () => rule.check({ project }))
  return { ...collector.result(), confined }
}

/** Gathers drafts of rules and locates them. Also used for rules of kind change, whose findings are about the head. */
export function createCollector({ project, headPathOf }: Pick<RunOptions, "project" | "headPathOf">) {
  const located: Omit<Located, "fingerprint">[] = []
  const failed: Failure[] = []
  const take = (rule: Rule, path: string | null, draft: Draft): void => {
    const target = draft.path ?? path
    if (target === null) throw new Error("a finding needs a path")
    located.push(locate(project, rule, draft, target, headPathOf(target)))
  }
  const takeLater = async (rule: Rule, path: string | null, drafts: AsyncIterable<Draft>): Promise<void> => {
    let count = 0
    for await (const draft of drafts) {
      take(rule, path, draft)
      if (++count >= MAX_PER_FILE) break
    }
  }
  const giveUp = (rule: Rule, path: string | null, error: unknown): void => {
    failed.push({
      path: path ?? "package.json",
      rule: rule.id,
      reason: `rule ${rule.id} failed: ${error instanceof Error ? error.message.slice(0, 200) : "unknown reason"}`,
    })
  }
  return {
    fail(path: string, reason: string): void {
      failed.push({ path, reason, rule: null })
    },
    /** Gives a promise only where the rule is asynchronous: nearly none is, and three hundred thousand promises take a second. */
    collect(rule: Rule, path: string | null, check: () => Iterable<Draft> | AsyncIterable<Draft>): Promise<void> | null {
      try {
        const drafts = check()
        if (Symbol.asyncIterator in drafts) return takeLater(rule, path, drafts).catch((error: unknown) => giveUp(rule, path, error))
        let count = 0
        for (const draft of drafts) {
          take(rule, path, draft)
          if (++count >= MAX_PER_FILE) break
        }
      } catch (error) {
        giveUp(rule, path, error)
      }
      return null
    },
    result(): RunResult {
      return { found: number(located), failed }
    },
  }
}

function locate(project: Project, rule: Rule, draft: Draft, path: string, headPath: string): Omit<Located, "fingerprint"> {
  const text = project.textOf(path) ?? ""
  const lines = project.moduleOf(path)?.lines ?? indexLines(text)
  const { at } = draft
  const isFile = at === "file"
  const startLine = isFile ? 1 : "line" in at ? at.line : lines.lineAt(at.start)
  const endLine = isFile ? 1 : "line" in at ? (at.endLine ?? at.line) : lines.lineAt(Math.max(at.start, at.end - 1))
  const start = isFile ? 0 : "line" in at ? lines.startOf(at.line) : at.start
  const code = isFile ? "" : "line" in at ? text.slice(lines.startOf(startLine), lines.endOf(endLine)) : text.slice(at.start, at.end)
  const evidence = isFile ? "" : text.slice(lines.startOf(startLine), lines.endOf(Math.min(endLine, startLine + 5))).slice(0, 600)
  const symbol = isFile ? "" : symbolAt(project, path, start)
  return {
    rule,
    draft,
    path,
    startLine,
    endLine,
    evidence: draft.evidence ?? dedent(evidence),
    trace: draft.trace ?? [],
    identity: { rule: rule.id, path: headPath, symbol, code: draft.key ?? normaliseCode(code) },
  }
}

// Whether the row that is read is the one that was written is not to be seen.
function lessSure(draft: Draft, rule: Rule): Pick<Draft, "confidence"> {
  return { confidence: (draft.confidence ?? rule.confidence) === "high" ? "medium" : "low" }
}

// The same defect found on several ways to it is one finding; the first way in order is shown.
function number(located: readonly Omit<Located, "fingerprint">[]): Located[] {
  const unique = new Map<string, Omit<Located, "fingerprint">>()
  for (const each of located) {
    const at = each.draft.at
    const key = [
      each.rule.id,
      each.path,
      each.startLine,
      each.endLine,
      at !== "file" && "start" in at ? at.start : "",
      each.draft.key ?? "",
    ].join("\0")
    if (!unique.has(key)) unique.set(key, each)
  }
  const ordered = [...unique.values()].sort(compareLocated)
  const seen = new Map<string, number>()
  return ordered.map((each) => {
    const key = looseKey(each.identity)
    const occurrence = seen.get(key) ?? 0
    seen.set(key, occurrence + 1)
    return { ...each, fingerprint: fingerprintOf(each.identity, occurrence) }
  })
}

/** An identity as one string, for counting equal findings. */
export function looseKey(identity: Identity): string {
  return [identity.rule, identity.path, identity.symbol, identity.code].join("\0")
}

function compareLocated(
  a: Pick<Located, "path" | "startLine" | "rule" | "identity">,
  b: Pick<Located, "path" | "startLine" | "rule" | "identity">,
): number {
  return (
    compareText(a.path, b.path) ||
    a.startLine - b.startLine ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.identity.code, b.identity.code)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function dedent(text: string): string {
  const lines = text.split(/\r?\n/)
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0)
  const indent = Math.min(...indents, 80)
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join("\n")
}
