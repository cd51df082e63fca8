import type { FastifyInstance } from "fastify"
import * as routes from "./routes.js"
import { readSecrets } from "./secrets.js"
import type { Keyset } from "./secrets.js"

export const removal = {
  type: "object",
  properties: { labels: { type: "array" } },
  required: ["labels"],
} as const

export function register(app: FastifyInstance): void {
  app.register(routes.list, { prefix: "wallets" })
  app.register(routes.keyset, { prefix: "wallets" })
}

export async function secretsOf(
  walletId: string
): Promise<{ secret: string; keyset: Keyset }> {
  return readSecrets(walletId)
}
