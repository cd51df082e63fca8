import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { RetryableError } from "../errors.ts"

export interface RepositoryOptions {
  /** Directory to create. */
  readonly gitDirectory: string
  readonly objectFormat?: "sha1" | "sha256"
}

/**
 * Creates an empty bare repository without templates, hooks or attributes. The files are those that `git help repository-layout` asks for: starting
 * `git init` to write them takes ten times as long. @throws RetryableError when the directory is there or cannot be written
 */
export async function createRepository({ gitDirectory, objectFormat = "sha1" }: RepositoryOptions): Promise<void> {
  try {
    await mkdir(gitDirectory)
    await Promise.all(["objects", "refs"].map((name) => mkdir(join(gitDirectory, name))))
    await writeFile(join(gitDirectory, "HEAD"), "ref: refs/heads/none\n")
    await writeFile(join(gitDirectory, "config"), configs[objectFormat])
  } catch (error) {
    throw new RetryableError(`no repository could be created (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`)
  }
}

const configs = {
  sha1: "[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
  // Version 1, because older programs must not touch what an extension says.
  sha256: "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n",
} as const
