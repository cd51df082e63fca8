// @ts-nocheck fixture
import Hapi from "@hapi/hapi"

const server = Hapi.server()

server.route({
  method: "GET",
  path: "/account",
  // ruleid: no-open-failure
  options: { auth: { strategy: "jwt", mode: "try" } },
  handler: (request) => accounts.find(request.auth.credentials.userId),
})

server.route({
  method: "POST",
  path: "/orders",
  options: {
    // ruleid: no-open-failure
    auth: { mode: "try", strategies: ["session", "jwt"] },
    handler: async ({ auth, payload }) => {
      const { credentials } = auth
      return orders.create({ owner: credentials.id, ...payload })
    },
  },
})

server.route({
  method: "GET",
  path: "/cart",
  // ruleid: no-open-failure
  options: { auth: { mode: "optional", strategy: "session" } },
  handler: showCart,
})

function showCart(request) {
  return carts.find(request.auth.credentials.id)
}

server.route([
  {
    method: "GET",
    path: "/",
    // ok: no-open-failure
    options: { auth: { mode: "try", strategy: "session" } },
    handler: (request, h) => h.view("home", { name: request.auth.isAuthenticated ? request.auth.credentials.name : null }),
  },
  {
    method: "GET",
    path: "/login",
    // ok: no-open-failure
    options: { auth: { mode: "try", strategy: "session" } },
    handler: (request, h) => h.view("login"),
  },
  {
    method: "GET",
    path: "/news",
    // ok: no-open-failure
    options: { auth: { mode: "optional", strategy: "session" } },
    handler: (request) => news.listFor(request.auth.credentials?.id ?? null),
  },
  {
    method: "GET",
    path: "/basket",
    // ok: no-open-failure
    options: { auth: { mode: "optional", strategy: "session" } },
    handler: (request, h) => {
      if (!request.auth.credentials) return h.redirect("/login")
      return carts.find(request.auth.credentials.id)
    },
  },
  {
    method: "GET",
    path: "/wallet",
    // ok: no-open-failure
    options: { auth: { mode: "try", strategy: "session" }, pre: [{ method: requireLogin }] },
    handler: (request) => wallets.find(request.auth.credentials.id),
  },
  {
    method: "GET",
    path: "/profile",
    // ok: no-open-failure
    options: { auth: { mode: "try", strategy: "session" } },
    handler: (request) => {
      assertLoggedIn(request)
      return profiles.find(request.auth.credentials.id)
    },
  },
  {
    method: "GET",
    path: "/invoices",
    // ok: no-open-failure
    options: { auth: { mode: "required", strategy: "session" } },
    handler: (request) => invoices.find(request.auth.credentials.id),
  },
])
