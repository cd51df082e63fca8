import type { IncomingHttpHeaders } from "node:http"
import type { Actor } from "./actor.ts"
import type { Newsroom } from "./events.ts"
import type { Reply } from "./reply.ts"
import type { Scene } from "./scene.ts"
import type { Tokens } from "./tokens.ts"
import type { Webhooks } from "./webhooks.ts"
import type { Repository } from "./records.ts"

/** One request to one operation, identified and checked against the description. */
export interface Call extends Scene {
  readonly actor: Actor
  readonly tokens: Tokens
  readonly webhooks: Webhooks
  /** Tells the App what a write has changed. */
  readonly news: Newsroom
  /** Path parameters by name, decoded. */
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Validated against the operation's schema before the handler sees it. */
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
  /** Path below the API root, with `/repositories/{id}` in place of owner and name; for `Link` headers. */
  readonly canonicalPath: string
}

export interface RepositoryCall extends Call {
  readonly repository: Repository
}

type Handle<Kind> = (call: Kind) => Reply | Promise<Reply>

/** One REST operation by its `operationId`; method and path come from the description. */
export type Operation =
  | { readonly id: string; readonly access: "app" | "installation" | "anyone"; readonly handle: Handle<Call> }
  | { readonly id: string; readonly access: "repository"; readonly permissions: readonly string[]; readonly handle: Handle<RepositoryCall> }

/** An operation that only the App itself may call, with its JWT. */
export function appOperation(id: string, handle: Handle<Call>): Operation {
  return { id, access: "app", handle }
}

/** An operation of an installation token about its installation. */
export function installationOperation(id: string, handle: Handle<Call>): Operation {
  return { id, access: "installation", handle }
}

/** An operation that asks for no permission. */
export function openOperation(id: string, handle: Handle<Call>): Operation {
  return { id, access: "anyone", handle }
}

/** An operation on one repository; any one of the permissions, such as `checks=write`, is enough. */
export function repositoryOperation(id: string, permissions: readonly string[], handle: Handle<RepositoryCall>): Operation {
  return { id, access: "repository", permissions, handle }
}

/** Takes the name of a path parameter that is a number; returns it, or -1 for anything else so that nothing is found. */
export function numberParameter(call: Call, name: string): number {
  const text = call.parameters[name] ?? ""
  return /^\d{1,15}$/.test(text) ? Number(text) : -1
}
