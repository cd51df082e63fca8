import type { IncomingMessage, ServerResponse } from "node:http"
import { viewIndex, viewPullRequest } from "./page-view.ts"
import { pageContentSecurityPolicy } from "./page/layout.ts"
import { renderChecks } from "./page/render-checks.ts"
import { renderConversation } from "./page/render-conversation.ts"
import { renderFiles } from "./page/render-files.ts"
import { renderIndex } from "./page/render-index.ts"
import type { World } from "./world.ts"

/** The part of the sandbox that people look at. */
export interface Pages {
  serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void>
}

const renderers = { conversation: renderConversation, files: renderFiles, checks: renderChecks } as const

/** Takes the world; returns the pages: `/`, the three tabs of each pull request, and the version they watch. */
export function createPages(world: World): Pages {
  return {
    async serve(url, request, response) {
      if (request.method !== "GET" && request.method !== "HEAD")
        return send(response, 405, "text/plain; charset=utf-8", "Method not allowed\n")
      if (url.pathname === "/version") return send(response, 200, "text/plain; charset=utf-8", String(world.version))
      if (url.pathname === "/") return send(response, 200, "text/html; charset=utf-8", renderIndex(viewIndex(world)))
      const match = /^\/([^/]+)\/([^/]+)\/pull\/(\d{1,9})(?:\/(files|checks))?\/?$/.exec(url.pathname)
      const repository = match === null ? undefined : world.findRepository(match[1] ?? "", match[2] ?? "")
      const pullRequest = repository === undefined ? undefined : world.findPullRequest(repository.id, Number(match?.[3]))
      if (pullRequest === undefined) return send(response, 404, "text/plain; charset=utf-8", "Not found\n")
      const tab = match?.[4] === "files" || match?.[4] === "checks" ? match[4] : "conversation"
      return send(response, 200, "text/html; charset=utf-8", renderers[tab](await viewPullRequest(world, pullRequest)))
    },
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-security-policy": pageContentSecurityPolicy, "cache-control": "no-store" })
  response.end(body)
}
