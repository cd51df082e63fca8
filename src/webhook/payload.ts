import { z } from "zod"

// Only what is used, so that a field GitHub adds, drops or retypes elsewhere cannot make an event unreadable.

export const Id = z.number().int().positive()

export const Installation = z.object({ id: Id })

const Repository = z.object({ id: Id, name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) })

export const Sender = z.object({ id: z.number().int(), login: z.string(), type: z.string().default("User") })

/** A payload of the repository an installation of ours belongs to. */
export const InRepository = z.object({ installation: Installation, repository: Repository })
type InRepository = z.infer<typeof InRepository>

/** The identity every job about a repository starts with. */
export function repositoryIdentity({ installation, repository }: InRepository) {
  return { installationId: installation.id, repositoryId: repository.id, owner: repository.owner.login, name: repository.name }
}

/** The identity every job about a pull request starts with. */
export function pullRequestIdentity(payload: InRepository, number: number) {
  return { ...repositoryIdentity(payload), number }
}
