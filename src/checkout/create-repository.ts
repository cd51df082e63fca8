import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { RetryableError } from "../errors.ts"
import { describeFailure, type Git } from "./git.ts"

export interface RepositoryOptions {
  /** Directory to create. */
  readonly gitDirectory: string
  readonly objectFormat?: "sha1" | "sha256"
  /** Object directory of another repository that is read but never written. */
  readonly borrowFrom?: string
}

/** Creates an empty bare repository without templates, hooks or attributes. */
export async function createRepository(git: Git, { gitDirectory, objectFormat = "sha1", borrowFrom }: RepositoryOptions): Promise<void> {
  const result = await git.read({
    arguments: ["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, "--initial-branch=none", "--", gitDirectory],
  })
  if (result.exitCode !== 0) throw new RetryableError(`git could not create a repository: ${describeFailure(result)}`)
  if (borrowFrom !== undefined) await writeFile(join(gitDirectory, "objects", "info", "alternates"), `${quote(borrowFrom)}\n`)
}

// The quoting that git reads back in this file; without it a path could end early or be taken for a comment.
function quote(path: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
  return `"${escaped}"`
}
