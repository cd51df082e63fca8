import type { SandboxOptions, SandboxPullRequest } from "../../src/sandbox/sandbox.ts"
import type { Sandbox } from "../../src/sandbox/sandbox.ts"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import type { SandboxRepository } from "../../src/sandbox/sandbox-repository.ts"

export interface Shop extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly repository: SandboxRepository
  readonly pullRequest: SandboxPullRequest
  /** Owner and name as octokit takes them. */
  readonly place: { readonly owner: "acme"; readonly repo: "shop" }
}

/** Forty numbered lines, so that a change at 5 and one at 30 make two hunks. */
export function numberedLines(changes: Readonly<Record<number, string | null>> = {}): string {
  const lines = Array.from({ length: 40 }, (_, index) => changes[index + 1] ?? (changes[index + 1] === null ? null : `line ${index + 1}`))
  return `${lines.filter((line) => line !== null).join("\n")}\n`
}

/**
 * A private repository `acme/shop` with one open pull request by `dev`: `src/list.ts` has line 5 changed and line 30
 * deleted, `src/new.ts` is added, `logo.png` is binary, `old.ts` is renamed to `moved.ts`.
 */
export async function openShop(options: SandboxOptions & { readonly fork?: boolean } = {}): Promise<Shop> {
  const sandbox = await startSandbox(options)
  const repository = await sandbox.createRepository({
    owner: "acme",
    name: "shop",
    private: true,
    files: { "src/list.ts": numberedLines(), "old.ts": numberedLines({ 1: "export {}" }), "logo.png": Buffer.from([0, 1, 2]) },
    roles: { dev: "write", reader: "read" },
  })
  await repository.commit({
    branch: "feature",
    parent: "main",
    files: {
      "src/list.ts": numberedLines({ 5: "line five", 30: null }),
      "src/new.ts": "export const one = 1\n",
      "logo.png": Buffer.from([0, 1, 3]),
      "old.ts": null,
      "moved.ts": numberedLines({ 1: "export {}" }),
    },
    message: "Change the list",
  })
  const pullRequest = await sandbox.openPullRequest({
    repository,
    title: "Change the list",
    body: "As discussed.",
    base: "main",
    head: "feature",
    author: "dev",
    fork: options.fork ?? false,
  })
  return {
    sandbox,
    repository,
    pullRequest,
    place: { owner: "acme", repo: "shop" },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}
