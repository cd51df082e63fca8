import type { ChangedFile } from "../../model/diff.ts"
import type { Finding } from "../../model/finding.ts"
import type { Evidence } from "../../model/ports.ts"
import type { AnsweredSymbol } from "../../model/question.ts"
import type { Clean, ShownHead } from "../shown-head.ts"
import { cleanDeep } from "../clean-deep.ts"
import { findConfigChanges } from "./config-changes.ts"
import { renderNewSide, renderRemoved, showHunks } from "./shown-hunks.ts"
import type { ShownHunk } from "./shown-hunks.ts"

/** Everything the large passes of one part of a review look at. */
export interface Pack {
  /** One JSON text of hostile data; the same bytes whenever the same head is reviewed. */
  readonly text: string
  readonly hunks: readonly ShownHunk[]
  /** The function a hunk changes, by the id of the hunk; empty at the top level. */
  readonly symbols: ReadonlyMap<string, string>
  /** Static findings by the id they have in the pack. */
  readonly statics: ReadonlyMap<string, Finding>
}

export interface PackTools {
  readonly shownHead: ShownHead
  readonly clean: Clean
  /** Marks our data in the prompt; unguessable for the author, the same for every pass of this head. */
  readonly nonce: string
}

// More context lowers what models find, so each kind gets a share that keeps the change itself the largest part. In characters and entries.
const MAX_CONTEXT_CHARACTERS = 60_000
const MAX_SYMBOL_LINES = 140
const MAX_ASKED_FILES = 40
const MAX_ASKED_SYMBOLS = 24
const MAX_CALLERS_EACH = 3
const MAX_ROUTES = 60
const MAX_NEIGHBOURS = 80
const MAX_STATIC = 60

/** Takes the evidence and the files of one part, returns the pack the model gets. Asks the analysis, reads the head, writes nothing. */
export async function composePack(evidence: Evidence, files: readonly ChangedFile[], tools: PackTools): Promise<Pack> {
  const { analysis, base, head } = evidence
  const { clean, nonce } = tools
  const hunks = await showHunks(files, clean)
  const paths = new Set(files.map(({ path }) => path))
  const statics = numberStatics(analysis.findings.filter(({ path }) => paths.has(path)))
  const around = await findSymbols(evidence, hunks)
  const symbols = new Map(hunks.map((hunk) => [hunk.id, symbolOf(around, hunk)]))
  const contexts = await showContexts(around, hunks, tools)
  const related = await askAround(evidence, files, around)
  const body = {
    v: 1,
    nonce,
    untrusted: true,
    repository: {
      stack: analysis.stack.map(({ technology, version }) => (version === null ? technology : `${technology} ${version}`)),
      conventions: analysis.conventions
        .slice(0, 12)
        .map(({ statement, support, of, examples }) => ({ statement, support: `${support} of ${of}`, examples: examples.map(placeOf) })),
    },
    change: { kind: analysis.change.kind, summary: analysis.change.sentence, parts: analysis.change.parts },
    files: files.map((file) => ({
      path: file.path,
      status: file.status,
      ...(file.oldPath !== null && file.oldPath !== file.path ? { was: file.oldPath } : {}),
      added: file.additions,
      deleted: file.deletions,
    })),
    // Part of the change too, and there to be read: somebody looked at them at an earlier head.
    ...(evidence.earlier === undefined ? {} : { changedAsBefore: evidence.earlier.paths.slice(0, MAX_NEIGHBOURS) }),
    hunks: hunks.map((hunk) => ({
      id: hunk.id,
      path: hunk.path,
      in: symbols.get(hunk.id) ?? "",
      new: renderNewSide(hunk),
      removed: renderRemoved(hunk),
    })),
    contexts,
    ...related,
    configChanges: findConfigChanges(files, base, head),
    static: [...statics].map(([id, finding]) => describeStatic(id, finding)),
    neighbours: [...head.files.keys()].filter((path) => !paths.has(path)).slice(0, MAX_NEIGHBOURS),
  }
  // Code is clean by now; names, titles and answers are not, and cleaning twice changes nothing.
  return { text: JSON.stringify(await cleanDeep(body, clean)), hunks, symbols, statics }
}

function placeOf({ path, line, what }: { path: string; line: number; what: string }): string {
  return `${path}:${line} ${what}`
}

function numberStatics(findings: readonly Finding[]): Map<string, Finding> {
  return new Map(findings.slice(0, MAX_STATIC).map((finding, index) => [`S${index + 1}`, finding]))
}

function describeStatic(id: string, { rule, path, startLine, severity, section, cwe, title, trace }: Finding): object {
  return { id, rule, path, line: startLine, severity, section, cwe, title, path_of_data: trace.map(placeOf) }
}

type Around = ReadonlyMap<string, readonly AnsweredSymbol[]>

async function findSymbols({ reader }: Evidence, hunks: readonly ShownHunk[]): Promise<Around> {
  const around = new Map<string, readonly AnsweredSymbol[]>()
  for (const path of new Set(hunks.map((hunk) => hunk.path))) {
    const ranges = hunks.flatMap((hunk) => (hunk.path === path ? rangesOf(hunk) : []))
    if (ranges.length === 0) continue
    const answer = await reader.ask({ kind: "symbols", path, ranges })
    if (answer.kind === "symbols") around.set(path, answer.items)
  }
  return around
}

// What the change touches: added lines, and the line after a removal.
function rangesOf({ lines, removed }: ShownHunk): { startLine: number; endLine: number }[] {
  const touched = [...lines.filter(({ isAdded }) => isAdded).map(({ n }) => n), ...removed.map(({ before }) => before)].sort(
    (a, b) => a - b,
  )
  const ranges: { startLine: number; endLine: number }[] = []
  for (const line of touched) {
    const last = ranges.at(-1)
    if (last !== undefined && line <= last.endLine + 1) last.endLine = line
    else ranges.push({ startLine: line, endLine: line })
  }
  return ranges
}

function symbolOf(around: Around, hunk: ShownHunk): string {
  const first = rangesOf(hunk)[0]
  const symbol = around
    .get(hunk.path)
    ?.findLast((each) => first !== undefined && each.startLine <= first.startLine && each.endLine >= first.startLine)
  return symbol?.symbol ?? ""
}

interface Context {
  readonly path: string
  readonly symbol: string
  readonly startLine: number
  readonly text: string
}

/** The functions around the change as far as the hunks do not show them already. */
async function showContexts(around: Around, hunks: readonly ShownHunk[], { shownHead }: PackTools): Promise<Context[]> {
  const contexts: Context[] = []
  let characters = 0
  for (const [path, symbols] of around) {
    const lines = await shownHead.linesOf(path)
    if (lines === null) continue
    const shown = new Set(hunks.flatMap((hunk) => (hunk.path === path ? hunk.lines.map(({ n }) => n) : [])))
    for (const { symbol, kind, startLine, endLine } of symbols) {
      const length = endLine - startLine + 1
      const isShown = Array.from({ length }, (_, index) => startLine + index).every((line) => shown.has(line))
      if (kind === "class" || isShown || length > MAX_SYMBOL_LINES || contexts.some((each) => covers(each, path, startLine, endLine)))
        continue
      const text = lines
        .slice(startLine - 1, endLine)
        .map((line, index) => `${startLine + index}|${line}`)
        .join("\n")
      characters += text.length
      if (characters > MAX_CONTEXT_CHARACTERS) return contexts
      contexts.push({ path, symbol, startLine, text })
    }
  }
  return contexts
}

function covers(context: Context, path: string, startLine: number, endLine: number): boolean {
  return context.path === path && context.startLine <= startLine && context.startLine + context.text.split("\n").length - 1 >= endLine
}

/** What stands around the change, as far as the analysis knows: callers, routes, tests. */
async function askAround({ reader }: Evidence, files: readonly ChangedFile[], around: Around): Promise<object> {
  const callers: object[] = []
  const routes: object[] = []
  const tests: object[] = []
  let asked = 0
  for (const { path, status } of files.filter((file) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file.path)).slice(0, MAX_ASKED_FILES)) {
    if (status === "deleted") continue
    for (const { symbol, kind } of around.get(path) ?? []) {
      if (kind === "class" || symbol === "" || asked++ >= MAX_ASKED_SYMBOLS) continue
      const answer = await reader.ask({ kind: "callers", path, symbol })
      if (answer.kind === "callers")
        callers.push(...answer.items.slice(0, MAX_CALLERS_EACH).map((caller) => ({ of: `${path} ${symbol}`, ...caller })))
    }
    const inFile = await reader.ask({ kind: "routes", path })
    if (inFile.kind === "routes") routes.push(...inFile.items)
    const exercised = await reader.ask({ kind: "tests", path, symbol: null })
    if (exercised.kind === "tests" && exercised.items.length > 0)
      tests.push({
        path,
        tests: exercised.items.slice(0, 5).map((test) => ({ path: test.path, names: test.names.slice(0, 12) })),
      })
  }
  return { callers, routes: routes.slice(0, MAX_ROUTES), tests }
}
