/** Where a repository lives and which installation may touch it. Numeric ids are identity; owner and name only build URLs. */
export interface RepositoryRef {
  readonly installationId: number
  readonly repositoryId: number
  readonly owner: string
  readonly name: string
}

export interface PullRequestRef extends RepositoryRef {
  readonly number: number
}

/** A pull request as read from GitHub. Every text in it is hostile data. */
export interface PullRequest extends PullRequestRef {
  readonly title: string
  readonly body: string
  readonly author: { readonly id: number; readonly login: string; readonly isBot: boolean }
  readonly state: "open" | "closed"
  readonly draft: boolean
  readonly labels: readonly string[]
  readonly base: { readonly ref: string; readonly sha: string }
  readonly head: { readonly ref: string; readonly sha: string }
  /** True when the head lives in another repository, or that repository is gone. */
  readonly fromFork: boolean
  /** As GitHub counts them; used to notice an empty pull request before any checkout. */
  readonly changedFiles: number
  /** HTTPS address of the base repository, without credentials. */
  readonly cloneUrl: string
  readonly htmlUrl: string
}
