import { expect, test } from "vitest"
import { chainOf } from "../../src/analysis/routes/chain.ts"
import { routesOf } from "../../src/analysis/routes/collect-routes.ts"
import { resolversOf } from "../../src/analysis/routes/graphql-routes.ts"
import { rawHandlersOf } from "../../src/analysis/routes/raw-handlers.ts"
import { reachOf } from "../../src/analysis/reach.ts"
import { routeLabel } from "../../src/analysis/routes/route.ts"
import { descendants, functionName } from "../../src/analysis/source/ast.ts"
import { authOf } from "../../src/analysis/routes/route-facts.ts"
import { proceduresOf } from "../../src/analysis/routes/trpc-procedures.ts"
import { validationsOf } from "../../src/analysis/routes/validations.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

function routesIn(files: Readonly<Record<string, string>>): string[] {
  return routesOf(createProject(aTree(files), new Map())).map((route) => {
    const chain = route.middleware.map((each) => each.module.textOf(each.node)).join(" → ")
    const handler = route.handler.function
      ? `${route.handler.functionModule.path}:${route.handler.functionModule.lineOf(route.handler.function)}`
      : "?"
    return `${route.framework} ${route.method} ${route.path}${chain ? ` [${chain}]` : ""} ${handler}${route.handler.wrapper ? ` in ${route.handler.wrapper}` : ""}`
  })
}

test("reads Express routers, chains, wrappers and mounts across files", () => {
  const routes = routesIn({
    "app.ts": `import express from "express"\nimport { orders } from "./orders"\nimport { make } from "./made"\nconst app = express()\nconst api = express.Router()\napi.use("/orders", orders)\napp.use("/api", api)\napp.use("/made", make(1))\napp.set("env", 1)\napp.get("env")\n`,
    "orders.ts": `import { Router } from "express"\nimport * as c from "./controller"\nimport { wrap } from "./wrap"\nexport const orders = Router()\norders.get("/:id", auth, wrap(c.read))\norders.route("/").post(c.create)\n`,
    "controller.ts": `export const read = async (req, res) => {}\nexport function create(req, res) {}\n`,
    "made.js": `const { Router } = require("express")\nexports.make = function () {\n  const r = Router()\n  r.delete("/x", (req, res) => {})\n  return r\n}\n`,
    "wrap.ts": `export const wrap = (f) => (q, s, n) => f(q, s).catch(n)\n`,
  })
  expect(routes.filter((each) => !each.startsWith("Express USE"))).toEqual([
    "Express DELETE /made/x made.js:4",
    "Express GET /api/orders/:id [auth] controller.ts:1 in wrap",
    "Express POST /api/orders controller.ts:2",
  ])
})

test.each([
  {
    name: "Fastify",
    source: `import Fastify from "fastify"\nconst f = Fastify()\nf.get("/a", { preHandler: [auth] }, async () => {})\nf.route({ method: "POST", url: "/b", handler: async () => {} })\n`,
    expected: ["Fastify GET /a [auth] x.ts:3", "Fastify POST /b x.ts:4"],
  },
  {
    name: "Koa",
    source: `import Router from "@koa/router"\nconst r = new Router()\nr.get("/a", auth, async (ctx) => {})\n`,
    expected: ["Koa GET /a [auth] x.ts:3"],
  },
  {
    name: "Hono",
    source: `import { Hono } from "hono"\nconst app = new Hono()\napp.get("/a", (c) => c.text("")).post("/b", (c) => c.text(""))\n`,
    expected: ["Hono GET /a x.ts:3", "Hono POST /b x.ts:3"],
  },
  {
    name: "described Hono",
    source: `import { OpenAPIHono, createRoute } from "@hono/zod-openapi"
const app = new OpenAPIHono()
const one = createRoute({ method: "get", path: "/a/{id}", middleware: [requireUser()], request: { params: P } })
app.openapi(one, (c) => c.text("")).openapi(createRoute({ method: "post", path: "/b" }), (c) => c.text(""))
Order.openapi("Order")
`,
    expected: ["Hono GET /a/:id [requireUser()] x.ts:4", "Hono POST /b x.ts:4"],
  },
  {
    name: "Hapi",
    source: `import Hapi from "@hapi/hapi"\nconst s = Hapi.server()\ns.route([{ method: "GET", path: "/a", handler: (request, h) => 1 }])\n`,
    expected: ["Hapi GET /a x.ts:3"],
  },
  {
    name: "NestJS",
    source: `import { Controller, Get, UseGuards } from "@nestjs/common"\n@Controller("users")\n@UseGuards(AuthGuard)\nexport class A {\n  @Get(":id")\n  one() {}\n  helper() {}\n}\n`,
    expected: ["NestJS GET /users/:id [AuthGuard] x.ts:6"],
  },
])("reads $name routes", ({ source, expected }) => {
  expect(routesIn({ "x.ts": source }).sort()).toEqual(expected)
})

test("takes no map, cache or client for a router", () => {
  expect(
    routesIn({ "x.ts": `import axios from "axios"\nconst cache = new Map()\ncache.get("/a", () => 1)\naxios.get("/b", () => 1)\n` }),
  ).toEqual([])
})

test("knows the full path of routes in plugins, nested routers, prefixes and lists", () => {
  const paths = (files: Readonly<Record<string, string>>) =>
    routesIn(files)
      .filter((each) => !each.includes(" USE "))
      .map((each) => each.split(" ").slice(0, 3).join(" "))
  expect(
    paths({
      "app.js": `const Fastify = require("fastify")\nconst app = Fastify()\napp.register(require("./users"), { prefix: "/api" })\n`,
      "users.js": `module.exports = async function (fastify) {\n  fastify.get("/users", async () => 1)\n  fastify.register(orders, { prefix: "/deep" })\n}\nasync function orders(instance) {\n  instance.route({ method: "POST", url: "/orders", handler: async () => 1 })\n}\n`,
    }),
  ).toEqual(["Fastify GET /api/users", "Fastify POST /api/deep/orders"])
  expect(
    paths({
      "src/app.js": `const app = require("fastify")()\napp.register(require("@fastify/autoload"), { dir: path.join(__dirname, "routes"), options: { prefix: "/v1" } })\n`,
      "package.json": `{"dependencies":{"fastify":"5"}}`,
      "src/routes/home.js": `module.exports = async (fastify) => { fastify.get("/", async () => 1) }\n`,
      "src/routes/api/users/index.js": `module.exports = async (fastify) => { fastify.get("/:id", async () => 1) }\n`,
    }).sort(),
  ).toEqual(["Fastify GET /v1", "Fastify GET /v1/api/users/:id"])
  expect(
    paths({
      "app.js": `const Router = require("@koa/router")\nconst Koa = require("koa")\nconst app = new Koa()\nconst api = new Router({ prefix: "/api" })\nconst users = require("./users")\napi.use("/users", users.routes(), users.allowedMethods())\napp.use(api.routes())\n`,
      "users.js": `const Router = require("@koa/router")\nconst users = new Router()\nusers.get("/:id", async (ctx) => {})\nmodule.exports = users\n`,
    }),
  ).toEqual(["Koa GET /api/users/:id"])
  expect(
    paths({
      "app.ts": `import { Hono } from "hono"\nimport { users } from "./users"\nconst app = new Hono().basePath("/api")\napp.route("/users", users)\n`,
      "users.ts": `import { Hono } from "hono"\nexport const users = new Hono()\nusers.get("/:id", (c) => c.text(""))\n`,
    }),
  ).toEqual(["Hono GET /api/users/:id"])
  expect(
    paths({
      "app.js": `const Hapi = require("@hapi/hapi")\nconst routes = require("./routes")\nconst server = Hapi.server()\nserver.route(routes)\nserver.register({ plugin: require("./plugin"), routes: { prefix: "/p" } })\n`,
      "package.json": `{"dependencies":{"@hapi/hapi":"21"}}`,
      "plugin.js": `exports.plugin = { name: "x", register: async (server) => { server.route({ method: ["GET", "PUT"], path: "/in", handler: () => 1 }) } }\n`,
      "routes.js": `module.exports = [{ method: "GET", path: "/a", handler: () => 1 }, { method: "*", path: "/b", options: { handler: () => 1 } }]\n`,
    }),
  ).toEqual(["Hapi GET /a", "Hapi ALL /b", "Hapi GET /p/in", "Hapi PUT /p/in"])
  expect(
    paths({
      "main.ts": `app.setGlobalPrefix("api")\napp.enableVersioning({ type: VersioningType.URI })\n`,
      "x.ts": `import { Controller, Get, Version } from "@nestjs/common"\n@Controller({ path: "users", version: "1" })\nexport class A {\n  @Get(":id")\n  one() {}\n  @Version("2")\n  @Get()\n  all() {}\n}\n`,
    }),
  ).toEqual(["NestJS GET /api/v1/users/:id", "NestJS GET /api/v2/users"])
})

/** Chain, guard and validations of the first route that is no middleware. */
function factsOf(files: Readonly<Record<string, string>>) {
  const project = createProject(aTree(files), new Map())
  const route = routesOf(project).find((each) => each.method !== "USE")
  if (!route) throw new Error("no route")
  const auth = authOf(project, route)
  return {
    chain: chainOf(project, route).map((each) => `${each.scope} ${each.module.textOf(each.node)}`),
    auth: auth && `${auth.guard} of the ${auth.scope}`,
    validation: validationsOf(project, route).map((each) => `${each.part} by ${each.by}`),
  }
}

test("puts what applications and routers use before a route into its chain, where the path fits and the order is right", () => {
  expect(
    factsOf({
      "app.js": `const express = require("express")\nconst app = express()\napp.use(helmet())\napp.use("/other", nothing)\napp.use("/api", authenticate, require("./users"))\napp.use(late)\n`,
      "users.js": `const { Router } = require("express")\nconst { body } = require("express-validator")\nconst r = Router()\nr.use(limit)\nr.post("/users", body("email").isEmail(), validate(schema.body), create)\nr.use(after)\nmodule.exports = r\n`,
    }),
  ).toEqual({
    chain: ["app helmet()", "router authenticate", "router limit", `route body("email").isEmail()`, "route validate(schema.body)"],
    auth: "authenticate of the router",
    validation: ["body by express-validator", "body by validate(schema.body)"],
  })
})

test.each([
  {
    name: "Fastify",
    files: {
      "a.js": `const app = require("fastify")()\napp.addHook("onRequest", authenticate)\napp.post("/x", { schema: { body: B, querystring: Q }, preHandler: [limit] }, async () => 1)\n`,
    },
    expected: {
      chain: ["app authenticate", "route limit"],
      auth: "authenticate of the app",
      validation: ["body by fastify schema", "query by fastify schema"],
    },
  },
  {
    name: "NestJS",
    files: {
      "main.ts": `app.useGlobalPipes(new ValidationPipe({ whitelist: true }))\n`,
      "x.ts": `import { Controller, Get, UseGuards } from "@nestjs/common"\n@Controller("a")\n@UseGuards(JwtAuthGuard)\nexport class A {\n  @Get()\n  one() {}\n}\n`,
    },
    expected: {
      chain: ["app new ValidationPipe({ whitelist: true })", "route JwtAuthGuard"],
      auth: "JwtAuthGuard of the route",
      validation: ["all by class-validator"],
    },
  },
  {
    name: "NestJS with a decorator that applies others",
    files: {
      "needs.ts": `import { applyDecorators, SetMetadata, UseGuards } from "@nestjs/common"\nexport const Needs = (scope: string) => applyDecorators(SetMetadata("scope", scope), UseGuards(JwtAuthGuard, ScopeGuard))\n`,
      "x.ts": `import { Controller, Get } from "@nestjs/common"\nimport { Needs } from "./needs"\n@Controller("a")\nexport class A {\n  @Get()\n  @Needs("read")\n  one() {}\n}\n`,
    },
    expected: { chain: ["route JwtAuthGuard", "route ScopeGuard"], auth: "ScopeGuard of the route", validation: [] },
  },
  {
    name: "Hapi",
    files: {
      "a.js": `const server = require("@hapi/hapi").server()\nserver.route({ method: "POST", path: "/a", options: { auth: "jwt", validate: { payload: S, params: P } }, handler: () => 1 })\n`,
    },
    expected: { chain: [], auth: "auth of the route", validation: ["body by joi", "params by joi"] },
  },
  {
    name: "Hono",
    files: {
      "a.ts": `import { Hono } from "hono"\nimport { zValidator } from "@hono/zod-validator"\nconst app = new Hono()\napp.post("/a", zValidator("json", S), (c) => c.text(""))\n`,
    },
    expected: { chain: [`route zValidator("json", S)`], auth: null, validation: ["body by @hono/zod-validator"] },
  },
  {
    name: "described Hono",
    files: {
      "a.ts": `import { OpenAPIHono } from "@hono/zod-openapi"\nimport { place } from "./routes"\nconst app = new OpenAPIHono()\napp.openapi(place, (c) => c.text(""))\n`,
      "routes.ts": `import { createRoute } from "@hono/zod-openapi"\nexport const place = createRoute({ method: "post", path: "/a", request: { body: { content: { "application/json": { schema: S } } }, query: Q } })\n`,
    },
    expected: { chain: [], auth: null, validation: ["body by @hono/zod-openapi", "query by @hono/zod-openapi"] },
  },
  {
    name: "a session without a check",
    files: {
      "a.js": `const app = require("express")()\nconst session = require("express-session")\napp.use(session({ secret: s }))\napp.get("/a", (req, res) => res.end())\n`,
    },
    expected: { chain: ["app session({ secret: s })"], auth: null, validation: [] },
  },
])("tells guard and validation of $name", ({ files, expected }) => {
  expect(factsOf(files as unknown as Record<string, string>)).toEqual(expected)
})

test("reaches resolvers of GraphQL and handlers of plain servers", () => {
  const project = createProject(
    aTree({
      "map.js": `const list = require("./store").list\nconst resolvers = { Query: { orders: () => list() }, Subscription: { added: { subscribe: () => list() } } }\nmodule.exports = { resolvers }\n`,
      "server.js": `const http = require("http")\nconst { list } = require("./store")\nhttp.createServer((req, res) => { list() }).listen(1)\n`,
      "store.js": `exports.list = function list() { inner() }\nfunction inner() {}\nexports.alone = function alone() {}\n`,
      "users.resolver.ts": `import { Resolver, Query, Mutation } from "@nestjs/graphql"\n@Resolver()\n@UseGuards(G)\nexport class Users {\n  @Query(() => [User])\n  users() { return only() }\n  @Mutation(() => User)\n  add() {}\n}\nfunction only() {}\n`,
    }),
    new Map(),
  )
  expect(resolversOf(project).map((each) => `${routeLabel(each)} ${each.middleware.length}`)).toEqual([
    "QUERY orders 0",
    "SUBSCRIPTION added 0",
    "QUERY users 1",
    "MUTATION add 1",
  ])
  const reached = (path: string) => {
    const module = project.moduleOf(path)
    if (!module) throw new Error(path)
    return [...descendants(module.program)].flatMap((node) =>
      node.type === "FunctionExpression" || node.type === "FunctionDeclaration"
        ? [`${functionName(node) ?? ""} ${reachOf(project, node)?.route ?? "never"}`]
        : [],
    )
  }
  expect(reached("store.js")).toEqual(["list QUERY orders", "inner QUERY orders", "alone never"])
  expect(reached("users.resolver.ts")).toContain("only QUERY users")
  expect(rawHandlersOf(project)).toHaveLength(1)
})

test("reads routes that a code base registers in a way of its own", () => {
  const routes = routesIn({
    "package.json": `{ "dependencies": { "express": "5.0.0", "@medusajs/framework": "2.0.0" } }`,
    "controller.ts": `import { Router } from "express"\nexport default class Controller {\n  router = Router()\n  route(options) {}\n  use(path, router) {}\n}\n`,
    "projects.ts": `import Controller from "./controller"\nexport class Projects extends Controller {\n  constructor() {\n    super()\n    this.route({ method: "post", path: "/:id", handler: this.rename, permission: UPDATE, middleware: [valid] })\n    this.route({ method: "get", path: "", handler: this.list, permission: NONE })\n  }\n  async rename(req, res) {}\n  async list(req, res) {}\n}\n`,
    "api.ts": `import Controller from "./controller"\nimport { Projects } from "./projects"\nexport class Api extends Controller {\n  constructor() {\n    super()\n    this.use("/projects", new Projects().router)\n  }\n}\n`,
    "setup.js": `const router = require("express").Router()\nconst c = require("./c")\nsetupApiRoute(router, "put", "/topics/:tid", [check.topic], c.update)\n`,
    "c.js": `exports.update = async (req, res) => {}\nexports.list = (req, res) => {}\n`,
    "table.js": `const c = require("./c")\nmodule.exports = [{ method: "GET", path: "/list", handler: c.list }]\n`,
    "loop.js": `const app = require("express")()\nfor (const { method, path, handler } of require("./table")) app[method.toLowerCase()](path, handler)\n`,
    "src/api/store/orders/[id]/route.ts": `export const GET = async (req, res) => {}\nexport async function helper() {}\n`,
  })
  expect(routes.filter((each) => !each.includes(" USE ")).sort()).toEqual([
    "Express GET /list c.js:2",
    "Express GET /projects projects.ts:9",
    "Express GET /store/orders/:id src/api/store/orders/[id]/route.ts:1",
    "Express POST /projects/:id [permission: UPDATE → valid] projects.ts:8",
    "Express PUT /topics/:tid [check.topic] c.js:1",
  ])
})

test("follows the procedures of tRPC, under the names of their router and their own", () => {
  const project = createProject(
    aTree({
      "package.json": JSON.stringify({ dependencies: { "@trpc/server": "^11.0.0" } }),
      "src/orders.ts": `import { publicProcedure, router } from "./trpc"\nimport { load } from "./store"\nexport const ordersRouter = router({\n  one: publicProcedure.input(schema).query(async ({ input }) => load(input.id)),\n  close: t.procedure.mutation(({ input }) => close(input)),\n  list: builder.query((q) => q),\n})\nfunction close(order) { return order }\n`,
      "src/store.ts": `export async function load(id) { return id }\n`,
      "src/orders.test.ts": `const router = t.router({ one: publicProcedure.query(() => 1) })\n`,
    }),
    new Map(),
  )
  expect(proceduresOf(project).map((each) => `${routeLabel(each)} ${each.module.path}:${each.module.lineOf(each.node)}`)).toEqual([
    "QUERY orders.one src/orders.ts:4",
    "MUTATION orders.close src/orders.ts:5",
  ])
  const store = project.moduleOf("src/store.ts")
  const load = store && [...descendants(store.program)].find((node) => node.type === "FunctionDeclaration")
  expect(load && reachOf(project, load)).toEqual({ route: "QUERY orders.one", depth: 1, path: "src/store.ts", isOnce: false })
})
