import type { FastifyInstance } from "fastify"
import * as routes from "./routes.js"

export const removal = {
  type: "object",
  properties: { labels: { type: "array" } },
  required: ["labels"],
} as const

export function register(app: FastifyInstance): void {
  app.register(routes.list, { prefix: "wallets" })
  app.register(routes.keyset, { prefix: "wallets" })
}
