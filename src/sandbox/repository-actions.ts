import type { Newsroom } from "./events.ts"
import { announceInstallation, announceInstallationRepositories, announceRepository } from "./events.ts"
import type { RepositoryOptions, SandboxRepository } from "./sandbox-repository.ts"
import { createFork, createRepository, handleRepository } from "./sandbox-repository.ts"
import type { Stage } from "./stage.ts"
import { findOrCreateUser } from "./stage.ts"
import type { Installation, Repository, User } from "./records.ts"
import type { World } from "./world.ts"
import { fullName, select } from "./world.ts"

/** What people and owners do around repositories. */
export interface RepositoryActions {
  createUser(login: string, options?: { readonly type?: User["type"]; readonly name?: string }): User
  createRepository(options: RepositoryOptions): Promise<SandboxRepository>
  forkRepository(repository: SandboxRepository, owner: string): Promise<SandboxRepository>
  renameRepository(repository: SandboxRepository, name: string): void
  /** Its pull requests elsewhere live on with a head repository of `null`. */
  deleteRepository(repository: SandboxRepository): void
  installationOf(repository: SandboxRepository): Installation
  setSuspended(installation: Installation, suspended: boolean): void
  uninstall(installation: Installation): void
  removeFromInstallation(installation: Installation, repository: SandboxRepository): void
}

/** Takes the stage; returns the actions. */
export function repositoryActions(stage: Stage): RepositoryActions {
  const { world, news, root } = stage
  return {
    createUser: (login, { type = "User", name } = {}) => findOrCreateUser(world, login, type, name),
    async createRepository(options) {
      const owner = findOrCreateUser(world, options.owner, "Organization")
      const repository = await createRepository(world, root, owner, options)
      for (const [login, role] of Object.entries(options.roles ?? {})) repository.roles.set(findOrCreateUser(world, login).id, role)
      if (options.installed ?? true) install(news, repository)
      else leaveOut(world, repository)
      return handle(stage, repository, options.from ?? null)
    },
    async forkRepository(repository, owner) {
      return handle(stage, await createFork(world, root, repository.record, findOrCreateUser(world, owner)), null)
    },
    renameRepository({ record }, name) {
      const from = record.name
      record.formerNames.add(fullName(record).toLowerCase())
      record.name = name
      world.touch()
      announceRepository(news, record, "renamed", { changes: { repository: { name: { from } } } })
    },
    deleteRepository({ record }) {
      announceRepository(news, record, "deleted")
      world.repositories.delete(record.id)
      for (const pullRequest of world.pullRequests.values()) {
        if (pullRequest.repositoryId === record.id) world.pullRequests.delete(pullRequest.id)
        else if (pullRequest.head.repositoryId === record.id) pullRequest.head.repositoryId = null
      }
      world.touch()
    },
    installationOf({ record }) {
      const installation = world.findInstallation(record)
      if (installation === undefined) throw new Error(`the App is not installed on ${fullName(record)}`)
      return installation
    },
    setSuspended(installation, suspended) {
      installation.suspendedAt = suspended ? world.clock.iso() : null
      announceInstallation(news, installation, suspended ? "suspend" : "unsuspend")
    },
    uninstall(installation) {
      announceInstallation(news, installation, "deleted")
      world.installations.delete(installation.id)
    },
    removeFromInstallation(installation, { record }) {
      const kept = [...world.repositories.values()].filter(
        (repository) => repository.owner.id === installation.account.id && repository.id !== record.id,
      )
      installation.repositoryIds = new Set(
        kept.map((repository) => repository.id).filter((id) => installation.repositoryIds?.has(id) ?? true),
      )
      announceInstallationRepositories(news, installation, "removed", [record])
    },
  }
}

function handle({ world, url }: Stage, repository: Repository, borrowedFrom: string | null): SandboxRepository {
  return handleRepository(world, repository, { cloneUrl: `${url}/${fullName(repository)}.git`, borrowedFrom })
}

function install(news: Newsroom, repository: Repository): void {
  const { world } = news.scene
  const known = world.installations.values().find((installation) => installation.account.id === repository.owner.id)
  if (known !== undefined) {
    known.repositoryIds?.add(repository.id)
    return
  }
  const installation: Installation = {
    id: world.nextId(),
    account: repository.owner,
    permissions: world.app.permissions,
    repositoryIds: null,
    suspendedAt: null,
    createdAt: world.clock.iso(),
  }
  world.installations.set(installation.id, installation)
  announceInstallation(news, installation, "created")
}

// An installation on all repositories of an account would cover this one too.
function leaveOut(world: World, repository: Repository): void {
  const installation = world.findInstallation(repository)
  if (installation === undefined) return
  const others = select(world.repositories, (other) => other.owner.id === repository.owner.id && other.id !== repository.id)
  installation.repositoryIds = new Set(others.map((other) => other.id))
}
