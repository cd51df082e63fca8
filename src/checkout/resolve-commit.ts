import { UserError } from "../errors.ts"
import type { LocalRepository } from "./local-repository.ts"

/**
 * Gives the id of the commit that a revision names.
 *
 * @throws UserError when there is none, with what to try instead.
 */
export async function resolveCommit(repository: LocalRepository, revision: string): Promise<string> {
  if (revision === "" || revision.length > 1000 || revision.startsWith("-") || /\p{Cc}/u.test(revision)) {
    throw new UserError(`${JSON.stringify(revision.slice(0, 100))} is not a revision: give a branch, a tag or a commit id.`)
  }
  if (revision.includes("..")) throw new UserError(`${revision} is a range: give its ends with --base and --head.`)
  const sha = await tryToResolve(repository, revision)
  if (sha !== null) return sha
  throw new UserError(await explainUnknown(repository, revision))
}

async function tryToResolve(repository: LocalRepository, revision: string): Promise<string | null> {
  // A search by message takes everything that follows as its text.
  const name = revision.startsWith(":/") ? revision : `${revision}^{commit}`
  const output = await repository.look("rev-parse", "--verify", "--quiet", "--end-of-options", name)
  const sha = output.stdout.toString("latin1").trim()
  return output.exitCode === 0 && sha !== "" ? sha : null
}

async function explainUnknown(repository: LocalRepository, revision: string): Promise<string> {
  if ((await tryToResolve(repository, "HEAD")) === null) {
    const refs = await repository.look("for-each-ref", "--count=1")
    if (refs.stdout.length === 0) return "The repository has no commits yet: commit something first."
  }
  const remote = `origin/${revision}`
  if ((await tryToResolve(repository, remote)) !== null) return `There is no revision ${revision} here, but there is ${remote}: use that.`
  const fetchHint = repository.isShallow
    ? "this clone has only a part of the history, so try `git fetch --unshallow`"
    : "look at `git branch --all`, or fetch it first"
  return `There is no revision ${revision} in this repository: ${fetchHint}.`
}
