import type { Violation } from "./contract.ts"

/** One request to the API or to git, without its credentials. */
export interface RequestRecord {
  readonly method: string
  /** Path and query below the API root. */
  readonly path: string
  /** `graphql` and `git/upload-pack` stand for what has no `operationId`. */
  readonly operationId: string | null
  readonly status: number
  readonly authenticatedAs: string
  /** ISO 8601 by the sandbox's clock. */
  readonly at: string
  readonly durationMs: number
  /** The parsed body, `null` when there was none. */
  readonly body: unknown
  /** Name of the fault that struck, `null` for none. */
  readonly fault: string | null
}

/** What was asked and what did not fit GitHub's description. */
export class Journal {
  readonly requests: RequestRecord[] = []
  readonly violations: Violation[] = []

  /** Only what can have changed something: no reads, no token creation, no git, no GraphQL queries. */
  get writes(): readonly RequestRecord[] {
    return this.requests.filter(
      ({ method, operationId, body }) =>
        method !== "GET" &&
        method !== "HEAD" &&
        operationId !== "git/upload-pack" &&
        operationId !== "apps/create-installation-access-token" &&
        (operationId !== "graphql" || isMutation(body)),
    )
  }
}

/** Takes the body of a GraphQL request; returns whether it can have changed something. */
export function isMutation(body: unknown): boolean {
  const { query } = (body ?? {}) as { readonly query?: unknown }
  return typeof query === "string" && /^\s*mutation\b/m.test(query)
}
