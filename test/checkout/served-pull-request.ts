import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Checkout, CheckoutRequest } from "../../src/model/ports.ts"
import { createOpenCheckout } from "../../src/checkout/open-checkout.ts"
import type { WorkspaceOptions } from "../../src/checkout/workspace.ts"
import { type GitServer, startGitServer } from "./git-server.ts"
import { createTemporaryRepository, type Entry, type TemporaryRepository } from "./temporary-repository.ts"

/** As long and as strange as GitHub's. */
export const token = `ghs_${"a1.B2-".repeat(80)}`

export interface ServedPullRequest extends AsyncDisposable {
  readonly repository: TemporaryRepository
  readonly server: GitServer
  readonly base: string
  readonly head: string
  open(request?: Partial<CheckoutRequest>, options?: WorkspaceOptions, signal?: AbortSignal): Promise<Checkout>
  /** What checkouts have left on the disk. */
  leftovers(): string[]
}

export type Files = Readonly<Record<string, Entry>>

/** Serves a pull request #1 that changes `before` into `after`. */
export async function servePullRequest(before: Files, after: Files): Promise<ServedPullRequest> {
  const repository = createTemporaryRepository()
  const base = repository.commit(before)
  const head = repository.commit(after, [base])
  repository.git("update-ref", "refs/heads/main", base)
  repository.git("update-ref", "refs/pull/1/head", head)
  const server = await startGitServer(repository.root, token)
  const temporaryDirectory = join(repository.root, "temporary")
  mkdirSync(temporaryDirectory)
  return {
    repository,
    server,
    base,
    head,
    open(request = {}, options = {}, signal = new AbortController().signal) {
      const whole = {
        cloneUrl: server.url("project.git"),
        token,
        pullNumber: 1,
        baseSha: base,
        headSha: head,
        mergeBaseSha: base,
        blobSizes: new Map(),
        ...request,
      }
      return createOpenCheckout({ temporaryDirectory, ...options })(whole, signal)
    },
    leftovers: () => readdirSync(temporaryDirectory),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      repository[Symbol.dispose]()
    },
  }
}
