import { RetryableError } from "../errors.ts"
import { describeFailure, type Git } from "./git.ts"

export interface RepositoryOptions {
  /** Directory to create. */
  readonly gitDirectory: string
  readonly objectFormat?: "sha1" | "sha256"
}

/** Creates an empty bare repository without templates, hooks or attributes. */
export async function createRepository(git: Git, { gitDirectory, objectFormat = "sha1" }: RepositoryOptions): Promise<void> {
  const result = await git.read({
    arguments: ["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, "--initial-branch=none", "--", gitDirectory],
  })
  if (result.exitCode !== 0) throw new RetryableError(`git could not create a repository: ${describeFailure(result)}`)
}
