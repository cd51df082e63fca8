/**
 * The program that is measured: reads the subject, reviews it in one way, prints what it took as JSON.
 * `node review.js CORPUS NAME whole|second FOLDER`
 */
import process from "node:process"
import { readEngineVersion } from "../../src/analysis-process/engine-version.ts"
import { openFactStore } from "../../src/analysis-process/fact-store.ts"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import type { Analysis } from "../../src/model/analysis.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Analyst } from "../../src/model/ports.ts"
import { diffSides, emptySide, readTree } from "../corpus/change.ts"
import type { Side } from "../corpus/change.ts"
import { openSubject, speedSubjects } from "./subject.ts"
import type { OpenedSubject } from "./subject.ts"

/** One review: milliseconds until the answer, and what its stages took. */
export interface MeasuredReview {
  readonly what: string
  readonly ms: number
  readonly findings: number
  readonly failed: number
  readonly timings: Analysis["timings"]
}

export interface SpeedReport {
  /** Milliseconds for reading the repository, in which the tools it is compared with have no part. */
  readonly readMs: number
  readonly reviews: readonly MeasuredReview[]
}

const CHANGED_FILES = 3
// A handful may be broken on purpose, as fixtures of the repository's own tests are.
const MOST_FAILED = 0.02

const [corpus = "", name, way, folder = ""] = process.argv.slice(2)
const subject = speedSubjects.find((each) => each.name === name)
const report = way === "whole" ? await reviewWhole() : await reviewTwice(folder)
process.stdout.write(JSON.stringify(report))

function read(): OpenedSubject & { readonly readMs: number } {
  const started = performance.now()
  const opened = subject === undefined ? null : openSubject(corpus, subject)
  if (opened === null) throw new Error(`${name} is not in the corpus`)
  return { ...opened, readMs: Math.round(performance.now() - started) }
}

// As if somebody had put in the whole repository at once: every rule looks at every file. The process is started before anything is read, as
// a job does it.
async function reviewWhole(): Promise<SpeedReport> {
  using analysts = createAnalysts({ limitMs: 600_000, memoryMb: 2_048, keepMs: 0 })
  using analyst = analysts.open("the repository")
  const { repository, side, readMs } = read()
  return { readMs, reviews: [await review(analyst, "whole", { repository, base: emptySide, head: side })] }
}

/** Two pull requests of three files each: the second with nothing known, with the facts on disk, and in the process of the first. */
async function reviewTwice(directory: string): Promise<SpeedReport> {
  const { repository, side, sources, readMs } = read()
  const first = { repository, base: side, head: withChange(side, sources, repository, 0.2) }
  const second = { repository, base: side, head: withChange(side, sources, repository, 0.6) }
  const options = { limitMs: 600_000, memoryMb: 2_048 }
  const measured: MeasuredReview[] = []
  {
    using analysts = createAnalysts({ ...options, keepMs: 0 })
    measured.push(await reviewOnce(analysts, "second, nothing known", second))
  }
  const store = openFactStore({ directory, version: readEngineVersion() })
  {
    using analysts = createAnalysts({ ...options, keepMs: 600_000, store })
    measured.push(await reviewOnce(analysts, "first", first))
    measured.push(await reviewOnce(analysts, "second, same process", second))
  }
  {
    using analysts = createAnalysts({ ...options, keepMs: 0, store })
    measured.push(await reviewOnce(analysts, "second, facts on disk", second))
  }
  return { readMs, reviews: measured }
}

interface Sides {
  readonly repository: OpenedSubject["repository"]
  readonly base: Side
  readonly head: Side
}

async function reviewOnce(analysts: ReturnType<typeof createAnalysts>, what: string, sides: Sides): Promise<MeasuredReview> {
  using analyst = analysts.open("the repository")
  return await review(analyst, what, sides)
}

/** The time counts from when everything was read. @throws when the files were not analysed, for then nothing was measured */
async function review(analyst: Analyst, what: string, { repository, base, head }: Sides): Promise<MeasuredReview> {
  const diff = diffSides(repository, base, head)
  const trees = {
    base: readTree(repository, base, [...base.entries.keys()]),
    head: readTree(repository, head, [...head.entries.keys()]),
  }
  const started = performance.now()
  const analysis = await analyst.analyze({ diff, ...trees, policy: defaultPolicy }, new AbortController().signal)
  const { failed } = analysis.coverage
  if (failed.length > Math.max(1, diff.files.length * MOST_FAILED))
    throw new Error(`${what}: ${failed.length} of ${diff.files.length} files were not analysed (${failed[0]?.path}: ${failed[0]?.reason})`)
  return {
    what,
    ms: Math.round(performance.now() - started),
    findings: analysis.findings.length,
    failed: failed.length,
    timings: analysis.timings,
  }
}

// A comment more at the end of three files that lie apart.
function withChange(side: Side, sources: readonly string[], repository: OpenedSubject["repository"], from: number): Side {
  const entries = new Map(side.entries)
  const written = new Map(side.written)
  for (let index = 0; index < CHANGED_FILES; index++) {
    const path = sources[Math.floor(sources.length * (from + index * 0.1))]
    const entry = path === undefined ? undefined : entries.get(path)
    if (path === undefined || entry === undefined) continue
    const id = `${entry.id.slice(0, 39)}${entry.id.endsWith("0") ? "1" : "0"}`
    entries.set(path, { ...entry, id })
    written.set(id, `${repository.textsOf([entry.id]).get(entry.id) ?? ""}\n// Changed.\n`)
  }
  return { sha: `${from}`, entries, written }
}
