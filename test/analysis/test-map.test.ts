import { describe, expect, test } from "vitest"
import { createProject } from "../../src/analysis/source/project.ts"
import { testMapOf } from "../../src/analysis/test-map.ts"
import { requestsIn } from "../../src/analysis/tests/requests.ts"
import { aTree } from "../support/analysis-input.ts"

const written = (text: string) => requestsIn(text).map(({ method, address }) => `${method ?? "*"} ${address}`)

test.each([
  ["supertest", `await request(app).get("/users").expect(200)`, ["GET /users"]],
  ["an agent with a template", "await agent.post(`/users/${user.id}/roles?x=1`)", ["POST /users/${}/roles"]],
  ["Nest", `request(app.getHttpServer()).delete("/cats/1")`, ["DELETE /cats/1"]],
  ["chai-http", `chai.request(app).put('/a/b')`, ["PUT /a/b"]],
  ["inject with options", `await app.inject({ method: "PATCH", url: "/a" })`, ["PATCH /a"]],
  ["inject with the address first", `server.inject({ url: \`/a/\${id}\`, method: 'get', payload: {} })`, ["GET /a/${}"]],
  ["Hono", `const res = await app.request("/posts", { method: "POST" })`, ["POST /posts"]],
  ["fetch with a base", "await fetch(`${base}/x/${id}`, { method: 'DELETE' })", ["DELETE ${}/x/${}"]],
  ["axios with an address of its own", `axios.get("http://localhost:3000/x/1#a")`, ["GET /x/1"]],
  ["got with a prefix address", `client.get("users/1")`, ["GET /users/1"]],
  ["a prefix constant", `const API = "/api/v1"\nrequest(app).get(API + "/users/" + id)`, ["GET /api/v1/users/${}"]],
  ["a prefix constant in a template", 'const API = "/api"\nrequest(app).get(`${API}/users`)', ["GET /api/users"]],
  ["a prefix that is not known", `request.get(nconf.get("url") + "/topic/" + slug)`, ["GET ${}/topic/${}"]],
  ["a helper that takes the verb first", `await helpers.request('post', \`/api/v3/topics/\${tid}\`, {})`, ["POST /api/v3/topics/${}"]],
  ["tables of paths", `test.each(["/a", "/b/:id"])("%s", async (path) => { await request(app).get(path) })`, ["GET /a", "GET /b/:id"]],
  ["tables of verbs and paths", `for (const [verb, path] of [["get", "/a"], ["post", "/b"]]) {}`, ["GET /a", "POST /b"]],
  ["what is no request", `cache.get("users"); map.get(key); it("works", () => {})`, []],
])("reads the requests of %s", (_, text, expected) => {
  expect(written(text)).toEqual(expected)
})

describe("routes", () => {
  const map = testMapOf(
    createProject(
      aTree({
        "test/a.test.ts":
          "request(app).get('/api/users/7')\nrequest(app).get(`${base}/orders/${id}/lines`)\nrequest(app).post('/files/a/b/c')\nrequest(app).head('/health')\nagent.get(`${usersUrl}/active`)\n",
        "src/a.ts": "export const a = 1\n",
      }),
      new Map(),
    ),
  )

  test.each([
    ["GET", "/api/users/:id", true],
    // The router is mounted somewhere else.
    ["GET", "/users/:id", true],
    ["GET", "/users/:id/roles", false],
    ["POST", "/api/users/:id", false],
    ["ALL", "/users/{id}", true],
    ["GET", "/orders/:id/lines", true],
    ["GET", "/orders/:id", false],
    ["POST", "/files/*", true],
    ["GET", "/health", true],
    ["GET", "/users/active", true],
    ["GET", "/users/:id/:tab?", true],
  ])("compares %s %s with what is sent", (method, path, expected) => {
    expect(map.reachesRoute(method, path)).toBe(expected)
  })

  test("names the tests that reach a route", () => {
    expect(map.testsOfRoute("GET", "/health")).toEqual(["test/a.test.ts"])
  })
})

test("follows functions to the tests through their callers, indexes and routes", () => {
  const map = testMapOf(
    createProject(
      aTree({
        "package.json": `{ "dependencies": { "express": "5.0.0" } }`,
        "src/price.ts":
          "export function round(x) { return x }\nexport function tax(x) { return round(x) }\nexport function unused(x) { return x }\nexport function shown(x) { return x }\n",
        "src/index.ts": `export * from "./price.js"\n`,
        "src/orders.ts": `import { tax } from "./index.js"\nexport class Orders {\n  total(x) { return tax(x) }\n}\n`,
        "src/app.ts": `import express from "express"\nimport { shown } from "./price.js"\nexport const app = express()\napp.get("/price", (req, res) => res.json(shown(1)))\napp.get("/other", (req, res) => res.json(1))\n`,
        "test/orders.test.ts": `import { Orders } from "../src/orders.js"\ntest("sums", () => expect(new Orders().total(1)).toBe(1))\n`,
        "test/app.test.ts": `import { app } from "../src/app.js"\ntest("shows", () => request(app).get("/price"))\n`,
      }),
      new Map(),
    ),
  )
  expect(["round", "tax", "unused", "shown"].map((name) => map.reachesExport("src/price.ts", name))).toEqual([true, true, false, true])
  expect(map.isNear("src/price.ts")).toBe(true)
})
