import { basename, resolve } from "node:path"
import type { SandboxPullRequest } from "../sandbox/sandbox.ts"
import { UserError } from "../errors.ts"
import { playScene } from "./play-scene.ts"

export interface SandboxOptions {
  readonly repo: string
  readonly base: string
  readonly head: string
  readonly port: number
  readonly once: boolean
}

/**
 * Opens a local branch as a pull request on a GitHub of its own and lets the real App review it. The repository is only read:
 * its objects are borrowed, nothing is copied or written.
 * @returns exit code: with `once` 0 for a complete review and 3 for another; else 0 after Ctrl-C
 */
export function runSandbox({ repo, base, head, port, once }: SandboxOptions): Promise<number> {
  return playScene({
    port,
    once,
    title: `${basename(resolve(repo))}: ${head} into ${base}`,
    check: () => [],
    async open(sandbox): Promise<SandboxPullRequest> {
      const name =
        basename(resolve(repo))
          .replace(/\.git$/, "")
          .replaceAll(/[^\w.-]/g, "-") || "repository"
      const repository = await sandbox.createRepository({ owner: "local", name, from: resolve(repo) }).catch((error: unknown) => {
        throw new UserError(`${resolve(repo)} is not a git repository with commits: give its folder with --repo.`, { cause: error })
      })
      const branches = { base: branchName(base, "base"), head: branchName(head, "head") }
      if (branches.base === branches.head) branches.head = `${branches.head}-head`
      for (const [branch, revision] of [
        [branches.base, base],
        [branches.head, head],
      ] as const) {
        await repository.setBranch(branch, revision).catch((error: unknown) => {
          throw new UserError(`${repo} has no revision ${revision}: give a branch, a tag or a commit id.`, { cause: error })
        })
      }
      return sandbox.openPullRequest({ repository, title: `${head} into ${base}`, base: branches.base, head: branches.head, author: "you" })
    },
  })
}

// A commit id or `HEAD~3` is no name for a branch.
function branchName(revision: string, otherwise: string): string {
  return /^[a-z][\w./-]*[\w]$/i.test(revision) && !/^[0-9a-f]{7,64}$/i.test(revision) && revision !== "HEAD" && !revision.includes("..")
    ? revision
    : otherwise
}
