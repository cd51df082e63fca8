import { expect, test } from "vitest"
import { routesOf } from "../../src/analysis/routes/collect-routes.ts"
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
