import type { IncomingMessage, ServerResponse } from "node:http"
import type { Logger } from "pino"
import type { ApplicationFunction } from "probot"
import type { Config } from "../config.ts"
import { answerJson, answerPage } from "./answer.ts"
import { createWebhookMiddleware } from "./create-webhook-middleware.ts"
import { createListener } from "./listener.ts"
import type { ClientLimits, Listener } from "./listener.ts"
import { parseAddress } from "./parse-address.ts"
import { readReadiness } from "./readiness.ts"
import type { Readiness } from "./readiness.ts"
import type { BodyLimits } from "./read-body.ts"
import { createWebhookReceiver, webhookPath } from "./receive-webhook.ts"
import { renderStatusPage } from "./status-page.ts"

interface ServerOptions {
  readonly config: Config
  readonly app: ApplicationFunction
  /** By name, for example `database` and `worker`. */
  readonly readiness: Readiness
  readonly logger: Logger
  readonly clientLimits?: ClientLimits
  readonly bodyLimits?: BodyLimits
}

/**
 * The server of a configured App: the webhook, `/healthz` (this process lives), `/readyz` (it can do its work) and a page
 * for people. Wrong requests are answered 4xx; an event that could not be kept is answered 500, so that it can come again.
 */
export async function createServer({ config, app, readiness, logger, clientLimits, bodyLimits }: ServerOptions): Promise<Listener> {
  const receiveWebhook = createWebhookReceiver(await createWebhookMiddleware(app, config.github, logger), bodyLimits)
  const listener = createListener({
    host: config.server.host,
    port: config.server.port,
    limits: clientLimits,
    onError: (error) => logger.error({ err: error }, "request failed"),
    respond: (request, response) => route(request, response),
  })
  return listener

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = parseAddress(request.url)
    if (path === webhookPath) {
      // The queue may be gone before this one is answered.
      if (listener.isDraining) return answerJson(response, 503, { error: "shutting down; deliver again" })
      return receiveWebhook(request, response)
    }
    if (request.method !== "GET" && request.method !== "HEAD")
      return answerJson(response, 405, { error: "only GET" }, { allow: "GET, HEAD" })
    switch (path) {
      case "/healthz":
        return answerJson(response, 200, { status: "alive" })
      case "/readyz": {
        const report = await readReadiness(readiness, listener.isDraining, logger)
        return answerJson(response, report.ready ? 200 : 503, report)
      }
      case "/":
        return answerPage(response, 200, renderStatusPage(config.github.webUrl))
      default:
        return answerJson(response, 404, { error: "nothing here" })
    }
  }
}
