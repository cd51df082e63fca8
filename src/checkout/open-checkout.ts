import { join } from "node:path"
import type { Checkout, CheckoutRequest, OpenCheckout } from "../model/ports.ts"
import { createBlobStore } from "./blob-store.ts"
import { composeCheckout } from "./compose-checkout.ts"
import { createRemoteRepository } from "./remote-repository.ts"
import { createReviewRepository } from "./review-repository.ts"
import { defaultMaxFileBytes, defaultMaxOutputBytes, openWorkspace, type Workspace, type WorkspaceOptions } from "./workspace.ts"

/**
 * Gives the function that fetches the two commits of a pull request into a directory of its own.
 *
 * Two bare repositories: one fetches and knows the remote, the other borrows its objects and is all that is read from.
 * So reading can never go out to the network, and the token is in no other process than the fetches.
 */
export function createOpenCheckout(options: WorkspaceOptions = {}): OpenCheckout {
  return async (request, signal) => {
    signal.throwIfAborted()
    const workspace = await openWorkspace(options, signal)
    try {
      return await fetchCheckout(workspace, request, options)
    } catch (error) {
      await workspace.dispose()
      throw error
    }
  }
}

async function fetchCheckout(workspace: Workspace, request: CheckoutRequest, options: WorkspaceOptions): Promise<Checkout> {
  const { git, directory } = workspace
  const { maxFileBytes = defaultMaxFileBytes, maxOutputBytes = defaultMaxOutputBytes } = options
  const remote = await createRemoteRepository(git, directory, request)
  const baseSha = request.mergeBaseSha ?? (await remote.fetchMergeBase())
  const gitDirectory = join(directory, "review.git")
  const [repository] = await Promise.all([
    createReviewRepository(git, { gitDirectory, borrowFrom: remote.objectDirectory }),
    remote.fetchCommits(baseSha),
  ])
  const blobs = createBlobStore({ repository, fetchBlobs: remote.fetchBlobs, maxFileBytes, knownSizes: request.blobSizes })
  return composeCheckout({ repository, blobs, baseSha, headSha: request.headSha, maxFileBytes, maxOutputBytes, dispose: workspace.dispose })
}
