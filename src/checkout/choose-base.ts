import { UserError } from "../errors.ts"
import type { LocalRepository } from "./local-repository.ts"
import { resolveCommit } from "./resolve-commit.ts"

export interface ChosenBase {
  /** Tip of what the change is compared with; the empty tree when the change is the first commit of all. */
  readonly baseSha: string
  /** Where the change starts. */
  readonly mergeBaseSha: string
  /** Why this base, in words for the user. */
  readonly explanation: string
}

export interface BaseQuestion {
  /** As the user gave it; `null` asks for the default. */
  readonly base: string | null
  /** Commit under review, or the commit below the staged or changed files. */
  readonly headSha: string
  /** True for staged or changed files: they come on top of the commit, so the commit itself can be the base. */
  readonly onTop: boolean
}

// In this order; what the remote calls its default comes before what people usually call it.
const usualNames = [
  "refs/remotes/origin/main",
  "refs/remotes/origin/master",
  "refs/heads/main",
  "refs/heads/master",
  "refs/heads/trunk",
  "refs/heads/develop",
]
const remoteDefault = "refs/remotes/origin/HEAD"

/**
 * Finds what a local change is compared with.
 *
 * @throws UserError when the base is unknown, equals the head or has no history in common with it.
 */
export async function chooseBase(repository: LocalRepository, question: BaseQuestion): Promise<ChosenBase> {
  return question.base === null ? chooseDefaultBase(repository, question) : chooseGivenBase(repository, question.base, question)
}

async function chooseGivenBase(repository: LocalRepository, base: string, { headSha, onTop }: BaseQuestion): Promise<ChosenBase> {
  const baseSha = await resolveCommit(repository, base)
  if (baseSha === headSha && !onTop)
    throw new UserError(`Base and head are the same commit, so there is nothing to review: name another with --base or --head.`)
  const mergeBaseSha = await findMergeBase(repository, base, baseSha, headSha)
  if (mergeBaseSha === headSha && !onTop)
    throw new UserError(`The head has no commit that ${base} lacks, so there is nothing to review: name an older --base.`)
  return { baseSha, mergeBaseSha, explanation: `where the head left ${base}` }
}

async function chooseDefaultBase(repository: LocalRepository, { headSha, onTop }: BaseQuestion): Promise<ChosenBase> {
  const branch = await findDefaultBranch(repository)
  if (branch === null) return chooseParent(repository, headSha, onTop, "no default branch was found")
  const mergeBaseSha = await findMergeBase(repository, branch.name, branch.sha, headSha)
  if (mergeBaseSha !== headSha)
    return { baseSha: branch.sha, mergeBaseSha, explanation: `where the head left ${branch.name}, the default branch` }
  return chooseParent(repository, headSha, onTop, `${branch.name}, the default branch, has every commit of the head`)
}

async function chooseParent(repository: LocalRepository, headSha: string, onTop: boolean, because: string): Promise<ChosenBase> {
  if (onTop) return { baseSha: headSha, mergeBaseSha: headSha, explanation: `the last commit, because ${because}` }
  const parent = (await repository.look("rev-parse", "--verify", "--quiet", "--end-of-options", `${headSha}^1`)).stdout
    .toString("latin1")
    .trim()
  if (parent !== "") return { baseSha: parent, mergeBaseSha: parent, explanation: `the commit before the head, because ${because}` }
  if (repository.isShallow)
    throw new UserError(
      `This clone has only the newest commit, so there is nothing to compare with: run \`git fetch --unshallow\` (in GitHub Actions: fetch-depth: 0).`,
    )
  const emptyTree = (await repository.look("hash-object", "-t", "tree", "--stdin")).stdout.toString("latin1").trim()
  return { baseSha: emptyTree, mergeBaseSha: emptyTree, explanation: "nothing, because the head is the first commit" }
}

async function findDefaultBranch(repository: LocalRepository): Promise<{ name: string; sha: string } | null> {
  const output = await repository.look("for-each-ref", "--format=%(refname) %(objectname) %(objecttype)", remoteDefault, ...usualNames)
  const found = new Map<string, string>()
  for (const line of output.stdout.toString("utf8").split("\n")) {
    const [name = "", sha = "", type] = line.split(" ")
    if (type === "commit") found.set(name, sha)
  }
  const name = [remoteDefault, ...usualNames].find((candidate) => found.has(candidate))
  if (name === undefined) return null
  return { name: name.replace(/^refs\/(remotes|heads)\//, ""), sha: found.get(name) ?? "" }
}

async function findMergeBase(repository: LocalRepository, baseName: string, baseSha: string, headSha: string): Promise<string> {
  const output = await repository.look("merge-base", "--end-of-options", baseSha, headSha)
  if (output.exitCode === 0) return output.stdout.toString("latin1").trim()
  const hint = repository.isShallow ? "this clone has only a part of the history: run `git fetch --unshallow`" : "name another with --base"
  throw new UserError(`The head has no history in common with ${baseName}: ${hint}.`)
}
