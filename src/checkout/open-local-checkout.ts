import { resolve, join } from "node:path"
import { UserError } from "../errors.ts"
import type { Checkout } from "../model/ports.ts"
import { createBlobStore } from "./blob-store.ts"
import { chooseBase } from "./choose-base.ts"
import { composeCheckout } from "./compose-checkout.ts"
import { openLocalRepository } from "./local-repository.ts"
import { readBlobs } from "./read-blobs.ts"
import { resolveCommit } from "./resolve-commit.ts"
import { createReviewRepository, type ReviewRepository } from "./review-repository.ts"
import { defaultMaxFileBytes, defaultMaxOutputBytes, openWorkspace, type Workspace, type WorkspaceOptions } from "./workspace.ts"
import { type Snapshot, type SnapshotOptions, writeStagedSnapshot, writeWorkTreeSnapshot } from "./write-snapshot.ts"

export type LocalHead =
  | { readonly kind: "revision"; readonly revision: string }
  | { readonly kind: "staged" }
  | { readonly kind: "worktree" }

export interface LocalCheckoutRequest {
  /** Any directory of the repository, or a bare repository. */
  readonly directory: string
  /** A revision; the default branch when left out. */
  readonly base?: string
  readonly head: LocalHead
}

/** A checkout of a local repository, and what was compared with what. */
export interface LocalCheckout extends Checkout {
  /** Tip of the base; the empty tree when the first commit is reviewed. */
  readonly baseSha: string
  /** The commit, or the tree of the staged or changed files. */
  readonly headSha: string
  readonly mergeBaseSha: string
  /** `.github/expert.yml` at the tip of the base; `null` when there is none. */
  readonly policyText: string | null
  /** What the change is compared with and why, such as "where the head left origin/main, the default branch". */
  readonly defaultBase: string
}

/**
 * Opens two states of a local repository, offline and without writing into it.
 *
 * Everything is compared in a repository of our own that borrows the objects, so that neither settings nor attributes
 * of the local one, which may come from a stranger, can run a program or hide a change.
 *
 * @throws UserError for a directory or revision that does not exist, and for a head that has nothing to compare with.
 */
export async function openLocalCheckout(
  request: LocalCheckoutRequest,
  signal: AbortSignal,
  options: WorkspaceOptions = {},
): Promise<LocalCheckout> {
  signal.throwIfAborted()
  const workspace = await openWorkspace(options, signal)
  try {
    return await readLocalCheckout(workspace, request, options)
  } catch (error) {
    await workspace.dispose()
    throw error
  }
}

async function readLocalCheckout(
  workspace: Workspace,
  { directory, base, head }: LocalCheckoutRequest,
  options: WorkspaceOptions,
): Promise<LocalCheckout> {
  const { git } = workspace
  const { maxFileBytes = defaultMaxFileBytes, maxOutputBytes = defaultMaxOutputBytes } = options
  const local = await openLocalRepository(git, resolve(directory))
  const commit = await resolveCommit(local, head.kind === "revision" ? head.revision : "HEAD")
  const { baseSha, mergeBaseSha, explanation } = await chooseBase(local, {
    base: base ?? null,
    headSha: commit,
    onTop: head.kind !== "revision",
  })

  const gitDirectory = join(workspace.directory, "review.git")
  const repository = await createReviewRepository(git, {
    gitDirectory,
    objectFormat: local.objectFormat,
    borrowFrom: local.objectDirectory,
  })
  const { treeSha: headSha, sizes } = await takeHead(head, commit, { local, repository, maxFileBytes })
  const blobs = createBlobStore({ repository, fetchBlobs: async () => {}, maxFileBytes, knownSizes: sizes })
  const policyText = await readPolicyText(repository, baseSha)
  const checkout = await composeCheckout({
    repository,
    blobs,
    baseSha: mergeBaseSha,
    headSha,
    maxFileBytes,
    maxOutputBytes,
    dispose: workspace.dispose,
  })
  return { ...checkout, baseSha, headSha, mergeBaseSha, policyText, defaultBase: explanation }
}

async function takeHead(head: LocalHead, commit: string, options: SnapshotOptions): Promise<Snapshot> {
  if (head.kind === "revision") return { treeSha: commit, sizes: new Map() }
  return head.kind === "staged" ? writeStagedSnapshot(options) : writeWorkTreeSnapshot(options)
}

const policyPath = ".github/expert.yml"
// Settings are a page; a larger file is not read as settings.
const maxPolicyBytes = 100_000

async function readPolicyText(repository: ReviewRepository, baseSha: string): Promise<string | null> {
  const listing = await repository.read({ arguments: ["ls-tree", "-z", "--full-tree", "--end-of-options", baseSha, policyPath] })
  const id = /^100(?:644|755) blob ([0-9a-f]+)\t/.exec(listing.stdout.toString("latin1"))?.[1]
  if (id === undefined) return null
  let text: string | null = null
  await readBlobs({ repository, ids: [id], keepBytes: maxPolicyBytes, onBlob: (_, bytes) => (text = bytes.toString("utf8")) })
  if (text === null) throw new UserError(`${policyPath} is not in this partial clone: run \`git show ${baseSha}:${policyPath}\` once.`)
  return text
}
