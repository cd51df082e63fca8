// @ts-nocheck fixture
import Hapi from "@hapi/hapi"

const server = Hapi.server({
  // ruleid: no-permissive-cors
  routes: { cors: { origin: ["*"], credentials: true } },
})

server.route({
  method: "GET",
  path: "/orders",
  // ruleid: no-permissive-cors
  options: { cors: { credentials: true, maxAge: 60 }, handler: list },
})

server.route({
  method: "GET",
  path: "/invoices",
  // ruleid: no-permissive-cors
  options: { cors: { origin: ["https://*"], credentials: true }, handler: list },
})

server.route([
  // ok: no-permissive-cors
  { method: "GET", path: "/news", options: { cors: { origin: ["*"] }, handler: list } },
  // ok: no-permissive-cors
  { method: "GET", path: "/carts", options: { cors: { origin: ["https://app.example.com"], credentials: true }, handler: list } },
  // ok: no-permissive-cors
  { method: "GET", path: "/users", options: { cors: { ...defaults, credentials: true }, handler: list } },
  // ok: no-permissive-cors
  { method: "GET", path: "/teams", options: { cors: { origin: ["https://*.example.com"], credentials: true }, handler: list } },
])

// A list of another library compares names: no site is called `*`.
// ok: no-permissive-cors
export const options = { origin: ["*"], credentials: true }
