import { readFileSync } from "node:fs"
import { classifyPath, isTestPath } from "../../src/analysis/classify.ts"
import type { TreeEntry } from "../../src/model/source.ts"
import { hunksBetween, readTree, sideOf, withFiles, type Side } from "../corpus/change.ts"
import { openRepository, type CorpusRepository } from "../corpus/repository.ts"
import { regionsAround, type Region } from "./regions.ts"

/** A pull request with what is known about it. */
export interface Case {
  readonly id: string
  /** `add-file` and `revert` bring a known defect; `fixed-file` and `fix` bring its repair. */
  readonly shape: "add-file" | "revert" | "fixed-file" | "fix"
  readonly repository: CorpusRepository
  readonly base: Side
  readonly head: Side
  readonly cwe: readonly string[]
  /** Where a finding of the kind counts: as a hit where there is a defect, as a false alarm where there is none. `null`: anywhere. */
  readonly regions: readonly Region[] | null
}

interface Place {
  readonly path: string
  readonly line: number
}

interface Known {
  readonly id: string
  readonly repository: string
  readonly cwe: readonly string[]
}

/** A defect with the commit that repaired it. */
interface Pair extends Known {
  readonly before: string
  readonly after: string
  readonly places: readonly Place[]
}

/** A commit that repairs something. */
interface CommitFix extends Known {
  readonly kind: "commit"
  readonly after: string
}

/** A repair that is in the file as a comment: some lines go, others lose their comment marks. */
interface EditFix extends Known, Place {
  readonly kind: "edit"
  readonly commit: string
  readonly remove: readonly (readonly [number, number])[]
  readonly uncomment: readonly (readonly [number, number])[]
}

/** A marked part of a file for which the repository holds one right and several wrong replacements. */
interface SnippetFix extends Known {
  readonly kind: "snippet"
  readonly commit: string
  readonly path: string
  readonly marker: string
}

export interface CaseSource extends Known {
  readonly group: string
  /** The cases; none where the repository or a commit is not in the corpus. */
  readonly build: (corpus: string) => Case[]
}

/** Everything in the manifests that cases can be built from. */
export function readCaseSources(): CaseSource[] {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../manifests/${name}.json`, import.meta.url), "utf8"))
  const pairs = read("cves") as readonly Pair[]
  const advisories = read("advisories") as readonly (Pair & { readonly set: string })[]
  const fixes = read("fixes") as readonly (CommitFix | EditFix | SnippetFix)[]
  return [
    ...pairs.map((pair) => ({ ...pair, group: "cve", build: (corpus: string) => buildPair(corpus, pair) })),
    ...advisories.map(({ set, ...pair }) => ({ ...pair, group: `advisory-${set}`, build: (corpus: string) => buildPair(corpus, pair) })),
    ...fixes.map((fix) => ({ ...fix, group: fix.repository, build: (corpus: string) => buildFix(corpus, fix) })),
  ]
}

function buildFix(corpus: string, fix: CommitFix | EditFix | SnippetFix): Case[] {
  const repository = openRepository(corpus, fix.repository)
  if (repository === null) return []
  if (fix.kind === "edit") return buildEdit(repository, fix)
  if (fix.kind === "snippet") return buildSnippets(repository, fix)
  const after = repository.resolve(fix.after)
  const before = repository.resolve(`${fix.after}^1`)
  if (after === null || before === null) return []
  return [...revertAndFix(repository, fix, sideOf(repository, before), sideOf(repository, after))]
}

function buildPair(corpus: string, pair: Pair): Case[] {
  const repository = openRepository(corpus, pair.repository)
  const before = repository?.resolve(pair.before) ?? null
  const after = repository?.resolve(pair.after) ?? null
  if (repository === null || before === null || after === null) return []
  const sides = { before: sideOf(repository, before), after: sideOf(repository, after) }
  return [...addFile(repository, pair, sides.before, sides.after), ...revertAndFix(repository, pair, sides.before, sides.after)]
}

function* addFile(
  repository: CorpusRepository,
  { id, cwe, places }: Omit<Pair, "before" | "after">,
  before: Side,
  after: Side,
): Generator<Case> {
  const paths = [...new Set(places.map(({ path }) => path))]
  const tree = readTree(repository, before, paths)
  const regions = places.flatMap(({ path, line }) => regionsAround(tree, path, line))
  const without = (side: Side) => withFiles(side, new Map(paths.map((path) => [path, null])))
  yield { id, cwe, repository, shape: "add-file", base: without(before), head: before, regions }
  const fixed = readTree(repository, after, paths)
  const mapped = regions.flatMap((region) => mapRegion(region, tree.files.get(region.path)?.text, fixed.files.get(region.path)?.text))
  if (mapped.length > 0) yield { id, cwe, repository, shape: "fixed-file", base: without(after), head: after, regions: mapped }
}

function* revertAndFix(repository: CorpusRepository, { id, cwe }: Known, before: Side, after: Side): Generator<Case> {
  const code = changedCode(before, after)
  if (code.length === 0) return
  const takeFrom = (side: Side) => new Map(code.map((path) => [path, side.entries.get(path) ?? null] as [string, TreeEntry | null]))
  const reverted = withFiles(after, takeFrom(before))
  const old = readTree(repository, before, code)
  const now = readTree(repository, after, code)
  const hunks = code.flatMap((path) =>
    hunksBetween(now.files.get(path)?.text ?? "", old.files.get(path)?.text ?? "").map((hunk) => ({
      path,
      start: hunk.newStart - 3,
      end: hunk.newStart + hunk.newLines + 3,
    })),
  )
  yield { id, cwe, repository, shape: "revert", base: after, head: reverted, regions: hunks }
  yield { id, cwe, repository, shape: "fix", base: before, head: withFiles(before, takeFrom(after)), regions: null }
}

// Tests, documents and lockfiles would give the answer away.
function changedCode(before: Side, after: Side): string[] {
  const paths = new Set([...before.entries.keys(), ...after.entries.keys()])
  return [...paths].filter((path) => {
    if (before.entries.get(path)?.id === after.entries.get(path)?.id || isTestPath(path)) return false
    const kind = classifyPath(path)
    return kind !== "documentation" && kind !== "lockfile" && !/(?:^|\/)(?:History|Changes|HISTORY)\b/i.test(path)
  })
}

function buildEdit(repository: CorpusRepository, fix: EditFix): Case[] {
  const commit = repository.resolve(fix.commit)
  if (commit === null) return []
  const before = sideOf(repository, commit)
  const text = readTree(repository, before, [fix.path]).files.get(fix.path)?.text ?? ""
  const isIn = (ranges: EditFix["remove"], line: number) => ranges.some(([start, end]) => line >= start && line <= end)
  const lines = text.split("\n").flatMap((line, index) => {
    if (isIn(fix.remove, index + 1)) return []
    return [isIn(fix.uncomment, index + 1) ? line.replace(/^(\s*)\/\/ ?/, "$1") : line]
  })
  // What is left of the lesson in comments would give the answer away on neither side: comments are not read.
  const after = withFiles(before, new Map([[fix.path, lines.join("\n")]]))
  const known = { id: fix.id, cwe: fix.cwe, repository: fix.repository, places: [fix] }
  return [...addFile(repository, known, before, after), ...revertAndFix(repository, fix, before, after)]
}

function buildSnippets(repository: CorpusRepository, fix: SnippetFix): Case[] {
  const commit = repository.resolve(fix.commit)
  if (commit === null) return []
  const tree = sideOf(repository, commit)
  const side = withFiles(tree, new Map([...tree.entries.keys()].filter((path) => path.startsWith(codeFixes)).map((path) => [path, null])))
  const stored = readTree(repository, tree, [
    fix.path,
    ...[...tree.entries.keys()].filter((path) => path.startsWith(`${codeFixes}${fix.marker}_`)),
  ])
  const text = stored.files.get(fix.path)?.text ?? ""
  const marked = text.split("\n")
  const from = marked.findIndex((line) => line.includes("vuln-code-snippet start") && line.includes(fix.marker))
  const to = marked.findIndex((line) => line.includes("vuln-code-snippet end") && line.includes(fix.marker))
  if (from === -1 || to === -1) return []
  const head = marked.slice(0, from)
  const tail = marked.slice(to + 1)
  const own = marked.slice(from, to + 1)
  const versions = [...stored.files.values()].filter(({ path }) => path !== fix.path)
  const base = withFiles(side, new Map([[fix.path, null]]))
  const make = (id: string, shape: Case["shape"], lines: readonly string[]): Case => ({
    id,
    shape,
    repository,
    cwe: fix.cwe,
    base,
    head: withFiles(side, new Map([[fix.path, [...head, ...lines, ...tail].map(blankMark).join("\n")]])),
    regions: [{ path: fix.path, start: from - 2, end: from + lines.length + 3 }],
  })
  return [
    make(fix.id, "add-file", own),
    ...versions.map(({ path, text: version }) => {
      const isRight = path.includes("_correct")
      return make(`${fix.id}-${/_(\d)/.exec(path)?.[1] ?? ""}`, isRight ? "fixed-file" : "add-file", version.split("\n"))
    }),
  ]
}

const codeFixes = "data/static/codefixes/"

function blankMark(line: string): string {
  return line.replace(/\s*(?:\/\/|#) vuln-code-snippet .*$/, "")
}

/** Where the lines of a region are after a change of the file. */
function mapRegion(region: Region, before: string | undefined, after: string | undefined): Region[] {
  if (before === undefined || after === undefined) return []
  const hunks = hunksBetween(before, after)
  const map = (line: number, edge: "start" | "end") => {
    let shift = 0
    for (const hunk of hunks) {
      const oldEnd = hunk.oldStart + hunk.oldLines
      if (line >= oldEnd) shift = hunk.newStart + hunk.newLines - oldEnd
      else if (line >= hunk.oldStart)
        return edge === "start" ? Math.min(line + shift, hunk.newStart) : Math.max(line + shift, hunk.newStart + hunk.newLines)
    }
    return line + shift
  }
  return [{ path: region.path, start: map(region.start, "start"), end: map(region.end, "end") }]
}
