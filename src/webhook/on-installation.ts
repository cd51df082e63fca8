import { z } from "zod"
import { accept, createHandler, decideBy, ignore } from "./event.ts"
import { Id, InRepository, Installation } from "./payload.ts"

const InstallationEvent = z.object({ action: z.string(), installation: Installation })
const RepositoriesEvent = InstallationEvent.extend({ repositories_removed: z.array(z.object({ id: Id })).default([]) })
const RepositoryEvent = InRepository.extend({ action: z.string() })

/** The App was installed, removed, suspended. New installations start with their next pull request. */
export const decideInstallation = decideBy(InstallationEvent, ({ action, installation }) => {
  if (action !== "deleted" && action !== "suspend") return ignore("nothing to forget")
  return accept({ kind: "forget", installationId: installation.id, repositoryIds: null })
})

/** Repositories were taken away from an installation, or given to it. */
export const decideInstallationRepositories = decideBy(RepositoriesEvent, ({ action, installation, repositories_removed: removed }) => {
  if (action !== "removed" || removed.length === 0) return ignore("nothing to forget")
  return accept({ kind: "forget", installationId: installation.id, repositoryIds: removed.map(({ id }) => id) })
})

/** A repository is gone. Renames and transfers change nothing: state is kept by numeric id. */
export const decideRepository = decideBy(RepositoryEvent, ({ action, installation, repository }) => {
  if (action !== "deleted") return ignore("nothing to forget")
  return accept({ kind: "forget", installationId: installation.id, repositoryIds: [repository.id] })
})

export const onInstallation = createHandler(decideInstallation)
export const onInstallationRepositories = createHandler(decideInstallationRepositories)
export const onRepository = createHandler(decideRepository)
