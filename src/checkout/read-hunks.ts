import { RetryableError } from "../errors.ts"
import type { Hunk } from "../model/diff.ts"
import { describeFailure } from "./git.ts"
import { parseNumberedPatch } from "./parse-patch.ts"
import type { ReviewRepository } from "./review-repository.ts"

/** Two blobs to compare; `null` where the file does not exist on that side. */
export interface BlobPair {
  readonly oldId: string | null
  readonly newId: string | null
  /** Of both together, to spend the allowance on small changes first. */
  readonly bytes: number
}

/**
 * Compares many pairs of blobs in one git process, and gives the hunks of each pair by its position.
 *
 * The pairs are put into two flat trees under numbers. So a path can neither spoof a header of the patch nor match a
 * pattern of any `.gitattributes`, renames need no second guess, and what must not be compared is simply not there.
 * A position that is absent from the result did not fit into `maxPatchBytes`.
 */
export async function readHunks(
  repository: ReviewRepository,
  pairs: readonly BlobPair[],
  maxPatchBytes: number,
): Promise<Map<number, readonly Hunk[]>> {
  if (pairs.length === 0) return new Map()
  // Smallest first: one huge file cannot push the others out of the review.
  const positions = pairs.map((_, position) => position).toSorted((a, b) => (pairs[a]?.bytes ?? 0) - (pairs[b]?.bytes ?? 0))
  const base = await writeFlatTree(
    repository,
    positions.map((position) => pairs[position]?.oldId ?? null),
  )
  const head = await writeFlatTree(
    repository,
    positions.map((position) => pairs[position]?.newId ?? null),
  )
  const flags = [
    "-p",
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--no-color",
    "-U3",
    "--inter-hunk-context=0",
    "--src-prefix=a/",
    "--dst-prefix=b/",
  ]
  const output = await repository.read({ arguments: ["diff-tree", ...flags, "--end-of-options", base, head] }, maxPatchBytes)
  if (!output.cut && output.exitCode !== 0) throw new RetryableError(`git could not compare the files: ${describeFailure(output)}`)
  const hunks = new Map<number, readonly Hunk[]>()
  for (const [number, found] of parseNumberedPatch(output.stdout, output.cut)) hunks.set(positions[number] ?? -1, found)
  return hunks
}

async function writeFlatTree(repository: ReviewRepository, ids: readonly (string | null)[]): Promise<string> {
  const width = String(ids.length).length
  const entries = ids.map((id, number) => (id === null ? "" : `100644 blob ${id}\t${String(number).padStart(width, "0")}\0`))
  const output = await repository.write({ arguments: ["mktree", "-z", "--missing"], input: entries.join("") })
  if (output.exitCode !== 0) throw new RetryableError(`git could not compare the files: ${describeFailure(output)}`)
  return output.stdout.toString("latin1").trim()
}
