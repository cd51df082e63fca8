import type { Answered, ApiRequest, Services } from "../api.ts"
import { reply } from "../reply.ts"

export async function answerGraphql(_services: Services, _request: ApiRequest): Promise<Answered> {
  return { reply: reply(501, { message: "not yet" }), operationId: "graphql", actor: { kind: "anonymous" }, body: null }
}
