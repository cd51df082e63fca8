import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { describeActor } from "./actor.ts"
import { answerApiRequest } from "./api.ts"
import type { Services } from "./api.ts"
import type { Fault, FaultPlan } from "./faults.ts"
import { composeFaultReply, resetConnection } from "./faults.ts"
import { parseGitPath, permitGit, serveGit } from "./git-http.ts"
import { answerGraphql } from "./graphql/answer.ts"
import type { Links } from "./scene.ts"
import type { Pages } from "./pages.ts"

export interface ServerOptions {
  readonly services: Services
  readonly faults: FaultPlan
  readonly pages: Pages
  readonly log: (line: string) => void
}

/** What one door found out about its request, for the journal. */
interface Outcome {
  readonly status: number
  readonly path: string
  readonly operationId: string | null
  readonly authenticatedAs: string
  readonly body: unknown
  readonly fault: Fault | null
}

/** First words of REST paths; on the plain host they can be told from pages and repositories by these. */
const restRoots = /^\/(repos|repositories|app|installation|users?|rate_limit|meta|graphql)(\/|$|\?)/

/** One port for the API (under `/api/v3`, at the root and on `api.` hosts), GraphQL, git and the pages. */
export function createSandboxServer(options: ServerOptions): Server {
  return createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      options.log(`the sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json; charset=utf-8" })
      response.end(JSON.stringify({ message: "the sandbox failed; its log says why", status: "500" }))
    })
  })
}

async function serve(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now()
  // A client behind HTTP_PROXY sends the whole address.
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`)
  const door = chooseDoor(url)
  response.setHeader(
    "x-github-request-id",
    `${Math.random().toString(16).slice(2, 6).toUpperCase()}:${Date.now().toString(16).toUpperCase()}`,
  )
  if (door.kind === "page") return options.pages.serve(url, request, response)
  const outcome =
    door.kind === "git"
      ? await serveGitDoor(options, { ...door, url, request, response })
      : await serveApiDoor(options, { ...door, url, request, response })
  const { journal, world } = options.services
  journal.requests.push({
    method: request.method ?? "GET",
    path: outcome.path,
    operationId: outcome.operationId,
    status: outcome.status,
    authenticatedAs: outcome.authenticatedAs,
    at: world.clock.iso(),
    durationMs: Math.round(performance.now() - started),
    body: outcome.body,
    fault: outcome.fault?.kind ?? null,
  })
  options.log(`${request.method ?? "GET"} ${outcome.path} ${outcome.operationId ?? "unknown"} → ${outcome.status}`)
}

type Door =
  | { readonly kind: "page" }
  | { readonly kind: "git"; readonly owner: string; readonly name: string; readonly rest: string }
  | { readonly kind: "api"; readonly path: string; readonly links: Links }

function chooseDoor(url: URL): Door {
  if (url.hostname.startsWith("api.")) {
    return { kind: "api", path: url.pathname, links: { api: url.origin, web: url.origin.replace("//api.", "//") } }
  }
  const git = parseGitPath(url.pathname)
  if (git !== null) return { kind: "git", ...git }
  const links = { api: `${url.origin}/api/v3`, web: url.origin }
  if (url.pathname === "/api/graphql") return { kind: "api", path: "/graphql", links }
  if (/^\/api\/v3(\/|$)/.test(url.pathname)) return { kind: "api", path: url.pathname.slice("/api/v3".length) || "/", links }
  return restRoots.test(url.pathname) ? { kind: "api", path: url.pathname, links: { api: url.origin, web: url.origin } } : { kind: "page" }
}

async function serveGitDoor(
  options: ServerOptions,
  {
    owner,
    name,
    rest,
    url,
    request,
    response,
  }: Extract<Door, { kind: "git" }> & { url: URL; request: IncomingMessage; response: ServerResponse },
): Promise<Outcome> {
  const operationId =
    rest === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack" ? "git/receive-pack" : "git/upload-pack"
  const path = `${url.pathname}${url.search}`
  const fault = options.faults.take({ method: request.method ?? "GET", path, operationId, body: null })
  if (fault !== null && (await disturb(options, fault, response)))
    return { status: response.headersSent ? response.statusCode : 0, path, operationId, authenticatedAs: "unknown", body: null, fault }
  const permission = permitGit(options.services.world, options.services.tokens, {
    owner,
    name,
    authorization: request.headers.authorization,
  })
  if ("status" in permission || operationId === "git/receive-pack") {
    const status = "status" in permission ? permission.status : 403
    response.writeHead(status, { "content-type": "text/plain", ...(status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {}) })
    response.end(
      status === 401 ? "Authentication required" : status === 403 ? "Write access to repository not granted." : "Repository not found.",
    )
    return { status, path, operationId, authenticatedAs: "anonymous", body: null, fault }
  }
  const status = await serveGit({ repository: permission.repository, rest, query: url.search.slice(1), request, response })
  return { status, path, operationId, authenticatedAs: describeActor(permission.actor), body: null, fault }
}

async function serveApiDoor(
  options: ServerOptions,
  {
    path,
    links,
    url,
    request,
    response,
  }: Extract<Door, { kind: "api" }> & { url: URL; request: IncomingMessage; response: ServerResponse },
): Promise<Outcome> {
  const { services, faults } = options
  const method = request.method ?? "GET"
  const body = await readBody(request)
  const isGraphql = path === "/graphql"
  const operationId = isGraphql
    ? "graphql"
    : (services.findRoute(method, path.replace(/^\/repositories\/\d+/, "/repos/o/r"))?.operation.id ?? null)
  const recordedPath = `${path}${url.search}`
  const fault = faults.take({ method, path, operationId, body: parseLeniently(body) })
  const after = fault?.kind === "status-after" || fault?.kind === "reset-after"
  if (fault !== null && !after && (await disturb(options, fault, response))) {
    return {
      status: response.headersSent ? response.statusCode : 0,
      path: recordedPath,
      operationId,
      authenticatedAs: "unknown",
      body: parseLeniently(body),
      fault,
    }
  }
  const apiRequest = { method, path, query: url.searchParams, headers: request.headers, body, links }
  const answered = isGraphql ? await answerGraphql(services, apiRequest) : await answerApiRequest(services, apiRequest)
  const outcome = { path: recordedPath, operationId, authenticatedAs: describeActor(answered.actor), body: answered.body, fault }
  if (fault !== null && after && (await disturb(options, fault, response)))
    return { ...outcome, status: response.headersSent ? response.statusCode : 0 }
  const { status, headers, body: answer } = answered.reply
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
  response.end(answer === null ? "" : typeof answer === "string" ? answer : JSON.stringify(answer))
  return { ...outcome, status }
}

/** Lets a fault happen; returns whether the request is answered by it. */
async function disturb({ services }: ServerOptions, fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.kind === "slow" || fault.kind === "timeout") {
    const wait = fault.delayMs ?? (fault.kind === "slow" ? 1000 : 10_000)
    await new Promise<void>((settle) => {
      const timer = setTimeout(settle, wait)
      response.once("close", () => {
        clearTimeout(timer)
        settle()
      })
    })
    if (fault.kind === "slow") return false
  }
  const answer = composeFaultReply(fault.kind === "timeout" ? { kind: "status-before", status: 504 } : fault, services.world.clock.now())
  if (answer === null) {
    resetConnection(response)
    return true
  }
  response.writeHead(answer.status, answer.headers)
  response.end(answer.body)
  return true
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString("utf8")
}

function parseLeniently(text: string): unknown {
  try {
    return text === "" ? null : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}
