import { spawn } from "node:child_process"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface GitServer extends AsyncDisposable {
  /** Address of a repository below the project root. */
  url(repository: string): string
  /** One entry per HTTP request, such as `GET /a.git/info/refs 200`. */
  readonly requests: string[]
  /** Answers instead of git when set. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null
}

/** Serves the bare repositories below `root` over smart HTTP with Basic auth, as GitHub does. */
export async function startGitServer(root: string, token: string): Promise<GitServer> {
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`
  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost")
    response.on("close", () => requests.push(`${request.method} ${url.pathname} ${response.statusCode}`))
    if (gitServer.intercept?.(request, response)) return
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end()
      return
    }
    serve(root, url, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const gitServer: GitServer = {
    url: (repository) => `http://127.0.0.1:${port}/${repository}`,
    requests,
    intercept: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return gitServer
}

function serve(root: string, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
    },
  })
  request.pipe(backend.stdin)
  backend.stdin.on("error", () => {})
  let head: Buffer | null = Buffer.alloc(0)
  backend.stdout.on("data", (chunk: Buffer) => {
    if (head === null) response.write(chunk)
    head &&= Buffer.concat([head, chunk])
    const end = head?.indexOf("\r\n\r\n") ?? -1
    if (head === null || end < 0) return
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2)
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.write(head.subarray(end + 4))
    head = null
  })
  backend.stdout.on("end", () => response.end())
}
