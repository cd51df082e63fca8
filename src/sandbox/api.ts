import { createHash } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"
import type { Actor } from "./actor.ts"
import { identify, requirePermission } from "./actor.ts"
import type { Contract } from "./contract.ts"
import type { Newsroom } from "./events.ts"
import type { Journal } from "./journal.ts"
import type { Links } from "./scene.ts"
import type { Call } from "./operation.ts"
import type { RateLimits } from "./rate-limits.ts"
import type { Reply } from "./reply.ts"
import { Refusal, invalidRequest, notFound, reply } from "./reply.ts"
import type { FindRoute, Route } from "./router.ts"
import type { Tokens } from "./tokens.ts"
import type { Repository } from "./records.ts"
import type { World } from "./world.ts"
import { fullName } from "./world.ts"

export interface ApiRequest {
  readonly method: string
  /** Below the API root, without the query, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly links: Links
}

export interface Services {
  readonly world: World
  readonly tokens: Tokens
  readonly news: Newsroom
  readonly limits: RateLimits
  readonly journal: Journal
  readonly findRoute: FindRoute
  /** `null` switches the checks off. */
  readonly contract: Contract | null
}

/** What an answer knows besides itself, for the journal. */
export interface Answered {
  readonly reply: Reply
  readonly operationId: string | null
  readonly actor: Actor
  readonly body: unknown
}

/** Answers one REST request: identify, find, check, permit, handle, check again. Refusals become replies; bugs are thrown. */
export async function answerApiRequest(services: Services, request: ApiRequest): Promise<Answered> {
  const { journal, contract } = services
  const { path, redirected } = canonicalize(services.world, request.path)
  const route = services.findRoute(request.method, path)
  const operationId = route?.operation.id ?? null
  let actor: Actor = { kind: "anonymous" }
  let body: unknown = null
  let answer: Reply
  try {
    actor = identify(services.world, services.tokens, request.headers.authorization)
    body = parseBody(request.body)
    if (redirected !== null) answer = replyMoved(request, redirected)
    else if (route === null) {
      journal.violations.push({
        kind: "undocumented-operation",
        operationId: null,
        method: request.method,
        path: request.path,
        details: ["the sandbox does not know this operation"],
      })
      throw notFound()
    } else answer = await handle(services, request, { route, actor, body, path })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answer = error.reply
  }
  const problem =
    operationId === null || contract === null || redirected !== null
      ? null
      : contract.checkReply(operationId, answer.status, answer.headers["content-type"] ?? "application/json", answer.body)
  if (problem !== null) journal.violations.push({ ...problem, operationId, method: request.method, path: request.path })
  return { reply: finish(services, request, actor, answer), operationId, actor, body }
}

async function handle(
  services: Services,
  request: ApiRequest,
  { route, actor, body, path }: { route: Route; actor: Actor; body: unknown; path: string },
): Promise<Reply> {
  const { operation, parameters } = route
  requireKnownCaller(operation.access, actor)
  const repository = operation.access === "repository" ? requireRepository(services.world, parameters) : null
  if (repository !== null && operation.access === "repository") requirePermission(actor, repository, operation.permissions)
  requireValid(services, request, { route, body })
  const call: Call = {
    world: services.world,
    links: request.links,
    actor,
    tokens: services.tokens,
    webhooks: services.news.webhooks,
    news: services.news,
    parameters,
    query: request.query,
    body: (body ?? {}) as Record<string, unknown>,
    headers: request.headers,
    canonicalPath: repository === null ? path : path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repository.id}`),
  }
  const answer =
    operation.access === "repository"
      ? await operation.handle({ ...call, repository: repository as Repository })
      : await operation.handle(call)
  if (request.method !== "GET") services.world.touch()
  return answer
}

function requireKnownCaller(access: "app" | "installation" | "anyone" | "repository", actor: Actor): void {
  if (access === "app" && actor.kind !== "app") throw new Refusal(401, "A JSON web token could not be decoded")
  if (access === "installation" && actor.kind !== "installation")
    throw new Refusal(actor.kind === "anonymous" ? 401 : 403, "Resource not accessible by integration")
}

function requireRepository(world: World, parameters: Readonly<Record<string, string>>): Repository {
  const repository = world.findRepository(parameters["owner"] ?? "", parameters["repo"] ?? "")
  if (repository === undefined) throw notFound()
  return repository
}

function requireValid({ contract, journal }: Services, request: ApiRequest, { route, body }: { route: Route; body: unknown }): void {
  if (contract === null) return
  const place = { operationId: route.operation.id, method: request.method, path: request.path }
  const parameterProblems = contract.checkParameters(route.operation.id, route.parameters, request.query)
  if (parameterProblems.length > 0) journal.violations.push({ kind: "parameters", ...place, details: parameterProblems })
  const problems = contract.checkBody(route.operation.id, body ?? undefined)
  if (problems.length === 0) return
  journal.violations.push({ kind: "request", ...place, details: problems })
  throw invalidRequest(...problems)
}

// `/repositories/{id}` is where renamed repositories are redirected to and what `Link` headers use.
function canonicalize(world: World, path: string): { readonly path: string; readonly redirected: string | null } {
  const byId = /^\/repositories\/(\d+)(.*)$/.exec(path)
  const repository = byId === null ? undefined : world.repositories.get(Number(byId[1]))
  if (byId !== null && repository !== undefined) return { path: `/repos/${fullName(repository)}${byId[2] ?? ""}`, redirected: null }
  const byName = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(path)
  const renamed = byName === null ? undefined : world.findRenamedRepository(byName[1] ?? "", byName[2] ?? "")
  if (byName === null || renamed === undefined || world.findRepository(byName[1] ?? "", byName[2] ?? "") !== undefined)
    return { path, redirected: null }
  return { path, redirected: `/repositories/${renamed.id}${byName[3] ?? ""}` }
}

function replyMoved({ method, links, query }: ApiRequest, path: string): Reply {
  const search = query.size === 0 ? "" : `?${query.toString()}`
  const url = `${links.api}${path}${search}`
  return reply(
    method === "GET" ? 301 : 307,
    {
      message: "Moved Permanently",
      url,
      documentation_url: "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
    },
    { location: url },
  )
}

function parseBody(text: string): unknown {
  if (text.trim() === "") return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Refusal(400, "Problems parsing JSON")
  }
}

// Conditional requests that find nothing new are free of cost.
function finish({ limits }: Services, request: ApiRequest, actor: Actor, answer: Reply): Reply {
  const common = {
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": request.headers["x-github-api-version"]?.toString() ?? "2022-11-28",
    server: "github.com",
  }
  if (request.method !== "GET" || answer.status !== 200)
    return { ...answer, headers: { ...common, ...limits.count(actor, 1, "core"), ...answer.headers } }
  const etag = `W/"${createHash("sha256").update(JSON.stringify(answer.body)).digest("hex")}"`
  if (request.headers["if-none-match"] === etag)
    return { status: 304, body: null, headers: { ...common, ...limits.count(actor, 0, "core"), etag } }
  return {
    ...answer,
    headers: { ...common, ...limits.count(actor, 1, "core"), etag, "cache-control": "private, max-age=60, s-maxage=60", ...answer.headers },
  }
}
