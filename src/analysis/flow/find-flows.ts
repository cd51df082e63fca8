import type { FileReason } from "../../model/analysis.ts"
import type { TraceStep } from "../../model/finding.ts"
import { isTestPath } from "../classify.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { entriesIn } from "./entries.ts"
import type { Entry } from "./entry.ts"
import { isPlausible } from "./describe-flow.ts"
import type { Flow } from "./flow.ts"
import { isCodeFromTable, isLatent, keptStep, writingOf } from "./stored-flows.ts"
import type { Latent, Writing } from "./stored-flows.ts"
import { leave } from "./properties.ts"
import { byColumn } from "./value.ts"
import type { Step, Value } from "./value.ts"
import { isCut } from "./walk.ts"
import type { Hit, OnData, Walk } from "./walk.ts"
import { walkHandler } from "./walker.ts"

const MAX_TRACE = 10

// Handlers of NodeBB, ghostfolio, Unleash and docmost take 3,000 steps at the most and all of one of them 92,000 together. Only a file
// made to keep us busy takes more than this, about three seconds' work.
const MAX_STEPS_IN_ALL = 3_000_000
// Handlers of other files are only walked for what they write to the database.
const MAX_STEPS_ELSEWHERE = 300_000

export interface FlowOptions {
  /** Hears of data that go no further, which the flows that are found leave out. */
  readonly onData?: OnData
  /** Hears of every way into a sink, of which only the first is given. */
  readonly onFlow?: (flow: Flow) => void
  /** Files whose handlers are not walked: they were, and did this. */
  readonly passOver?: ReadonlyMap<string, ConfinedFile>
}

export interface FlowsFound {
  readonly flows: readonly Flow[]
  readonly failed: readonly FileReason[]
  /** By path, the files whose handlers change nothing that those of other files made: after a change elsewhere they do the same. */
  readonly confined: ReadonlyMap<string, ConfinedFile>
}

export interface ConfinedFile {
  /** The functions that are handed data from outside, wherever they stand. */
  readonly handlers: readonly FunctionNode[]
  /** The files whose functions they run. */
  readonly entered: ReadonlySet<string>
  /** What they write to the database. */
  readonly writings: readonly Writing[]
  /** What they put on the request, or into the storage of the call, for the handlers behind them. */
  readonly left: readonly Walk["left"][number][]
}

/** Every way of request data into a sink that starts in a handler of the given files. Deterministic: steps are counted, not time. */
export function findFlows(
  project: Project,
  files: ReadonlySet<string>,
  { onData, onFlow, passOver = new Map() }: FlowOptions = {},
): FlowsFound {
  const flows = new Map<string, Flow>()
  const failed: FileReason[] = []
  const seen = new Set<FunctionNode>()
  const added = new Map<string, Value>()
  const latent: Latent[] = []
  const add = (flow: Flow) => {
    onFlow?.(flow)
    const key = `${flow.module.path}\0${flow.kind}\0${flow.argument.start}\0${flow.field ?? ""}`
    const known = flows.get(key)
    // `User.create(body)` looks like the one of several libraries: the one that is a dependency is meant.
    if (!known || (!isPlausible(project, known) && isPlausible(project, flow))) flows.set(key, flow)
  }
  const fail = (path: string, reason: string) => {
    if (!failed.some((each) => each.path === path && each.reason === reason)) failed.push({ path, reason })
  }
  const guarded = (path: string, work: () => void): boolean => {
    project.workOn(path)
    try {
      work()
      return true
    } catch (error) {
      fail(path, `the flow of data was not followed: ${error instanceof Error ? error.message.slice(0, 120) : "unknown reason"}`)
      return false
    }
  }
  const walked: WalkedFile[] = []
  for (const path of project.sourcePaths) {
    if (!files.has(path) || isTestPath(path)) continue
    const known = passOver.get(path)
    const file = newFile(path, known)
    walked.push(file)
    for (const handler of file.handlers) seen.add(handler)
    for (const [key, value] of file.left) leave(added, key, value)
    if (known !== undefined) continue
    const before = seen.size
    file.isConfined = guarded(path, () => {
      for (const entry of entriesIn(project, path, seen)) file.entries.push(entry)
    })
    if (seen.size > before) file.handlers = [...seen].slice(before)
  }
  let steps = 0
  const waiting: { readonly file: WalkedFile; readonly entry: Entry; readonly missed: ReadonlySet<string> }[] = []
  const walkOne = (file: WalkedFile, entry: Entry): void => {
    if (steps > MAX_STEPS_IN_ALL) throw new Error("it would take too long")
    const walk = walkHandler(project, entry, added, onData ?? null)
    steps += walk.steps
    for (const kept of walk.kept) file.writings.push({ kept, entry })
    for (const hit of walk.hits) {
      if (entry.only && !entry.only.has(hit.kind)) continue
      if (isLatent({ hit, entry })) for (const value of byColumn(hit.value)) latent.push({ hit: { ...hit, value }, entry })
      if (!hit.value.stored) add(toFlow(hit, entry))
    }
    if (isCut(walk)) fail(file.path, `the flow of data was not followed to its end in ${entry.route ?? "a function"}`)
    if (walk.missed.size > 0) waiting.push({ file, entry, missed: walk.missed })
    file.isConfined &&= !walk.shares && !isCut(walk)
    for (const each of walk.entered) file.entered.add(each)
    file.left.push(...walk.left)
  }
  // What middleware puts on the request is there for the handlers behind it, wherever they stand.
  for (const turn of TURNS) {
    for (const file of walked)
      for (const entry of file.entries)
        if (turnOf(entry) === turn && !guarded(file.path, () => walkOne(file, entry))) file.isConfined = false
  }
  // And some middleware finds what handlers have put there, or other middleware of a file behind its own.
  for (const { file, entry, missed } of waiting.splice(0)) {
    if (![...missed].some((each) => added.has(each))) continue
    file.isConfined = false
    guarded(file.path, () => walkOne(file, entry))
  }
  const writings = walked.flatMap((file) => file.writings)
  if (latent.some((each) => writingOf(each, writings) === null))
    writings.push(...writingsOf(project, entriesElsewhere(project, files, seen), added))
  for (const each of latent) {
    const writing = writingOf(each, writings)
    if (writing) add(storedFlow(each, writing))
    else if (isCodeFromTable(each)) add(unwrittenFlow(each))
  }
  return {
    flows: [...flows.values()],
    failed,
    confined: new Map(walked.flatMap((file) => (file.isConfined ? [[file.path, file] as const] : []))),
  }
}

/** A file of which every handler is walked, or was. */
interface WalkedFile extends ConfinedFile {
  readonly path: string
  readonly entries: Entry[]
  handlers: readonly FunctionNode[]
  readonly entered: Set<string>
  readonly writings: Writing[]
  readonly left: Walk["left"]
  isConfined: boolean
}

function newFile(path: string, known: ConfinedFile | undefined): WalkedFile {
  const { handlers = [], entered = [], writings = [], left = [] } = known ?? {}
  return { path, entries: [], handlers, entered: new Set(entered), writings: [...writings], left: [...left], isConfined: true }
}

const TURNS = ["for all requests", "hands on", "answers"] as const

/** When it is a function's turn: one that may let the request go on is handed what does, which everybody calls `next` or `done`. */
function turnOf({ node, route, exported }: Entry): (typeof TURNS)[number] {
  if (exported !== undefined) return "answers"
  if (route?.startsWith("USE ")) return "for all requests"
  return node.params.some((each) => each.type === "Identifier" && /^(?:next|done)$/.test(each.name)) ? "hands on" : "answers"
}

/** What these handlers write to the database. */
function writingsOf(project: Project, entries: Iterable<Entry>, added: Map<string, Value>): Writing[] {
  const writings: Writing[] = []
  let steps = 0
  for (const entry of entries) {
    if (steps > MAX_STEPS_ELSEWHERE) return writings
    const walk = walkHandler(project, entry, added, null)
    steps += walk.steps
    for (const kept of walk.kept) writings.push({ kept, entry })
  }
  return writings
}

function* entriesElsewhere(project: Project, files: ReadonlySet<string>, seen: Set<FunctionNode>): Generator<Entry> {
  for (const path of project.sourcePaths) {
    if (files.has(path) || isTestPath(path)) continue
    project.workOn(path)
    yield* entriesIn(project, path, seen)
  }
}

/** The way of request data to the database and, with another request, from there to the sink. */
function storedFlow({ hit, entry }: Latent, writing: Writing): Flow {
  const { value } = writing.kept
  const column = hit.value.stored?.column ?? "*"
  const read = toFlow(hit, entry)
  const written = stepsTo(value.step)
  return {
    ...read,
    source: value.source,
    controls: read.controls.filter((each) => value.controls.includes(each)),
    marks: [...new Set([...read.marks, ...(value.marks ?? [])])],
    trace: [
      ...(written.length > 4 ? [...written.slice(0, 2), ...written.slice(-2)] : written),
      keptStep(writing, column),
      ...read.trace.slice(-8),
    ],
    route: writing.entry.route,
    stored: `${hit.value.stored?.table ?? ""}.${column}`,
  }
}

/** What a table holds becomes code, whoever fills the table. */
function unwrittenFlow({ hit, entry }: Latent): Flow {
  const { stored } = hit.value
  return { ...toFlow(hit, entry), stored: `${stored?.table ?? ""}.${stored?.column ?? "*"}`, unwritten: true }
}

function toFlow(hit: Hit, entry: Entry): Flow {
  return {
    kind: hit.kind,
    technology: hit.technology,
    module: hit.module,
    node: hit.node,
    argument: hit.argument,
    field: hit.field ?? null,
    source: hit.value.source,
    controls: hit.value.controls,
    marks: hit.value.marks ?? [],
    trace: traceOf(hit),
    route: entry.route,
    exported: entry.exported ?? null,
    certain: hit.certain,
    stored: null,
  }
}

/** The way that ends in a step, its source first. */
export function stepsTo(last: Step): TraceStep[] {
  const steps: TraceStep[] = []
  for (let step: Step | null = last; step; step = step.previous)
    steps.push({ path: step.module.path, line: step.module.lineOf(step.node), what: step.what })
  return steps.reverse()
}

function traceOf(hit: Hit): TraceStep[] {
  const steps = stepsTo(hit.value.step)
  const callee = hit.module
    .textOf("callee" in hit.node ? hit.node.callee : hit.node)
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")
    .slice(0, 60)
  const kept = steps.length > MAX_TRACE ? [...steps.slice(0, 4), ...steps.slice(-(MAX_TRACE - 4))] : steps
  return [
    ...kept,
    { path: hit.module.path, line: hit.module.lineOf(hit.node), what: `arrives in \`${callee}${"callee" in hit.node ? "(…)" : ""}\`` },
  ]
}
