import type { Logger } from "pino"
import { createNodeMiddleware, createProbot } from "probot"
import type { ApplicationFunction } from "probot"
import type { AppCredentials, GitHubSettings } from "../config.ts"
import { webhookPath } from "./receive-webhook.ts"
import type { WebhookMiddleware } from "./receive-webhook.ts"

/** Probot for one App function. Everything it would read from the environment is given, so that `src/config.ts` stays the only reader. */
export async function createWebhookMiddleware(
  app: ApplicationFunction,
  github: GitHubSettings & AppCredentials,
  logger: Logger,
): Promise<WebhookMiddleware> {
  const probot = createProbot({
    env: {},
    overrides: {
      appId: github.appId,
      privateKey: github.privateKey,
      secret: github.webhookSecret,
      baseUrl: github.apiUrl,
      log: logger.child({}, { serializers: { err: describeError } }),
    },
  })
  return createNodeMiddleware(app, { probot, webhooksPath: webhookPath })
}

// Probot hangs the whole event on its errors, and before the signature is checked that is whatever a stranger sent.
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: "no error object" }
  const causes = error instanceof AggregateError ? error.errors.map(describeError) : undefined
  return { type: error.name, message: error.message, stack: error.stack, causes }
}
