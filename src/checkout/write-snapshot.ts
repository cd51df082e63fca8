import type { Stats } from "node:fs"
import { copyFile, lstat, readdir, readFile, readlink, stat, utimes } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { RetryableError, UserError } from "../errors.ts"
import { describeFailure, type GitOutput } from "./git.ts"
import type { LocalRepository } from "./local-repository.ts"
import { parseRawDiff } from "./parse-raw-diff.ts"
import type { ReviewRepository } from "./review-repository.ts"
import { hashBlob, hashLargeFile, writeBlob } from "./write-blob.ts"

export interface SnapshotOptions {
  readonly local: LocalRepository
  /** Borrows the objects of the local one; everything is written here. */
  readonly repository: ReviewRepository
  readonly maxFileBytes: number
}

export interface Snapshot {
  readonly treeSha: string
  /** Sizes of the files that were too large to be kept. */
  readonly sizes: ReadonlyMap<string, number>
}

// More untracked files than people write are a forgotten .gitignore, and reading them all would take minutes.
const maxUntrackedFiles = 20_000

/**
 * Makes a tree of what is staged, in a copy of the index.
 *
 * @throws UserError when there is no index or it holds a conflict.
 */
export async function writeStagedSnapshot(options: SnapshotOptions): Promise<Snapshot> {
  await copyIndex(options)
  return { treeSha: await writeTree(options), sizes: new Map() }
}

/**
 * Makes a tree of the working tree: tracked files as they are on the disk, and untracked ones that are not ignored.
 * Submodules stay as they are staged. No filter, hook or monitor of the repository runs.
 *
 * @throws UserError when there is no working tree.
 */
export async function writeWorkTreeSnapshot(options: SnapshotOptions): Promise<Snapshot> {
  const { local, repository } = options
  const { workTree } = local
  if (workTree === null) throw new UserError("This is not a working tree, so there are no changed files: use --head with a revision.")
  await copyIndex(options)
  const changed = parseRawDiff(
    (await runOn(options, workTree, ["diff-files", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all"])).stdout,
  )
  const untracked = await listUntracked(options, workTree)

  const known = new Map(changed.map(({ path, oldId }) => [path, oldId]))
  const sizes = new Map<string, number>()
  const removals: string[] = []
  const additions: string[] = []
  for (const path of new Set([...known.keys(), ...untracked])) {
    // Paths are bytes here, as git printed them; the disk gets them back as they were.
    const file = Buffer.concat([Buffer.from(`${workTree}/`), Buffer.from(path, "latin1")])
    const entry = await readEntry(options, file, known.get(path) ?? "")
    if (entry === null) removals.push(`0 ${"0".repeat(local.objectFormat === "sha1" ? 40 : 64)}\t${path}\0`)
    else additions.push(`${entry.mode} ${entry.id}\t${path}\0`)
    if (entry !== null && entry.size !== null) sizes.set(entry.id, entry.size)
  }
  // Removals first: a file may have taken the place of a folder.
  const input = Buffer.from([...removals, ...additions].join(""), "latin1")
  const result = await repository.write({ environment: ourIndex(repository), arguments: ["update-index", "-z", "--index-info"], input })
  if (result.exitCode !== 0) throw new RetryableError(`git could not take the changed files: ${describeFailure(result)}`)
  return { treeSha: await writeTree(options), sizes }
}

function ourIndex({ gitDirectory }: ReviewRepository): Record<string, string> {
  return { GIT_INDEX_FILE: join(gitDirectory, "snapshot.index") }
}

// With the parts of a split index, which git looks for beside its own files.
async function copyIndex({ local, repository }: SnapshotOptions): Promise<void> {
  const { gitDirectory } = repository
  const index = await stat(local.indexFile).catch(() => null)
  if (index === null) {
    if (local.workTree === null) throw new UserError("A bare repository has no staged changes: use --head with a revision.")
    return
  }
  const copy = join(gitDirectory, "snapshot.index")
  await copyFile(local.indexFile, copy)
  const folder = dirname(local.indexFile)
  const parts = (await readdir(folder)).filter((name) => /^sharedindex\.[0-9a-f]+$/.test(name))
  await Promise.all(parts.map((name) => copyFile(join(folder, name), join(gitDirectory, basename(name)))))
  // A sparse index names whole folders; git spells them out here, where it can still read the trees of those folders.
  const result = await repository.read({ environment: ourIndex(repository), arguments: ["update-index", "--force-write-index"] })
  if (result.exitCode !== 0) throw new RetryableError(`git could not read what is staged: ${describeFailure(result)}`)
  // A file as young as the index is compared by content; a copy that looks younger would hide an edit of that moment.
  const seconds = Math.floor(index.mtimeMs / 1000)
  await utimes(copy, seconds, seconds)
}

async function writeTree({ repository }: SnapshotOptions): Promise<string> {
  const output = await repository.write({ environment: ourIndex(repository), arguments: ["write-tree", "--missing-ok"] })
  if (/unmerged/.test(output.stderr)) throw new UserError("A merge is not finished: resolve the conflicts and stage the files first.")
  if (output.exitCode !== 0) throw new RetryableError(`git could not read what is staged: ${describeFailure(output)}`)
  return output.stdout.toString("latin1").trim()
}

// With our own repository's settings, so that git compares files without asking the local ones for filters or a monitor.
async function runOn({ repository }: SnapshotOptions, workTree: string, parameters: readonly string[]): Promise<GitOutput> {
  const environment = { ...ourIndex(repository), GIT_WORK_TREE: workTree }
  const output = await repository.read({ directory: workTree, environment, arguments: parameters })
  if (output.exitCode !== 0) throw new RetryableError(`git could not look at the working tree: ${describeFailure(output)}`)
  return output
}

async function listUntracked(options: SnapshotOptions, workTree: string): Promise<string[]> {
  const { excludeFile } = options.local
  const own = (await stat(excludeFile).catch(() => null))?.isFile() ? [`--exclude-from=${excludeFile}`] : []
  const output = await runOn(options, workTree, ["ls-files", "--others", "-z", "--exclude-per-directory=.gitignore", ...own])
  // A path that ends with a slash is another repository.
  const paths = output.stdout
    .toString("latin1")
    .split("\0")
    .filter((path) => path !== "" && !path.endsWith("/"))
  if (paths.length > maxUntrackedFiles)
    throw new UserError(`There are ${paths.length} untracked files: name what does not belong to the change in .gitignore.`)
  return paths
}

interface WorkTreeEntry {
  readonly mode: string
  readonly id: string
  /** `null` when the contents are kept. */
  readonly size: number | null
}

async function readEntry(
  { local, repository, maxFileBytes }: SnapshotOptions,
  file: Buffer,
  knownId: string,
): Promise<WorkTreeEntry | null> {
  const found = await lstat(file).catch(() => null)
  if (found === null || !(found.isFile() || found.isSymbolicLink())) return null
  const mode = modeOf(found)
  const format = local.objectFormat
  if (found.isFile() && found.size > maxFileBytes) return { mode, id: await hashLargeFile(file, found.size, format), size: found.size }
  const contents = found.isFile() ? await readFile(file) : await readlink(file, { encoding: "buffer" })
  const id = hashBlob(contents, format)
  // What git has already is not written again; touched files cost nothing.
  if (id !== knownId) await writeBlob(join(repository.gitDirectory, "objects"), id, contents)
  return { mode, id, size: null }
}

function modeOf(found: Stats): string {
  if (found.isSymbolicLink()) return "120000"
  return (found.mode & 0o100) === 0 ? "100644" : "100755"
}
