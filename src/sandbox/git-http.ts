import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { covers, findRole, holds, identify } from "./actor.ts"
import type { Actor } from "./actor.ts"
import { gitEnvironment } from "./git.ts"
import { Refusal } from "./reply.ts"
import type { Tokens } from "./tokens.ts"
import type { Repository } from "./records.ts"
import type { World } from "./world.ts"

/** Takes a path such as `/acme/shop.git/info/refs`; returns its parts, or `null` when it is none of git's. */
export function parseGitPath(path: string): { readonly owner: string; readonly name: string; readonly rest: string } | null {
  const match = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path)
  return match === null ? null : { owner: match[1] ?? "", name: match[2] ?? "", rest: match[3] ?? "" }
}

/** Who may read this repository through git; a refusal in git's own way is returned as a status. */
export function permitGit(
  world: World,
  tokens: Tokens,
  { owner, name, authorization }: { owner: string; name: string; authorization: string | undefined },
): { readonly repository: Repository; readonly actor: Actor } | { readonly status: 401 | 403 | 404 } {
  let actor: Actor
  try {
    actor = identify(world, tokens, authorization)
  } catch (error) {
    if (error instanceof Refusal) return { status: error.reply.status === 403 ? 403 : 401 }
    throw error
  }
  const repository = world.findRepository(owner, name) ?? world.findRenamedRepository(owner, name)
  // A missing repository looks like a private one to somebody without credentials.
  if (repository === undefined) return { status: actor.kind === "anonymous" ? 401 : 404 }
  if (actor.kind === "app") return { status: 401 }
  if (actor.kind === "anonymous") return repository.private ? { status: 401 } : { repository, actor }
  if (actor.kind === "user") return findRole(repository, actor.user) === null ? { status: 404 } : { repository, actor }
  if (covers(actor, repository)) return holds(actor.token, "contents=read") ? { repository, actor } : { status: 403 }
  return repository.private ? { status: 404 } : { repository, actor }
}

/** Answers one git request through `git http-backend`; returns the status. Reading only: nobody pushes to the sandbox over HTTP. */
export async function serveGit({
  repository,
  rest,
  query,
  request,
  response,
}: {
  repository: Repository
  rest: string
  query: string
  request: IncomingMessage
  response: ServerResponse
}): Promise<number> {
  const child = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: repository.gitDirectory,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${rest}`,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString() ?? "",
      REMOTE_ADDR: "127.0.0.1",
    },
  })
  child.stdin.on("error", () => {})
  // The program would unpack it too, but only with the length that a chunked request does not tell.
  const body = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request
  body.on("error", () => child.kill())
  body.pipe(child.stdin)
  response.on("close", () => child.kill())
  return relayAnswer(child, response)
}

// The answer of a CGI program starts with its headers, the status among them.
function relayAnswer(child: ChildProcess & { readonly stdout: Readable }, response: ServerResponse): Promise<number> {
  return new Promise((settle) => {
    let head: Buffer | null = Buffer.alloc(0)
    child.on("error", () => settle(500))
    child.stdout.on("data", (chunk: Buffer) => {
      let body: Buffer = chunk
      if (head !== null) {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf("\r\n\r\n")
        if (end < 0) return
        const { status, headers } = parseHead(head.subarray(0, end).toString())
        response.writeHead(status, headers)
        body = head.subarray(end + 4)
        head = null
      }
      if (response.write(body)) return
      child.stdout.pause()
      response.once("drain", () => child.stdout.resume())
    })
    child.on("close", () => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
      settle(response.statusCode)
    })
  })
}

function parseHead(text: string): { readonly status: number; readonly headers: Record<string, string> } {
  const headers: Record<string, string> = {}
  for (const line of text.split("\r\n")) headers[line.slice(0, line.indexOf(":")).toLowerCase()] = line.slice(line.indexOf(":") + 1).trim()
  const { status = "200", ...rest } = headers
  return { status: Number(status.slice(0, 3)), headers: rest }
}
