import { createHash } from "node:crypto"
import { structuredPatch } from "diff"
import type { ChangedFile, Diff, DiffLine, Hunk } from "../../src/model/diff.ts"
import type { SourceFile, SourceTree, TreeEntry } from "../../src/model/source.ts"
import type { CorpusRepository } from "./repository.ts"

const noId = "0".repeat(40)
const noMode = "000000"
// The product reads no larger file.
const maxFileBytes = 1024 * 1024

/** One side of a change: the tree of a commit with files put in, replaced or taken out in memory. */
export interface Side {
  readonly sha: string
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** Texts of entries that are in no repository, by id. */
  readonly written: ReadonlyMap<string, string>
}

export const emptySide: Side = { sha: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", entries: new Map(), written: new Map() }

/** The tree of a commit as it is. */
export function sideOf(repository: CorpusRepository, commit: string): Side {
  return { sha: commit, entries: repository.entriesOf(commit), written: new Map() }
}

/** A side with changes: a text puts a file in, another entry takes that one, `null` takes the file out. */
export function withFiles(side: Side, files: ReadonlyMap<string, string | TreeEntry | null>): Side {
  const entries = new Map(side.entries)
  const written = new Map(side.written)
  for (const [path, contents] of files) {
    if (contents === null) entries.delete(path)
    else if (typeof contents === "string") {
      const id = createHash("sha1")
        .update(`blob ${Buffer.byteLength(contents)}\0`)
        .update(contents)
        .digest("hex")
      entries.set(path, { path, mode: "100644", id })
      written.set(id, contents)
    } else entries.set(path, { ...contents, path })
  }
  const sha = createHash("sha1")
    .update(side.sha)
    .update([...files.keys()].map((path) => `${path} ${entries.get(path)?.id ?? "gone"}`).join("\0"))
    .digest("hex")
  return { sha, entries, written }
}

/** Keeps only the paths for which `keep` answers true. */
export function onlyFiles(side: Side, keep: (path: string) => boolean): Side {
  return { ...side, entries: new Map([...side.entries].filter(([path]) => keep(path))) }
}

/** The tree with the contents of the paths that are asked for, as the checkout would read them. */
export function readTree(repository: CorpusRepository | null, side: Side, paths: readonly string[]): SourceTree {
  const unreadable = new Map<string, string>()
  const files = new Map<string, SourceFile>()
  const wanted: TreeEntry[] = []
  for (const path of paths) {
    const entry = side.entries.get(path)
    if (entry?.mode.startsWith("100")) wanted.push(entry)
    else unreadable.set(path, entry === undefined ? "not in the tree" : "not a regular file")
  }
  const stored = repository?.textsOf(wanted.map(({ id }) => id).filter((id) => !side.written.has(id))) ?? new Map<string, string>()
  for (const { path, id } of wanted) {
    const text = side.written.get(id) ?? stored.get(id)
    if (text === undefined) unreadable.set(path, "binary or not UTF-8")
    else if (text.length > maxFileBytes) unreadable.set(path, "too large")
    else files.set(path, { path, id, text })
  }
  return { sha: side.sha, entries: side.entries, files, unreadable }
}

/** Compares two sides path by path, without looking for renames. */
export function diffSides(repository: CorpusRepository | null, base: Side, head: Side): Diff {
  const paths = [...new Set([...base.entries.keys(), ...head.entries.keys()])].sort()
  const changed = paths.filter((path) => {
    const before = base.entries.get(path)
    const after = head.entries.get(path)
    return before?.id !== after?.id || before?.mode !== after?.mode
  })
  const before = readTree(
    repository,
    base,
    changed.filter((path) => base.entries.has(path)),
  )
  const after = readTree(
    repository,
    head,
    changed.filter((path) => head.entries.has(path)),
  )
  return {
    baseSha: base.sha,
    headSha: head.sha,
    files: changed.map((path) => compareFile(path, base.entries.get(path), head.entries.get(path), before, after)),
  }
}

function compareFile(
  path: string,
  old: TreeEntry | undefined,
  now: TreeEntry | undefined,
  before: SourceTree,
  after: SourceTree,
): ChangedFile {
  const oldText = old === undefined ? "" : (before.files.get(path)?.text ?? null)
  const newText = now === undefined ? "" : (after.files.get(path)?.text ?? null)
  const mode = now?.mode ?? old?.mode ?? noMode
  const isText = mode.startsWith("100") && oldText !== null && newText !== null
  const hunks = isText ? hunksBetween(oldText, newText) : []
  const count = (kind: DiffLine["kind"]) => hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0)
  return {
    path,
    oldPath: old === undefined ? null : path,
    status: old === undefined ? "added" : now === undefined ? "deleted" : "modified",
    kind: mode === "120000" ? "symlink" : mode === "160000" ? "submodule" : isText ? "text" : "binary",
    oldMode: old?.mode ?? noMode,
    newMode: now?.mode ?? noMode,
    oldId: old?.id ?? noId,
    newId: now?.id ?? noId,
    hunks,
    additions: count("added"),
    deletions: count("deleted"),
    omitted: null,
  }
}

/** The hunks that turn one text into the other. */
export function hunksBetween(oldText: string, newText: string): Hunk[] {
  if (oldText === "" || newText === "") return wholeHunk(oldText === "" ? newText : oldText, oldText === "" ? "added" : "deleted")
  const patch = structuredPatch("a", "b", oldText, newText, "", "", { context: 3 })
  return patch.hunks.map((hunk) => {
    let oldLine = hunk.oldStart
    let newLine = hunk.newStart
    const lines: DiffLine[] = []
    for (const line of hunk.lines) {
      const text = line.slice(1)
      if (line.startsWith("+")) lines.push({ kind: "added", oldLine: null, newLine: newLine++, text })
      else if (line.startsWith("-")) lines.push({ kind: "deleted", oldLine: oldLine++, newLine: null, text })
      else if (line.startsWith(" ")) lines.push({ kind: "context", oldLine: oldLine++, newLine: newLine++, text })
    }
    return { oldStart: hunk.oldStart, oldLines: hunk.oldLines, newStart: hunk.newStart, newLines: hunk.newLines, lines }
  })
}

function wholeHunk(text: string, kind: "added" | "deleted"): Hunk[] {
  if (text === "") return []
  const lines = text.replace(/\n$/, "").split("\n")
  const at = (index: number): DiffLine =>
    kind === "added"
      ? { kind, oldLine: null, newLine: index + 1, text: lines[index] ?? "" }
      : { kind, oldLine: index + 1, newLine: null, text: lines[index] ?? "" }
  const isAdded = kind === "added"
  return [
    {
      oldStart: isAdded ? 0 : 1,
      oldLines: isAdded ? 0 : lines.length,
      newStart: isAdded ? 1 : 0,
      newLines: isAdded ? lines.length : 0,
      lines: lines.map((_, index) => at(index)),
    },
  ]
}
