import { clearTimeout, setTimeout } from "node:timers"
import { abandonAnalysis } from "../analysis/abandon-analysis.ts"
import type { Analysis } from "../model/analysis.ts"
import { factsAbout, joinFacts, noFacts } from "../analysis/source/blob-facts.ts"
import type { StoredFacts } from "../analysis/source/blob-facts.ts"
import type { Analyst, OpenAnalyst } from "../model/ports.ts"
import type { SourceTree } from "../model/source.ts"
import { createInquirer } from "./create-inquirer.ts"
import type { Analysed } from "./create-inquirer.ts"
import type { FactStore, KeptFacts } from "./fact-store.ts"
import type { AnalysisSubject } from "./messages.ts"
import { startChild } from "./start-child.ts"
import type { Child } from "./start-child.ts"

export interface AnalystOptions {
  /** Milliseconds for one analysis with all its attempts. */
  readonly limitMs: number
  /** Milliseconds for one file; a third of the whole when not given. */
  readonly fileLimitMs?: number
  /** Milliseconds for one answer about a head that was analysed. */
  readonly answerLimitMs?: number
  /** Megabytes of JavaScript objects in the process that analyses. */
  readonly memoryMb: number
  /** How long a process waits for the next review of its repository, with everything it has parsed; 0 keeps none. */
  readonly keepMs: number
  /** Where facts about blobs are kept between processes; `null` keeps none. */
  readonly store?: FactStore | null
  /** Told what happened to a process that did not come to its end. */
  readonly onTrouble?: (message: string) => void
  /** Another program than ours, for tests. */
  readonly program?: URL
}

export interface Analysts extends Disposable {
  readonly open: OpenAnalyst
}

// Somebody who puts in more files than this that kill the parser does so on purpose; a review of the changed files alone follows.
const MAX_QUARANTINED = 4
// A process ends after so many reviews, whatever its state: what leaks slowly leaks no further.
const MAX_REVIEWS = 50
// A walk through all request data of a large service takes three seconds, a proof one.
const ANSWER_LIMIT_MS = 30_000
// Of those that wait for another review; each holds what it has parsed.
const MAX_KEPT = 2

/**
 * Analyses in processes of their own, so that a file that kills or blocks the parser costs that file and nothing else.
 * `open` starts one, or takes the one that reviewed the same repository last and has its files parsed; so open it before the
 * checkout. Contract: `analyze` never throws but for its signal. What a process could not do is named in `coverage`.
 * The process keeps the head it analysed last and answers questions about it, each within a limit of its own.
 */
export function createAnalysts(options: AnalystOptions): Analysts {
  const kept = new Map<string, { readonly child: Child; readonly reviews: number; readonly timer: NodeJS.Timeout }>()
  const running = new Set<Child>()
  const drop = (repository: string): void => {
    const entry = kept.get(repository)
    if (entry === undefined) return
    kept.delete(repository)
    clearTimeout(entry.timer)
    entry.child.kill()
  }
  const keep = (repository: string, child: Child, reviews: number): void => {
    if (options.keepMs === 0 || reviews >= MAX_REVIEWS || !child.isAlive) return child.kill()
    drop(repository)
    for (const oldest of [...kept.keys()].slice(0, kept.size + 1 - MAX_KEPT)) drop(oldest)
    child.forget()
    child.rest()
    kept.set(repository, { child, reviews, timer: setTimeout(() => drop(repository), options.keepMs).unref() })
  }
  const take = (repository: string): { child: Child; reviews: number } => {
    const entry = kept.get(repository)
    if (entry === undefined || !entry.child.isAlive) {
      drop(repository)
      return { child: startChild(options), reviews: 0 }
    }
    kept.delete(repository)
    clearTimeout(entry.timer)
    return entry
  }

  const open = (repository: string): Analyst => {
    let { child, reviews } = take(repository)
    const { store = null } = options
    const reading = store?.read(repository)
    running.add(child)
    let isSpent = false
    const renew = (): Child => {
      running.delete(child)
      child.kill()
      child = startChild(options)
      running.add(child)
      reviews = 0
      return child
    }
    const { answerLimitMs: limitMs = ANSWER_LIMIT_MS, onTrouble } = options
    const inquirer = createInquirer({ child: () => child, renew, limitMs, onTrouble })
    return {
      async analyze(subject, signal) {
        inquirer.turnTo(null)
        const kept = (await reading) ?? { facts: noFacts, deadly: [] }
        const outcome = await analyzeApart(subject, { signal, first: child, renew, options, facts: kept.facts, deadly: kept.deadly })
        inquirer.turnTo(outcome.analysed)
        isSpent = outcome.heldMb > options.memoryMb / 2
        reviews++
        const isNews = outcome.facts.blobs.length > 0 || outcome.deadly.size > kept.deadly.length
        if (isNews) await store?.write(repository, mergeKept(subject, kept.facts, outcome))
        return outcome.analysis
      },
      ask: (question, signal) => inquirer.ask(question, signal),
      prove: (trial, signal) => inquirer.prove(trial, signal),
      [Symbol.dispose]() {
        running.delete(child)
        if (isSpent || reviews === 0) child.kill()
        else keep(repository, child, reviews)
      },
    }
  }
  return {
    open,
    [Symbol.dispose]() {
      for (const repository of kept.keys()) drop(repository)
      for (const child of running) child.kill()
    },
  }
}

interface Attempts {
  readonly signal: AbortSignal
  readonly first: Child
  readonly renew: () => Child
  readonly options: AnalystOptions
  readonly facts: StoredFacts
  readonly deadly: KeptFacts["deadly"]
}

interface Outcome {
  readonly analysis: Analysis
  /** What can be asked about; `null` when nothing was analysed. */
  readonly analysed: Analysed | null
  readonly heldMb: number
  readonly facts: StoredFacts
  readonly deadly: ReadonlyMap<string, string>
}

/** Tries again without the file that ended an attempt; at last with the changed files alone; at the very last not at all. */
async function analyzeApart(whole: AnalysisSubject, { signal, first, renew, options, facts, deadly: before }: Attempts): Promise<Outcome> {
  const deadly = new Map(before)
  const quarantined = new Map(before)
  let added = 0
  const deadline = performance.now() + options.limitMs
  let subject = whole
  let child = first
  let why = "did not finish"
  for (;;) {
    const totalMs = deadline - performance.now()
    if (totalMs <= 0) break
    const limits = { quarantined, facts, totalMs, silenceMs: options.fileLimitMs ?? options.limitMs / 3, signal }
    const ending = await child.run(subject, limits)
    if (ending.kind === "done") {
      const analysed = { subject, limits: { quarantined, facts, totalMs: options.limitMs, silenceMs: limits.silenceMs } }
      return { analysis: nameLost(ending.analysis, subject, whole), analysed, heldMb: ending.heldMb, facts: ending.facts, deadly }
    }
    const file = ending.kind === "ended" ? ending.file : null
    why = ending.kind === "failed" ? "failed" : ending.how
    options.onTrouble?.(
      `an analysis ${ending.kind === "failed" ? `failed: ${ending.message}` : why}${file === null ? "" : ` on blob ${file}`}`,
    )
    child = renew()
    if (file !== null && !quarantined.has(file) && added < MAX_QUARANTINED) {
      added++
      quarantined.set(file, `the analysis ${why} on this file, so it was left out`)
      if (ending.kind === "ended" && ending.isCertain) deadly.set(file, `the analysis ${why} on this file, so it was left out`)
    } else if (subject === whole) subject = onlyChanged(whole)
    else break
  }
  return { analysis: abandonAnalysis(whole.diff, `the analysis ${why}`), analysed: null, heldMb: 0, facts: noFacts, deadly }
}

// Only blobs of this review are kept, so that what is kept does not grow for ever.
function mergeKept({ base, head }: AnalysisSubject, known: StoredFacts, outcome: Outcome): KeptFacts {
  const here = new Set([base, head].flatMap((tree) => [...tree.files.values()].map(({ id }) => id)))
  const facts = factsAbout(joinFacts(outcome.facts, known), (id) => here.has(id))
  return { facts, deadly: [...outcome.deadly].slice(-1_000) }
}

// Without its neighbours less is understood about the change, but what is in the change itself is still seen.
function onlyChanged(subject: AnalysisSubject): AnalysisSubject {
  const changed = new Set(subject.diff.files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath])))
  const narrow = (tree: SourceTree): SourceTree => ({
    ...tree,
    files: new Map([...tree.files].filter(([path]) => changed.has(path) || path.endsWith("package.json"))),
  })
  return { ...subject, base: narrow(subject.base), head: narrow(subject.head) }
}

function nameLost(analysis: Analysis, subject: AnalysisSubject, whole: AnalysisSubject): Analysis {
  if (subject === whole) return analysis
  const reason = "the analysis did not finish, so only the changed files were looked at"
  const { coverage } = analysis
  const changed = whole.diff.files.map(({ path }) => path)
  const named = new Set([...coverage.failed, ...coverage.skipped].map(({ path }) => path))
  const failed = [...coverage.failed, ...changed.filter((path) => !named.has(path)).map((path) => ({ path, reason }))]
  return { ...analysis, coverage: { ...coverage, reviewed: 0, failed } }
}
