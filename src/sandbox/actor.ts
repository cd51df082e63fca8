import type { InstallationToken, Tokens } from "./tokens.ts"
import { Refusal, notFound } from "./reply.ts"
import { requireAppJwt } from "./tokens.ts"
import type { Installation, Repository, Role, User } from "./records.ts"
import type { World } from "./world.ts"

/** Who is asking. */
export type Actor =
  | { readonly kind: "anonymous" }
  | { readonly kind: "app" }
  | { readonly kind: "installation"; readonly installation: Installation; readonly token: InstallationToken }
  | { readonly kind: "user"; readonly user: User }

/** Takes the value of an Authorization header; returns who that is. Refuses credentials that nobody has. */
export function identify(world: World, tokens: Tokens, authorization: string | undefined): Actor {
  if (authorization === undefined || authorization === "") return { kind: "anonymous" }
  const credential = readCredential(authorization)
  if (credential.startsWith("eyJ")) {
    requireAppJwt(credential, world.app, world.clock.now())
    return { kind: "app" }
  }
  const user = world.users.values().find((candidate) => candidate.token !== "" && candidate.token === credential)
  if (user !== undefined) return { kind: "user", user }
  const token = tokens.find(credential)
  const installation = token === null ? undefined : world.installations.get(token.installationId)
  if (token === null || installation === undefined) throw new Refusal(401, "Bad credentials")
  if (installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended")
  return { kind: "installation", installation, token }
}

// Git sends `user:token` in Basic; some clients put the token in the place of the user.
function readCredential(authorization: string): string {
  const [scheme = "", value = ""] = authorization.split(/\s+/, 2)
  if (scheme.toLowerCase() !== "basic") return value
  const text = Buffer.from(value, "base64").toString()
  const separator = text.indexOf(":")
  return separator < 0 ? text : text.slice(separator + 1) || text.slice(0, separator)
}

/** Takes an actor; returns the account that its writes belong to. Refuses those who have none. */
export function requireAuthor(world: World, actor: Actor): User {
  if (actor.kind === "user") return actor.user
  if (actor.kind === "installation") return world.app.bot
  throw new Refusal(401, "Requires authentication")
}

/** Takes an actor; returns a word for the journal that holds no secret. */
export function describeActor(actor: Actor): string {
  if (actor.kind === "user") return actor.user.login
  return actor.kind === "installation" ? `installation ${actor.installation.id}` : actor.kind
}

/** Ranks of GitHub's roles. */
const ranks: Readonly<Record<Role, number>> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 }

/** Takes a person and a repository; returns the person's role, `null` where there is none. */
export function findRole(repository: Repository, user: User): Role | null {
  if (repository.owner.id === user.id) return "admin"
  return repository.roles.get(user.id) ?? (repository.private ? null : "read")
}

/**
 * Lets the actor pass when one of the permissions (such as `pull_requests=write`) is held for this repository.
 * Refuses with 404 what must not be seen, with 401 or 403 what must not be done.
 */
export function requirePermission(actor: Actor, repository: Repository, permissions: readonly string[]): void {
  const writes = permissions.every((permission) => permission.endsWith("=write"))
  if (actor.kind === "app") throw new Refusal(401, "Bad credentials")
  if (actor.kind === "anonymous") {
    if (repository.private) throw notFound()
    if (writes) throw new Refusal(401, "Requires authentication")
    return
  }
  if (actor.kind === "user") return requireRole(actor.user, repository, permissions, writes)
  if (!covers(actor, repository)) {
    if (repository.private) throw notFound()
    if (writes) throw new Refusal(403, "Resource not accessible by integration")
    return
  }
  if (permissions.some((permission) => holds(actor.token, permission))) return
  throw new Refusal(403, "Resource not accessible by integration", { headers: { "x-accepted-github-permissions": permissions.join("; ") } })
}

function requireRole(user: User, repository: Repository, permissions: readonly string[], writes: boolean): void {
  const role = findRole(repository, user)
  if (role === null) throw notFound()
  if (!writes) return
  if (permissions.includes("checks=write")) throw new Refusal(403, "You must authenticate via a GitHub App.")
  // Whoever can read may comment and review; everything else needs the role to write.
  const talk = permissions.some((permission) => permission.startsWith("pull_requests") || permission.startsWith("issues"))
  if (!talk && ranks[role] < ranks.write) throw new Refusal(403, "Must have push access to repository")
}

/** Whether the token reaches this repository. */
export function covers(actor: Extract<Actor, { kind: "installation" }>, repository: Repository): boolean {
  const { installation, token } = actor
  if (installation.account.id !== repository.owner.id) return false
  if (installation.repositoryIds !== null && !installation.repositoryIds.has(repository.id)) return false
  return token.repositoryIds === null || token.repositoryIds.includes(repository.id)
}

/** Whether the token holds a permission such as `checks=write`; a right to write includes the right to read. */
export function holds(token: InstallationToken, permission: string): boolean {
  const [name = "", level = ""] = permission.split("=")
  if (name === "metadata") return true
  const granted = token.permissions[name]
  return granted === "write" || (granted === "read" && level === "read")
}
