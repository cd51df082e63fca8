import { createRepository, type RepositoryOptions } from "./create-repository.ts"
import type { Appetite, Git, GitCommand, GitOutput, GitResult } from "./git.ts"

/** A bare repository of ours that borrows the objects of another one. */
export interface ReviewRepository {
  readonly gitDirectory: string
  /** Runs a command that reads objects, its own and the borrowed ones. */
  read(command: GitCommand, maxOutputBytes?: number): Promise<GitOutput>
  /** As `read`, in chunks. */
  stream(command: GitCommand, onChunk: (chunk: Buffer) => Appetite): Promise<GitResult>
  /**
   * Runs a command that adds objects. It does not see the borrowed ones: git sets the time of an object that it was
   * about to write and found, and the lender must not change in any way.
   */
  write(command: GitCommand): Promise<GitOutput>
}

/** Creates the repository; what is read from it needs no settings, attributes or refs of the lender. */
export async function createReviewRepository(git: Git, options: RepositoryOptions & { borrowFrom: string }): Promise<ReviewRepository> {
  const { gitDirectory } = options
  await createRepository(options)
  const borrow = { GIT_ALTERNATE_OBJECT_DIRECTORIES: quote(options.borrowFrom) }
  const extend = (command: GitCommand): GitCommand => ({ ...command, gitDirectory, environment: { ...command.environment, ...borrow } })
  return {
    gitDirectory,
    read: (command, maxOutputBytes) => git.read(extend(command), maxOutputBytes),
    stream: (command, onChunk) => git.stream(extend(command), onChunk),
    write: (command) => git.read({ ...command, gitDirectory }),
  }
}

// The variable is a list; quotes keep a colon in a path from splitting it.
function quote(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
}
