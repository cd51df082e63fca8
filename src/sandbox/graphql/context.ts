import { GraphQLError } from "graphql"
import type { Actor } from "../actor.ts"
import { covers, findRole, holds, requireAuthor } from "../actor.ts"
import type { Newsroom } from "../events.ts"
import type { Scene } from "../scene.ts"
import type { PullRequest, Repository, User } from "../records.ts"

/** One GraphQL request: who asks, and what an answer is drawn from. */
export interface Context extends Scene {
  readonly news: Newsroom
  readonly actor: Actor
  /** The objects that point at each other; put together in answer.ts, so that their files need not. */
  readonly compose: {
    readonly repository: (context: Context, repository: Repository) => Record<string, unknown>
    readonly pullRequest: (context: Context, pullRequest: PullRequest) => Record<string, unknown>
  }
}

/** Takes a kind such as `NOT_FOUND` and a sentence; returns the error that GitHub puts beside the data. */
export function failure(type: "NOT_FOUND" | "FORBIDDEN" | "UNPROCESSABLE", message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } })
}

/** The account that writes belong to. */
export function viewerOf(context: Context): User {
  return requireAuthor(context.world, context.actor)
}

/** Whether the caller sees the repository at all. */
export function sees({ actor }: Context, repository: Repository): boolean {
  if (!repository.private) return true
  if (actor.kind === "user") return findRole(repository, actor.user) !== null
  return actor.kind === "installation" && covers(actor, repository)
}

/** Whether the caller holds a permission such as `contents=write`; for people the role to write stands for all of them. */
export function may({ actor }: Context, repository: Repository, permission: string): boolean {
  if (actor.kind === "user") return ["write", "maintain", "admin"].includes(findRole(repository, actor.user) ?? "")
  return actor.kind === "installation" && covers(actor, repository) && holds(actor.token, permission)
}
