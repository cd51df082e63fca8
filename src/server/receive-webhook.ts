import type { IncomingMessage, ServerResponse } from "node:http"
import { answerJson } from "./answer.ts"
import { createBodyReader } from "./read-body.ts"
import type { BodyLimits } from "./read-body.ts"
import type { Respond } from "./listener.ts"

/** Where GitHub posts events; part of the App's registration, so it never changes. */
export const webhookPath = "/api/github/webhooks"

/** Probot's middleware; answers by itself, takes a body that was read before it, and is awaited although its type does not say so. */
export type WebhookMiddleware = (request: IncomingMessage & { body?: string }, response: ServerResponse) => unknown

/**
 * Guards the middleware, which reads bodies of any size before it looks at the signature: only a request that could come
 * from GitHub is read at all, and only as far as GitHub's own limit.
 */
export function createWebhookReceiver(middleware: WebhookMiddleware, limits?: BodyLimits): Respond {
  const readBody = createBodyReader(limits)
  return async (request, response) => {
    if (request.method !== "POST") return answerJson(response, 405, { error: "events are posted here" }, { allow: "POST" })
    const mistake = findHeaderMistake(request)
    if (mistake !== null) return answerJson(response, mistake.status, { error: mistake.error })

    const body = await readBody(request)
    switch (body.kind) {
      case "aborted":
        response.destroy()
        return
      case "too-large":
        return answerJson(response, 413, { error: "body larger than GitHub sends" })
      case "busy":
        return answerJson(response, 503, { error: "too many bodies at once; deliver again" }, { "retry-after": "10" })
      case "complete":
        // Probot stumbles over signed JSON that is no object and answers 500, as if delivering again could help.
        if (!body.text.trimStart().startsWith("{")) return answerJson(response, 400, { error: "body is not a JSON object" })
        // With a query or a trailing slash the middleware would find the path foreign and never answer.
        await middleware(Object.assign(request, { url: webhookPath, body: body.text }), response)
    }
  }
}

function findHeaderMistake({ headers }: IncomingMessage): { status: number; error: string } | null {
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    return { status: 415, error: "content-type must be application/json" }
  const patterns = {
    "x-github-event": /^[a-z][a-z_]{0,63}$/,
    "x-github-delivery": /^[\w-]{1,100}$/,
    "x-hub-signature-256": /^sha256=[0-9a-f]{64}$/,
  }
  const wrong = Object.entries(patterns).filter(([name, pattern]) => !pattern.test(String(headers[name] ?? "")))
  if (wrong.length === 0) return null
  return { status: 400, error: `missing or malformed header: ${wrong.map(([name]) => name).join(", ")}` }
}
