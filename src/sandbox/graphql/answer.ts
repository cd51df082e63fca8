import type { GraphQLError } from "graphql"
import { graphql } from "graphql"
import type { Actor } from "../actor.ts"
import { identify } from "../actor.ts"
import type { Answered, ApiRequest, Services } from "../api.ts"
import { isMutation } from "../journal.ts"
import { Refusal, reply } from "../reply.ts"
import type { Context } from "./context.ts"
import { createMutations } from "./mutations.ts"
import { composePullRequest } from "./pull-request.ts"
import { createQueries } from "./queries.ts"
import { composeRepository } from "./repository.ts"
import { openSchema } from "./schema.ts"

interface GraphqlBody {
  readonly query?: string
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

/** Answers one GraphQL request. What goes wrong inside of it is told in a 200, as GitHub does. */
export async function answerGraphql(services: Services, request: ApiRequest): Promise<Answered> {
  let actor: Actor = { kind: "anonymous" }
  let body: GraphqlBody | null = null
  try {
    if (request.method !== "POST") throw new Refusal(404, "Not Found")
    actor = identify(services.world, services.tokens, request.headers.authorization)
    if (actor.kind === "anonymous" || actor.kind === "app") throw new Refusal(401, "This endpoint requires you to be authenticated.")
    body = parseGraphqlBody(request.body)
    const context: Context = {
      world: services.world,
      news: services.news,
      links: request.links,
      actor,
      compose: { repository: composeRepository, pullRequest: composePullRequest },
    }
    const result = await graphql({
      schema: openSchema(),
      source: body.query ?? "",
      rootValue: { ...createQueries(context), ...createMutations(context) },
      ...(body.variables === undefined ? {} : { variableValues: body.variables }),
      ...(body.operationName === undefined ? {} : { operationName: body.operationName }),
    })
    if (isMutation(body)) services.world.touch()
    const errors = result.errors === undefined ? {} : { errors: result.errors.map(renderError) }
    const answer = reply(
      200,
      { ...(result.data === undefined ? {} : { data: result.data }), ...errors },
      services.limits.count(actor, 1, "graphql"),
    )
    return { reply: answer, operationId: "graphql", actor, body }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { reply: error.reply, operationId: "graphql", actor, body }
  }
}

function parseGraphqlBody(text: string): GraphqlBody {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object" && value !== null) return value
  } catch {
    // Told below, together with every other body that is no object.
  }
  throw new Refusal(400, "Problems parsing JSON")
}

// GitHub puts the kind of error beside the message, not under `extensions`.
function renderError(error: GraphQLError): Record<string, unknown> {
  const { type } = error.extensions
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    locations: error.locations ?? [],
    message: error.message,
  }
}
