import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { RetryableError, SupersededError, UserError } from "../errors.ts"
import type { CheckoutRequest } from "../model/ports.ts"
import { createRepository } from "./create-repository.ts"
import { describeFailure, type Git, type GitResult } from "./git.ts"
import type { RemoteAccess } from "./git-environment.ts"

/** One pull request's commits on GitHub, fetched into a directory of ours. */
export interface RemoteRepository {
  /** Where the fetched objects are. */
  readonly objectDirectory: string
  /** Fetches both commits with their trees, without any file contents. */
  readonly fetchCommits: (mergeBaseSha: string) => Promise<void>
  /** Fetches file contents, all in one request. */
  readonly fetchBlobs: (ids: readonly string[]) => Promise<void>
  /** Finds the merge base by fetching the history without trees; the slow way for when GitHub did not tell it. */
  readonly fetchMergeBase: () => Promise<string>
}

/**
 * Creates a repository that fetches with the token of the request.
 *
 * @throws UserError when the address is not HTTPS (or, on this machine, HTTP) or the request holds no commit ids.
 */
export async function createRemoteRepository(git: Git, directory: string, request: CheckoutRequest): Promise<RemoteRepository> {
  const remote = parseAccess(request)
  for (const sha of [request.headSha, request.baseSha, request.mergeBaseSha ?? request.baseSha]) requireCommitId(sha)
  const commits = await createPartialClone({ git, remote, request, gitDirectory: join(directory, "remote.git") })
  // Two fetches into one shallow repository get into each other's way.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
  return {
    objectDirectory: join(commits.gitDirectory, "objects"),
    fetchCommits: (mergeBaseSha) => inTurn(() => fetchWithHead(commits, mergeBaseSha, ["--depth=1", "--filter=blob:none"])),
    fetchBlobs: (ids) => inTurn(() => fetchBlobs(commits, ids)),
    async fetchMergeBase() {
      const history = await createPartialClone({ git, remote, request, gitDirectory: join(directory, "history.git") })
      await fetchWithHead(history, request.baseSha, ["--filter=tree:0"])
      return findMergeBase(history)
    },
  }
}

/** A repository of ours that fetches one pull request. */
interface PartialClone {
  readonly git: Git
  readonly remote: RemoteAccess
  readonly request: CheckoutRequest
  readonly gitDirectory: string
}

async function createPartialClone(clone: PartialClone): Promise<PartialClone> {
  await createRepository(clone)
  // The normalised address has no character that means something in this file.
  const url = new URL(clone.request.cloneUrl).href
  const core = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = origin\n"
  const origin = `[remote "origin"]\n\turl = ${JSON.stringify(url)}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n`
  await writeFile(join(clone.gitDirectory, "config"), core + origin)
  return clone
}

const fetchFlags = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--stdin"]

function runFetch({ git, remote, gitDirectory }: PartialClone, flags: readonly string[], refspecs: readonly string[]): Promise<GitResult> {
  const input = `${refspecs.join("\n")}\n`
  return git.read({ gitDirectory, remote, input, arguments: ["fetch", ...fetchFlags, ...flags, "--end-of-options", "origin"] })
}

async function fetchBlobs(clone: PartialClone, ids: readonly string[]): Promise<void> {
  const result = await runFetch(clone, ["--filter=blob:none"], ids)
  if (result.exitCode !== 0) throw classifyFailure(result, clone.remote)
}

const pulledHead = "refs/expert/head"

// GitHub serves a commit by its id as long as some ref reaches it. Where it refuses, the pull request's own ref may still have it.
async function fetchWithHead(clone: PartialClone, baseSha: string, flags: readonly string[]): Promise<void> {
  const { git, remote, request, gitDirectory } = clone
  const direct = await runFetch(clone, flags, [baseSha, request.headSha])
  if (direct.exitCode === 0) return
  if (!isRefused(direct)) throw classifyFailure(direct, remote)
  const pulled = await runFetch(clone, flags, [baseSha, `+refs/pull/${request.pullNumber}/head:${pulledHead}`])
  if (pulled.exitCode !== 0 && isRefused(pulled) && pulled.stderr.includes(baseSha)) {
    throw new RetryableError("The base commit of the pull request is no longer on GitHub; the next attempt asks for the new one.")
  }
  if (pulled.exitCode !== 0) throw classifyFailure(pulled, remote)
  const head = await git.read({ gitDirectory, arguments: ["rev-parse", "--verify", "--quiet", pulledHead] })
  if (head.stdout.toString("latin1").trim() !== request.headSha) {
    throw new SupersededError(`Pull request #${request.pullNumber} has another head by now.`)
  }
  // While any ref exists, git 2.39 takes a later fetch of blobs for an incomplete one ("did not send all necessary objects").
  await git.read({ gitDirectory, arguments: ["update-ref", "-d", pulledHead] })
}

async function findMergeBase({ git, remote, request, gitDirectory }: PartialClone): Promise<string> {
  const output = await git.read({ gitDirectory, arguments: ["merge-base", "--end-of-options", request.baseSha, request.headSha] })
  if (output.exitCode === 1) {
    throw new UserError(`The head of pull request #${request.pullNumber} has no history in common with its base branch.`)
  }
  if (output.exitCode !== 0) throw new RetryableError(`git could not find the merge base: ${describeFailure(output, remote)}`)
  return output.stdout.toString("latin1").trim()
}

function isRefused(result: GitResult): boolean {
  return /not our ref|unadvertised object|couldn't find remote ref/i.test(result.stderr)
}

// Told by their messages, because git has one exit code for everything; LC_ALL=C keeps them in English.
function classifyFailure(result: GitResult, remote: RemoteAccess): Error {
  const { stderr } = result
  const reason = describeFailure(result, remote)
  if (isRefused(result)) return new SupersededError("The head of the pull request is no longer on GitHub.")
  if (/fsck error|badTree|missing blob|bad object/i.test(stderr)) {
    return new UserError(`git refuses a damaged object of this repository (${reason}): run \`git fsck\` in a clone of it.`)
  }
  if (/Authentication failed|could not read (Username|Password)|returned error: 40[13]/i.test(stderr)) {
    return new RetryableError("GitHub did not accept the checkout token; the next attempt takes a new one.")
  }
  return new RetryableError(`git could not fetch the pull request: ${reason}`)
}

function requireCommitId(sha: string): void {
  if (!/^[0-9a-f]{40}$/.test(sha)) throw new UserError("A commit of the pull request has no valid id.")
}

const loopback = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

function parseAccess({ cloneUrl, token }: CheckoutRequest): RemoteAccess {
  const url = URL.canParse(cloneUrl) ? new URL(cloneUrl) : null
  if (url === null || url.username !== "" || url.password !== "")
    throw new UserError("The address of the repository is not a plain HTTPS address.")
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.test(url.hostname))) {
    throw new UserError("The address of the repository must start with https://; http:// is allowed on this machine alone.")
  }
  const protocol = url.protocol === "https:" ? "https" : "http"
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64")
  return { origin: url.origin, protocol, authorization: `Basic ${basic}`, secrets: [token, basic] }
}
