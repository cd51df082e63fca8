import { SupersededError } from "../errors.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { Fence } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { IsOurs } from "./app-identity.ts"
import { readPullRequest } from "./read-pull-request.ts"

/** What every step of publishing works with. */
export interface Publishing {
  readonly api: GitHubApi
  readonly isOurs: IsOurs
  readonly pullRequest: PullRequest
  readonly fence: Fence
  /** Before reading back whether a failed write was carried out: GitHub may still be at it. */
  readonly readBackDelayMs: number
}

/** @throws SupersededError when the pull request is no longer open at this head. */
export async function requireHead({ api, pullRequest }: Pick<Publishing, "api" | "pullRequest">, headSha: string): Promise<void> {
  const now = await readPullRequest(api, pullRequest)
  if (now.head.sha !== headSha) throw new SupersededError("the pull request has a newer head")
  if (now.state !== "open") throw new SupersededError("the pull request was closed")
}
