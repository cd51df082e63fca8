import { createServer } from "node:http"
import escapeHtml from "escape-html"

const OWN = "https://club.example"
const FRIENDS = new Set(["https://chess.example"])

const forward = (to: string) => [
  "<!doctype html>",
  // ruleid: no-open-redirect
  `<meta http-equiv="refresh" content="1; url=${escapeHtml(to)}">`,
  "</html>",
].join("")

const pages: Record<string, (address: URL, res: any) => void> = {
  "/out": (address, res) => {
    const target = new URL(address.searchParams.get("to") ?? "/", OWN)
    if (target.protocol !== "https:") return res.writeHead(400).end()
    res.writeHead(200, { "content-type": "text/html" }).end(forward(target.href))
  },
  "/friend": (address, res) => {
    const target = new URL(address.searchParams.get("to") ?? "/", OWN)
    if (!FRIENDS.has(target.origin)) return res.writeHead(400).end()
    // ok: no-open-redirect
    res.end(`<meta http-equiv="refresh" content="1; url=${escapeHtml(target.href)}">`)
  },
  "/search": (address, res) => {
    // ok: no-open-redirect
    res.end(`<meta http-equiv="refresh" content="1; url=/find?q=${encodeURIComponent(address.searchParams.get("q") ?? "")}">`)
  },
}

createServer((req, res) => {
  const address = new URL(req.url ?? "/", OWN)
  const page = Object.hasOwn(pages, address.pathname) ? pages[address.pathname] : undefined
  if (page) page(address, res)
  else res.writeHead(404).end()
}).listen(8080)
