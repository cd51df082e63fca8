import type { Clock } from "./clock.ts"
import type {
  Advisory,
  App,
  CheckRun,
  CheckSuite,
  Installation,
  Issue,
  IssueComment,
  PullRequest,
  Reaction,
  Repository,
  Review,
  ReviewComment,
  Thread,
  User,
} from "./records.ts"

/** Everything the sandbox knows. Handlers change it in place; `version` grows with every change. */
export class World {
  readonly clock: Clock
  readonly app: App
  readonly users = new Map<number, User>()
  readonly installations = new Map<number, Installation>()
  readonly repositories = new Map<number, Repository>()
  readonly issues = new Map<number, Issue>()
  readonly pullRequests = new Map<number, PullRequest>()
  readonly issueComments = new Map<number, IssueComment>()
  readonly reviews = new Map<number, Review>()
  readonly reviewComments = new Map<number, ReviewComment>()
  readonly threads = new Map<number, Thread>()
  readonly reactions = new Map<number, Reaction>()
  readonly checkSuites = new Map<number, CheckSuite>()
  readonly checkRuns = new Map<number, CheckRun>()
  /** The advisory database; for tests to fill. */
  readonly advisories: Advisory[] = []
  version = 1
  #lastId: number

  constructor(options: { readonly clock: Clock; readonly createApp: (world: World) => App }) {
    this.clock = options.clock
    // Real ids are far above any number of a pull request; keeping them apart catches a mix-up of the two.
    this.#lastId = 1_000_000
    this.app = options.createApp(this)
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  touch(): void {
    this.version += 1
  }

  addUser(user: Omit<User, "id" | "createdAt">): User {
    const added = { ...user, id: this.nextId(), createdAt: this.clock.iso() }
    this.users.set(added.id, added)
    return added
  }

  findUser(login: string): User | undefined {
    return this.users.values().find((user) => user.login.toLowerCase() === login.toLowerCase())
  }

  /** Finds by current name, whatever its case. */
  findRepository(owner: string, name: string): Repository | undefined {
    return this.repositories.values().find((repository) => fullName(repository).toLowerCase() === `${owner}/${name}`.toLowerCase())
  }

  /** Finds by a name the repository had before it was renamed or transferred. */
  findRenamedRepository(owner: string, name: string): Repository | undefined {
    return this.repositories.values().find((repository) => repository.formerNames.has(`${owner}/${name}`.toLowerCase()))
  }

  findPullRequest(repositoryId: number, number: number): PullRequest | undefined {
    return this.pullRequests.values().find((pullRequest) => pullRequest.repositoryId === repositoryId && pullRequest.number === number)
  }

  findInstallation(repository: Repository): Installation | undefined {
    return this.installations
      .values()
      .find(
        (installation) =>
          installation.account.id === repository.owner.id &&
          (installation.repositoryIds === null || installation.repositoryIds.has(repository.id)),
      )
  }

  /** Open pull requests whose head is this commit; GitHub leaves forks out of the check payloads. */
  findPullRequestsOfHead(repositoryId: number, sha: string): PullRequest[] {
    return select(
      this.pullRequests,
      (pullRequest) =>
        pullRequest.repositoryId === repositoryId &&
        pullRequest.head.repositoryId === repositoryId &&
        pullRequest.head.sha === sha &&
        pullRequest.state === "open",
    )
  }

  repositoryOf(pullRequest: { readonly repositoryId: number }): Repository {
    const repository = this.repositories.get(pullRequest.repositoryId)
    if (repository === undefined) throw new Error("the repository of this record was deleted")
    return repository
  }
}

/** Takes a repository; returns its current `owner/name`. */
export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`
}

/** Takes the type prefix and the numeric id; returns the opaque id that GraphQL and the `node_id` fields use. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(String(id)).toString("base64url")}`
}

/** Takes an opaque id; returns its prefix and number, or `null` when it is none of ours. */
export function parseNodeId(id: string): { readonly prefix: string; readonly id: number } | null {
  const match = /^([A-Za-z]+)_([A-Za-z0-9_-]+)$/.exec(id)
  if (match === null) return null
  const number = Number(Buffer.from(match[2] ?? "", "base64url").toString())
  return Number.isInteger(number) ? { prefix: match[1] ?? "", id: number } : null
}

/** Takes records by id; returns those that match, oldest first. */
export function select<Item>(items: ReadonlyMap<number, Item>, matches: (item: Item) => boolean): Item[] {
  return [...items.values()].filter(matches)
}
