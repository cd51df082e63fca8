import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Page } from "playwright-core"
import { launchChromium } from "../../scripts/chromium.ts"
import { pageContentSecurityPolicy } from "../../src/sandbox/page/layout.ts"

export interface Visit {
  readonly page: Page
  readonly origin: string
  /** Everything the console said at "error" or "warning", and uncaught exceptions. */
  readonly complaints: string[]
  /** Addresses asked for that are not the page's own server. */
  readonly outside: string[]
}

export interface Look {
  readonly colorScheme?: "light" | "dark"
  readonly width?: number
}

/** Serves `answer(path)` on loopback with the pages' security policy and hands over a headless page. */
export async function withPage(answer: (path: string) => string | null, look: Look, visit: (visit: Visit) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const body = answer(request.url ?? "/")
    response.writeHead(body === null ? 404 : 200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": pageContentSecurityPolicy,
    })
    response.end(body ?? "not here")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ colorScheme: look.colorScheme ?? "light", viewport: { width: look.width ?? 1280, height: 900 } })
    const complaints: string[] = []
    const outside: string[] = []
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("request", (request) => !request.url().startsWith(origin) && !request.url().startsWith("data:") && outside.push(request.url()))
    await visit({ page, origin, complaints, outside })
  } finally {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
