import { RetryableError } from "../errors.ts"
import type { ChangedFile, Diff, FileKind, FileStatus, Hunk } from "../model/diff.ts"
import type { BlobStore } from "./blob-store.ts"
import { findRenames } from "./find-renames.ts"
import { describeFailure } from "./git.ts"
import { binaryProbeBytes, isBinary } from "./is-binary.ts"
import { decodePath, parseRawDiff, type RawChange } from "./parse-raw-diff.ts"
import { readHunks, type BlobPair } from "./read-hunks.ts"
import type { ReviewRepository } from "./review-repository.ts"

// GitHub itself lists no more files of a pull request than this; beyond it contents are not fetched.
const maxFilesWithContents = 3000

export interface DiffReading {
  readonly repository: ReviewRepository
  readonly blobs: BlobStore
  /** Commits or trees. */
  readonly baseSha: string
  readonly headSha: string
  /** Of the whole patch. */
  readonly maxPatchBytes: number
}

/**
 * Compares two commits file by file. Every changed path is in the result; a file whose hunks are not says why in `omitted`.
 * Contents are fetched in one batch. Attributes, filters and settings of the repository have no say.
 *
 * @throws RetryableError when git or the network fails.
 */
export async function readDiff(reading: DiffReading): Promise<Diff> {
  const { baseSha, headSha, repository, blobs } = reading
  const raw = await readRawChanges(reading)
  const considered = new Set(raw.slice(0, maxFilesWithContents).flatMap(contentIds))
  await blobs.prefetch([...considered])
  const present = new Set([...considered].filter((id) => blobs.reasonAgainst(id) === null))
  const [binary, changes] = await Promise.all([findBinary(blobs, present), findRenames(repository, raw, present)])
  const judged = changes.map((change) => judge(change, blobs, considered, binary))
  const pairs = judged.filter(
    ({ omitted, kind, change }) => omitted === null && kind !== "binary" && kind !== "submodule" && change.oldId !== change.newId,
  )
  const hunks = await readHunks(
    repository,
    pairs.map(({ change }) => toPair(change, blobs)),
    reading.maxPatchBytes,
  )
  const hunksByPath = new Map(pairs.map(({ change }, position) => [change.path, hunks.get(position)]))
  return { baseSha, headSha, files: judged.map((each) => composeFile(each, hunksByPath)) }
}

async function readRawChanges({ repository, baseSha, headSha }: DiffReading): Promise<RawChange[]> {
  const flags = ["-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none"]
  const output = await repository.read({ arguments: ["diff-tree", ...flags, "--end-of-options", baseSha, headSha] })
  if (output.cut || output.exitCode !== 0) throw new RetryableError(`git could not list the changed files: ${describeFailure(output)}`)
  return parseRawDiff(output.stdout)
}

/** The blobs of a change; a submodule has none. */
function contentIds(change: RawChange): string[] {
  const ids: string[] = []
  if (hasContents(change.oldMode)) ids.push(change.oldId)
  if (hasContents(change.newMode)) ids.push(change.newId)
  return ids
}

function hasContents(mode: string): boolean {
  return mode !== "000000" && mode !== "160000"
}

async function findBinary(blobs: BlobStore, ids: ReadonlySet<string>): Promise<Set<string>> {
  const binary = new Set<string>()
  await blobs.read([...ids], binaryProbeBytes, (id, bytes) => {
    if (isBinary(bytes)) binary.add(id)
  })
  return binary
}

interface JudgedChange {
  readonly change: RawChange
  readonly kind: FileKind
  readonly omitted: string | null
}

function judge(change: RawChange, blobs: BlobStore, considered: ReadonlySet<string>, binary: ReadonlySet<string>): JudgedChange {
  const mode = change.status === "D" ? change.oldMode : change.newMode
  if (mode === "160000") return { change, kind: "submodule", omitted: null }
  const ids = contentIds(change)
  const kind = mode === "120000" ? "symlink" : ids.some((id) => binary.has(id)) ? "binary" : "text"
  if (kind === "binary" || change.oldId === change.newId) return { change, kind, omitted: null }
  if (!ids.every((id) => considered.has(id)))
    return { change, kind, omitted: `beyond the first ${maxFilesWithContents.toLocaleString("en-US")} files of the change` }
  const omitted = ids.map((id) => blobs.reasonAgainst(id)).find((reason) => reason !== null) ?? null
  return { change, kind, omitted }
}

function toPair(change: RawChange, blobs: BlobStore): BlobPair {
  const oldId = hasContents(change.oldMode) ? change.oldId : null
  const newId = hasContents(change.newMode) ? change.newId : null
  return { oldId, newId, bytes: contentIds(change).reduce((sum, id) => sum + (blobs.sizeOf(id) ?? 0), 0) }
}

const statuses: Readonly<Record<RawChange["status"], FileStatus>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  T: "type-changed",
  U: "modified",
}

function composeFile({ change, kind, omitted }: JudgedChange, hunksByPath: ReadonlyMap<string, readonly Hunk[] | undefined>): ChangedFile {
  const wanted = hunksByPath.has(change.path)
  const hunks = hunksByPath.get(change.path)
  const lines = (hunks ?? []).flatMap((hunk) => hunk.lines)
  return {
    path: decodePath(change.path),
    oldPath: change.status === "A" ? null : decodePath(change.oldPath),
    status: statuses[change.status],
    kind,
    oldMode: change.oldMode,
    newMode: change.newMode,
    oldId: change.oldId,
    newId: change.newId,
    hunks: hunks ?? [],
    additions: lines.filter((line) => line.kind === "added").length,
    deletions: lines.filter((line) => line.kind === "deleted").length,
    omitted: wanted && hunks === undefined ? "the change as a whole is too large" : omitted,
  }
}
