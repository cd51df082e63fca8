import { Client } from "@elastic/elasticsearch"
import type { Request, ServerRoute } from "@hapi/hapi"

const client = new Client({ node: "http://localhost:9200" })

export const ranked: ServerRoute = {
  method: "GET",
  path: "/ranked",
  handler: async (request: Request) => {
    const { weight } = request.query as Record<string, string>
    // ruleid: no-code-injection
    return client.search({ index: "songs", query: { script_score: { query: {}, script: { source: `_score * ${weight}` } } } })
  },
}

export const weighed: ServerRoute = {
  method: "GET",
  path: "/weighed",
  handler: async (request: Request) => {
    const { weight } = request.query as Record<string, string>
    // ok: no-code-injection
    return client.search({
      index: "songs",
      query: { script_score: { query: {}, script: { source: "_score * params.weight", params: { weight: Number(weight) } } } },
    })
  },
}
