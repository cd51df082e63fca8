import { rm } from "node:fs/promises"
import { join } from "node:path"
import { RetryableError } from "../errors.ts"
import { describeFailure } from "./git.ts"
import { parseRawDiff, type RawChange } from "./parse-raw-diff.ts"
import type { ReviewRepository } from "./review-repository.ts"

// As many deleted and added files as are compared with each other; beyond it git only pairs equal contents.
const renameLimit = 400

/**
 * Joins deleted and added files that are one renamed file, as `git diff -M` does, and gives the changes ordered by path.
 *
 * Works on two trees of only those files whose contents are here: git would otherwise stop at the first absent one.
 * Absent contents are paired when they are equal, which needs no contents.
 */
export async function findRenames(
  repository: ReviewRepository,
  changes: readonly RawChange[],
  present: ReadonlySet<string>,
): Promise<RawChange[]> {
  const deleted = changes.filter((change) => change.status === "D" && change.oldMode !== "160000")
  const added = changes.filter((change) => change.status === "A" && change.newMode !== "160000")
  if (deleted.length === 0 || added.length === 0) return order(changes)

  const renames = pairAbsent(deleted, added, present)
  const base = await writeTree(
    repository,
    deleted.filter(({ oldId }) => present.has(oldId)).map((change) => [change.oldMode, change.oldId, change.path]),
  )
  const head = await writeTree(
    repository,
    added.filter(({ newId }) => present.has(newId)).map((change) => [change.newMode, change.newId, change.path]),
  )
  const output = await repository.read({
    arguments: ["diff-tree", "-r", "--raw", "-z", "--no-abbrev", "-M", `-l${renameLimit}`, "--end-of-options", base, head],
  })
  if (output.exitCode !== 0) throw new RetryableError(`git could not look for renamed files: ${describeFailure(output)}`)
  renames.push(...parseRawDiff(output.stdout).filter(({ status }) => status === "R"))

  const gone = new Set(renames.map(({ oldPath }) => oldPath))
  const arrived = new Set(renames.map(({ path }) => path))
  const rest = changes.filter(({ status, path }) => !(status === "D" && gone.has(path)) && !(status === "A" && arrived.has(path)))
  return order([...rest, ...renames])
}

function pairAbsent(deleted: readonly RawChange[], added: readonly RawChange[], present: ReadonlySet<string>): RawChange[] {
  const sources = new Map(deleted.filter(({ oldId }) => !present.has(oldId)).map((change) => [change.oldId, change]))
  const renames: RawChange[] = []
  for (const target of added) {
    const source = sources.get(target.newId)
    if (source === undefined) continue
    sources.delete(target.newId)
    renames.push({ ...target, status: "R", oldMode: source.oldMode, oldId: source.oldId, oldPath: source.path })
  }
  return renames
}

// Through an index of its own, because only an index builds nested trees from paths; the rename search looks at file names.
async function writeTree(
  repository: ReviewRepository,
  entries: readonly (readonly [mode: string, id: string, path: string])[],
): Promise<string> {
  const index = join(repository.gitDirectory, "renames.index")
  await rm(index, { force: true })
  const environment = { GIT_INDEX_FILE: index }
  const input = Buffer.from(entries.map(([mode, id, path]) => `${mode} ${id}\t${path}\0`).join(""), "latin1")
  const update = await repository.write({ environment, arguments: ["update-index", "-z", "--index-info"], input })
  const tree = await repository.write({ environment, arguments: ["write-tree", "--missing-ok"] })
  if (update.exitCode !== 0 || tree.exitCode !== 0)
    throw new RetryableError(`git could not look for renamed files: ${describeFailure(update.exitCode === 0 ? tree : update)}`)
  return tree.stdout.toString("latin1").trim()
}

function order(changes: readonly RawChange[]): RawChange[] {
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
