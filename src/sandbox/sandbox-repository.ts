import { join } from "node:path"
import {
  copyCommit,
  createBareRepository,
  readGit,
  resolveCommit,
  resolveGitDirectory,
  tryGit,
  updateReference,
  writeCommit,
} from "./git.ts"
import type { Repository, Role, User } from "./records.ts"
import type { World } from "./world.ts"
import { fullName } from "./world.ts"

export interface RepositoryOptions {
  /** Login of an account; one that is not there yet becomes an organisation. */
  readonly owner: string
  readonly name: string
  /** A local work tree or git directory. Its objects are borrowed, its branches copied, and it is never written. */
  readonly from?: string
  readonly description?: string
  readonly private?: boolean
  readonly roles?: Readonly<Record<string, Role>>
  /** Default: the branch that `from` is on, else `main`. */
  readonly defaultBranch?: string
  /** The first commit of a repository without `from`. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Whether the App's installation covers it; default `true`. */
  readonly installed?: boolean
}

interface CommitOptions {
  /** Moved to the new commit, and created where it is missing. `null` leaves every branch where it is. */
  readonly branch: string | null
  /** A revision; default the tip of the branch, else of the default branch. `null` starts a new history. */
  readonly parent?: string | null
  /** Path to contents; `null` deletes. Everything else stays. */
  readonly files: Readonly<Record<string, string | Buffer | null>>
  readonly message: string
  readonly author?: { readonly name: string; readonly email: string }
}

/** A repository of the sandbox as scripts and tests handle it. */
export interface SandboxRepository {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly defaultBranch: string
  /** A bare repository on the disk. */
  readonly gitDirectory: string
  /** Without credentials. */
  readonly cloneUrl: string
  /** The live record; change it only through the sandbox's functions. */
  readonly record: Repository
  /** Takes a revision; returns the id of its commit. Throws when there is none. */
  resolve(revision: string): Promise<string>
  /** Points a branch at a revision of this repository or of the borrowed one; returns the commit's id. Sends no event. */
  setBranch(branch: string, revision: string): Promise<string>
  deleteBranch(branch: string): Promise<void>
  /** Writes a commit through git's plumbing, without a work tree; returns its id. Sends no event. */
  commit(options: CommitOptions): Promise<string>
}

/** Creates the repository on the disk and in the world. */
export async function createRepository(world: World, root: string, owner: User, options: RepositoryOptions): Promise<Repository> {
  if (world.findRepository(options.owner, options.name) !== undefined) throw new Error(`${options.owner}/${options.name} exists already`)
  const id = world.nextId()
  const gitDirectory = join(root, `${id}.git`)
  const defaultBranch = options.defaultBranch ?? (options.from === undefined ? "main" : await readCurrentBranch(options.from))
  await createBareRepository(gitDirectory, { defaultBranch, from: options.from })
  await ensureDefaultBranch(world, gitDirectory, defaultBranch, options)
  const now = world.clock.iso()
  const repository: Repository = {
    id,
    owner,
    name: options.name,
    formerNames: new Set(),
    description: options.description ?? null,
    private: options.private ?? false,
    defaultBranch,
    gitDirectory,
    roles: new Map(),
    parentId: null,
    createdAt: now,
    pushedAt: now,
    nextNumber: 1,
  }
  world.repositories.set(id, repository)
  world.touch()
  return repository
}

/** Creates a fork: a repository of its own that borrows its parent's objects. */
export async function createFork(world: World, root: string, parent: Repository, owner: User): Promise<Repository> {
  const fork = await createRepository(world, root, owner, {
    owner: owner.login,
    name: parent.name,
    from: parent.gitDirectory,
    private: parent.private,
    defaultBranch: parent.defaultBranch,
  })
  const record = { ...fork, parentId: parent.id }
  world.repositories.set(record.id, record)
  return record
}

/** Takes a repository; returns the handle for scripts and tests. */
export function handleRepository(
  world: World,
  repository: Repository,
  { cloneUrl, borrowedFrom }: { cloneUrl: string; borrowedFrom: string | null },
): SandboxRepository {
  const { gitDirectory } = repository
  const handle: SandboxRepository = {
    id: repository.id,
    get owner() {
      return repository.owner.login
    },
    get name() {
      return repository.name
    },
    defaultBranch: repository.defaultBranch,
    gitDirectory,
    cloneUrl,
    record: repository,
    async resolve(revision) {
      const source = borrowedFrom === null ? null : await resolveGitDirectory(borrowedFrom)
      const sha = (await resolveCommit(gitDirectory, revision)) ?? (source === null ? null : await resolveCommit(source, revision))
      if (sha === null) throw new Error(`${fullName(repository)} has no commit ${revision}`)
      return sha
    },
    async setBranch(branch, revision) {
      const sha = await handle.resolve(revision)
      await updateReference(gitDirectory, `refs/heads/${branch}`, sha)
      world.touch()
      return sha
    },
    async deleteBranch(branch) {
      await updateReference(gitDirectory, `refs/heads/${branch}`, null)
    },
    async commit({ branch, parent, files, message, author = { name: "Sandbox", email: "sandbox@example.com" } }) {
      const start = branch === null ? null : await resolveCommit(gitDirectory, `refs/heads/${branch}`)
      const from =
        parent === null
          ? null
          : parent === undefined
            ? (start ?? (await handle.resolve(repository.defaultBranch)))
            : await handle.resolve(parent)
      const sha = await writeCommit(gitDirectory, { parent: from, files, message, signature: { ...author, at: world.clock.iso() } })
      if (branch !== null) await handle.setBranch(branch, sha)
      return sha
    },
  }
  return handle
}

/** Brings a commit from the head's repository into the base's and points `refs/pull/N/head` at it. */
export async function updatePullReference(base: Repository, head: Repository | null, number: number, sha: string): Promise<void> {
  if (head !== null && head.id !== base.id) await copyCommit(base.gitDirectory, head.gitDirectory, sha)
  await updateReference(base.gitDirectory, `refs/pull/${number}/head`, sha)
}

async function readCurrentBranch(from: string): Promise<string> {
  const directory = await resolveGitDirectory(from)
  return (await tryGit(directory, ["symbolic-ref", "--short", "HEAD"])) ?? "main"
}

async function ensureDefaultBranch(
  world: World,
  gitDirectory: string,
  branch: string,
  { from, files, name }: RepositoryOptions,
): Promise<void> {
  if ((await resolveCommit(gitDirectory, `refs/heads/${branch}`)) !== null) return
  if (from !== undefined) {
    const head = await readGit(await resolveGitDirectory(from), ["rev-parse", "HEAD^{commit}"])
    return updateReference(gitDirectory, `refs/heads/${branch}`, head)
  }
  const signature = { name: "Sandbox", email: "sandbox@example.com", at: world.clock.iso() }
  const sha = await writeCommit(gitDirectory, {
    parent: null,
    files: files ?? { "README.md": `# ${name}\n` },
    message: "Initial commit",
    signature,
  })
  await updateReference(gitDirectory, `refs/heads/${branch}`, sha)
}
