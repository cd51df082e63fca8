import { RetryableError, UserError } from "../errors.ts"
import type { TreeEntry, TreeIndex } from "../model/source.ts"
import { describeFailure } from "./git.ts"
import type { ReviewRepository } from "./review-repository.ts"

/** Lists every path of one commit or tree; names and ids only, so nothing is fetched. */
export async function readTreeIndex(repository: ReviewRepository, sha: string): Promise<TreeIndex> {
  const output = await repository.read({ arguments: ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", sha] })
  if (output.cut) throw new UserError("The repository has too many files to be reviewed.")
  if (output.exitCode !== 0) throw new RetryableError(`git could not list the files: ${describeFailure(output)}`)
  const entries = new Map<string, TreeEntry>()
  for (const record of output.stdout.toString("utf8").split("\0")) {
    const tab = record.indexOf("\t")
    if (tab < 0) continue
    const [mode = "", , id = ""] = record.slice(0, tab).split(" ")
    const path = record.slice(tab + 1)
    entries.set(path, { path, mode, id })
  }
  return { sha, entries }
}
