import { realpath, stat } from "node:fs/promises"
import { sep } from "node:path"
import { UserError } from "../errors.ts"
import { describeFailure, type Git, type GitOutput } from "./git.ts"

/** A repository on this machine that is read and never written. */
export interface LocalRepository {
  readonly objectDirectory: string
  readonly indexFile: string
  /** `.git/info/exclude`, which need not exist. */
  readonly excludeFile: string
  readonly gitDirectory: string
  readonly objectFormat: "sha1" | "sha256"
  readonly isShallow: boolean
  /** Top of the working tree; `null` in a bare repository. */
  readonly workTree: string | null
  /** Runs a command that only looks at commits and names. */
  look(...parameters: string[]): Promise<GitOutput>
}

// Looking for the repository is the one moment that git may find one itself: also a bare one, also one of another user.
// No program can start from its settings all the same: no command of ours reads its index or its attributes.
const discovery: readonly (readonly [string, string])[] = [
  ["safe.bareRepository", "all"],
  ["safe.directory", "*"],
]

/**
 * Finds the repository that a directory belongs to.
 *
 * @throws UserError when the directory does not exist or is in no repository that this git can read.
 */
export async function openLocalRepository(git: Git, directory: string): Promise<LocalRepository> {
  const found = await stat(directory).catch(() => null)
  if (found === null || !found.isDirectory()) throw new UserError(`There is no directory ${directory}.`)
  const where = ["--absolute-git-dir", "--git-path", "objects", "--git-path", "index", "--git-path", "info/exclude"]
  const what = ["--show-object-format", "--is-shallow-repository", "--is-inside-work-tree"]
  const output = await git.read({ directory, settings: discovery, arguments: ["rev-parse", "--path-format=absolute", ...where, ...what] })
  if (output.exitCode !== 0) {
    if (/not a git repository/.test(output.stderr)) throw new UserError(`${directory} is not in a git repository: name one with --repo.`)
    throw new UserError(`git cannot open the repository of ${directory}: ${describeFailure(output)}`)
  }
  const lines = output.stdout.toString("utf8").trimEnd().split("\n")
  const [gitDirectory = "", objectDirectory = "", indexFile = "", excludeFile = "", objectFormat = "", isShallow = "", isInside = ""] =
    lines
  if (lines.length !== 7) throw new UserError("The path of the repository contains a line break: move it elsewhere.")
  return {
    gitDirectory,
    objectDirectory,
    indexFile,
    excludeFile,
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    isShallow: isShallow === "true",
    workTree: isInside === "true" ? await findWorkTree(git, directory) : null,
    look: (...parameters) => git.read({ directory, gitDirectory, arguments: parameters }),
  }
}

// A setting of the repository can name any directory as its working tree, and we would read the files there.
async function findWorkTree(git: Git, directory: string): Promise<string> {
  const output = await git.read({ directory, settings: discovery, arguments: ["rev-parse", "--path-format=absolute", "--show-toplevel"] })
  const top = output.stdout.toString("utf8").replace(/\n$/, "")
  const [inner, outer] = await Promise.all([realpath(directory), realpath(top)])
  if (inner !== outer && !inner.startsWith(outer.endsWith(sep) ? outer : outer + sep)) {
    throw new UserError(`The repository of ${directory} has its working tree elsewhere (core.worktree): use --head with a revision.`)
  }
  return top
}
