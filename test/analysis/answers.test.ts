import { expect, test } from "vitest"
import { answerQuestion } from "../../src/analysis/answers/answer.ts"
import { rules } from "../../src/analysis/rules/index.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import type { AnalysisQuestion } from "../../src/model/question.ts"
import { aTree } from "../support/analysis-input.ts"

const shop = {
  "package.json": JSON.stringify({
    dependencies: { express: "^5.1.0", pg: "^8.0.0", zod: "^4.0.0" },
    devDependencies: { supertest: "^7.0.0" },
  }),
  "src/app.ts": `import express from "express"
import { authenticate } from "./auth.ts"
import orders from "./orders/router.ts"
export const app = express()
app.use(express.json())
app.use("/api", authenticate, orders)
app.get("/health", (_request, response) => { response.json({ ok: true }) })
`,
  "src/auth.ts": `export function authenticate(req, res, next) {
  if (!req.headers.authorization) return res.status(401).end()
  next()
}
`,
  "src/validate.ts": "export const validateBody = (schema) => (req, res, next) => { req.body = schema.parse(req.body); next() }\n",
  "src/orders/router.ts": `import { Router } from "express"
import { validateBody } from "../validate.ts"
import { OrderService } from "./index.ts"
import { orderSchema } from "./schema.ts"
const router = Router()
const service = new OrderService()
router.get("/orders/:id", async (req, res) => {
  const id = req.params.id
  const order = await service.find(id)
  res.json(order)
})
router.post("/orders", validateBody(orderSchema), create)
async function create(req, res) {
  res.status(201).json(await service.create(req.body))
}
export default router
`,
  "src/orders/index.ts": 'export * from "./service.ts"\n',
  "src/orders/schema.ts": 'import { z } from "zod"\nexport const orderSchema = z.object({ note: z.string() })\n',
  "src/orders/service.ts": `import { Pool } from "pg"
const pool = new Pool()
export class OrderService {
  async find(id: string) {
    const sql = "SELECT * FROM orders WHERE id = " + id
    const { rows } = await pool.query(sql)
    return rows.map((row) => row.id)[0]
  }

  async create(order: { note: string }) {
    const text = trim(order.note)
    return pool.query("INSERT INTO orders (note) VALUES ($1)", [text])
  }
}
function trim(text: string) {
  return text.trim()
}
export const purge = async () => pool.query("DELETE FROM orders")
`,
  "test/orders.test.ts": `import request from "supertest"
import { test, expect } from "vitest"
import { app } from "../src/app.ts"
test("an order is found by its number", async () => {
  expect((await request(app).get("/api/orders/7")).status).toBe(200)
})
`,
  "test/service.test.ts": `import { it, describe } from "vitest"
import { OrderService } from "../src/orders/service.ts"
describe("orders", () => {
  it("keeps the note", async () => { await new OrderService().create({ note: "x" }) })
})
`,
}

const tree = aTree({ ...shop, "broken.ts": "const = 1\n", "README.md": "text" })
const unread = { ...tree, entries: new Map([...tree.entries, ["big.ts", { path: "big.ts", mode: "100644", id: "b1" }]]) }
const project = createProject(unread, new Map())
const ask = (question: AnalysisQuestion) => answerQuestion({ project, rules }, question)

test("names the innermost functions, methods and classes around lines, and none at the top level", () => {
  expect(ask({ kind: "symbols", path: "src/orders/service.ts", ranges: [{ startLine: 1, endLine: 7 }] })).toEqual({
    kind: "symbols",
    isCut: false,
    items: [
      { symbol: "OrderService", kind: "class", isExported: true, startLine: 3, endLine: 14 },
      { symbol: "OrderService.find", kind: "function", isExported: true, startLine: 4, endLine: 8 },
    ],
  })
  const names = (path: string, line: number) => {
    const answer = ask({ kind: "symbols", path, ranges: [{ startLine: line, endLine: line }] })
    return answer.kind === "symbols" ? answer.items.map(({ symbol, isExported }) => [symbol, isExported]) : answer
  }
  expect(names("src/orders/service.ts", 16)).toEqual([["trim", false]])
  expect(names("src/orders/service.ts", 18)).toEqual([["purge", true]])
  expect(names("src/orders/service.ts", 2)).toEqual([])
  expect(names("src/orders/router.ts", 9)).toEqual([['router.get("/orders/:id"', false]])
})

test("finds who calls a method through an index, at the place of the call", () => {
  const service = "src/orders/service.ts"
  expect(ask({ kind: "callers", path: service, symbol: "OrderService.create" })).toEqual({
    kind: "callers",
    isCut: false,
    items: [
      {
        path: "test/service.test.ts",
        line: 4,
        symbol: 'describe("orders".it("keepsthenote"',
        text: 'it("keeps the note", async () => { await new OrderService().create({ note: "x" }) })',
      },
      { path: "src/orders/router.ts", line: 14, symbol: "create", text: "res.status(201).json(await service.create(req.body))" },
    ],
  })
  expect(ask({ kind: "callers", path: service, symbol: "trim" })).toMatchObject({ items: [{ path: service, line: 11 }] })
  // Handing a function on is what a route does with it.
  expect(ask({ kind: "callers", path: "src/auth.ts", symbol: "authenticate" })).toMatchObject({
    items: [{ path: "src/app.ts", line: 6, symbol: "" }],
  })
})

test("tells the route table with chain, authentication and validation in words", () => {
  const answer = ask({ kind: "routes", path: "src/orders/router.ts" })
  expect(answer).toMatchObject({
    kind: "routes",
    isCut: false,
    items: [
      { method: "GET", route: "/api/orders/:id", handler: "an inline function", line: 7, validation: null },
      { method: "POST", route: "/api/orders", handler: "create", validation: "validateBody(orderSchema) on body" },
    ],
  })
  for (const { chain, auth } of answer.kind === "routes" ? answer.items : []) {
    expect(chain).toContain("authenticate")
    expect(auth).toContain("authenticate on its router")
  }
  const whole = ask({ kind: "routes", path: null })
  expect(whole.kind === "routes" && whole.items.map(({ route }) => route)).toEqual(["/health", "/api/orders/:id", "/api/orders"])
})

test("names the tests of a file by import and by request, and those of one function", () => {
  const tests = (symbol: string | null) => {
    const answer = ask({ kind: "tests", path: "src/orders/service.ts", symbol })
    return answer.kind === "tests" ? answer.items : answer
  }
  expect(tests(null)).toEqual([
    { path: "test/service.test.ts", names: ["keeps the note"] },
    { path: "test/orders.test.ts", names: ["an order is found by its number"] },
  ])
  expect(tests("OrderService.create")).toEqual([{ path: "test/service.test.ts", names: ["keeps the note"] }])
  expect(tests("OrderService.find")).toEqual([{ path: "test/orders.test.ts", names: ["an order is found by its number"] }])
  expect(tests("purge")).toEqual([])
})

test("follows request data through a line into a sink, with its weakness", () => {
  for (const [path, line] of [
    ["src/orders/router.ts", 8],
    ["src/orders/router.ts", 9],
    ["src/orders/service.ts", 5],
    ["src/orders/service.ts", 6],
  ] as const) {
    const answer = ask({ kind: "flows", path, line })
    const [flow, ...others] = answer.kind === "flows" ? answer.items : []
    expect(others).toEqual([])
    expect(flow?.cwe).toEqual(["CWE-89"])
    expect(flow?.steps[0]).toMatchObject({ path: "src/orders/router.ts", line: 8 })
    expect(flow?.steps.at(-1)).toMatchObject({ path: "src/orders/service.ts", line: 6, what: "arrives in `pool.query(…)`" })
  }
})

test("follows request data to a line from which they are not known to go further", () => {
  const answer = ask({ kind: "flows", path: "src/orders/router.ts", line: 14 })
  expect(answer).toMatchObject({ kind: "flows", items: [{ cwe: [], steps: [{ path: "src/orders/router.ts", line: 14 }] }] })
  expect(ask({ kind: "flows", path: "src/orders/router.ts", line: 10 })).toEqual({ kind: "flows", items: [], isCut: false })
})

test("has an empty answer about what is not there, whatever it is called", () => {
  const huge = "x".repeat(10_000)
  for (const path of ["src/none.ts", "../../etc/passwd", "/etc/passwd", "src/orders/service.ts\0", "__proto__", "constructor", "", huge]) {
    for (const question of [
      { kind: "symbols", path, ranges: [{ startLine: 1, endLine: 9 }] },
      { kind: "callers", path, symbol: "create" },
      { kind: "routes", path },
      { kind: "tests", path, symbol: null },
      { kind: "flows", path, line: 1 },
    ] as const)
      expect(ask(question)).toEqual({ kind: question.kind, items: [], isCut: false })
  }
  for (const symbol of [huge, "", "(a+)+$", "__proto__", "toString", "[", "\\", "OrderService."]) {
    expect(ask({ kind: "callers", path: "src/orders/service.ts", symbol })).toMatchObject({ kind: "callers", items: [] })
    expect(ask({ kind: "tests", path: "src/orders/service.ts", symbol })).toMatchObject({ kind: "tests", items: [] })
  }
})

test("has an empty answer about lines that are none", () => {
  for (const line of [Number.NaN, -1, 0, 1e9, Infinity, 2.5, 2 ** 53]) {
    expect(ask({ kind: "flows", path: "src/orders/service.ts", line })).toMatchObject({ items: [] })
    for (const ranges of [[{ startLine: line, endLine: line }], [{ startLine: 9, endLine: Number.NaN }], [{ startLine: 9, endLine: 3 }]])
      expect(ask({ kind: "symbols", path: "src/orders/service.ts", ranges })).toMatchObject({ items: [] })
  }
  const everything = { startLine: -5, endLine: Number.MAX_SAFE_INTEGER }
  expect(ask({ kind: "symbols", path: "src/orders/service.ts", ranges: [everything] })).toMatchObject({ isCut: false })
  const many = Array.from({ length: 501 }, () => everything)
  expect(ask({ kind: "symbols", path: "src/orders/service.ts", ranges: many })).toMatchObject({ isCut: true })
})

test("says that a file is unknown when it was not read or not understood", () => {
  expect(ask({ kind: "flows", path: "big.ts", line: 1 })).toEqual({ kind: "unknown", reason: "this file was not read for the review" })
  expect(ask({ kind: "routes", path: "broken.ts" })).toMatchObject({ kind: "unknown" })
  expect(ask({ kind: "symbols", path: "README.md", ranges: [{ startLine: 1, endLine: 1 }] })).toEqual({
    kind: "symbols",
    items: [],
    isCut: false,
  })
})

test("cuts every list and says so", () => {
  const functions = Array.from({ length: 130 }, (_, index) => `export function f${index}(a) { target(a) }\n`).join("")
  const routes = Array.from(
    { length: 130 },
    (_, index) => `app.get("/r${index}", (req, res) => { log(req.query.a${index}); res.end() })\n`,
  ).join("")
  const tests = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `t${index}.test.ts`,
      `import { target } from "./a.ts"\n${'test("x", () => target())\n'.repeat(40)}`,
    ]),
  )
  const line = `log(${Array.from({ length: 40 }, (_, index) => `req.query.b${index}`).join(", ")})`
  const crowded = createProject(
    aTree({
      "package.json": shop["package.json"],
      "a.ts": `export function target(a) { return a }\n${functions}`,
      "b.ts": `import express from "express"\nconst app = express()\n${routes}app.get("/", (req, res) => {\n${line}\n})\n`,
      ...tests,
    }),
    new Map(),
  )
  const size = (question: AnalysisQuestion) => {
    const answer = answerQuestion({ project: crowded, rules }, question)
    return answer.kind === "unknown" ? answer : [answer.items.length, answer.isCut]
  }
  expect(size({ kind: "symbols", path: "a.ts", ranges: [{ startLine: 1, endLine: 200 }] })).toEqual([100, true])
  expect(size({ kind: "callers", path: "a.ts", symbol: "target" })).toEqual([40, true])
  expect(size({ kind: "routes", path: null })).toEqual([120, true])
  expect(size({ kind: "tests", path: "a.ts", symbol: "target" })).toEqual([20, true])
  expect(size({ kind: "flows", path: "b.ts", line: 134 })).toEqual([20, true])
})
