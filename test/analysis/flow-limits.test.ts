import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } })

test("a file made to keep the analysis busy costs itself and is named", async () => {
  const base = aTree({ "package.json": manifest })
  const head = aTree({ "package.json": manifest, "src/busy.js": busy(1_600), "src/z.js": "export const z = 1\n" })
  const { coverage } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(coverage.failed).toEqual([{ path: "src/busy.js", reason: "the flow of data was not followed: it would take too long" }])
  expect(coverage.reviewed).toBe(1)
})

test("an ordinary number of handlers is followed to the end", async () => {
  const base = aTree({ "package.json": manifest })
  const head = aTree({ "package.json": manifest, "src/busy.js": busy(100) })
  const { coverage } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(coverage.failed).toEqual([])
})

test("objects that hold one another forty levels deep are joined without taking every way through them", async () => {
  const levels = Array.from({ length: 40 }, () => "  a = { left: a, right: a }; b = { left: b, right: b }").join("\n")
  const source = `import express from "express"
const app = express()
app.get("/nested", (req, res) => {
  let a = { first: req.query.a }
  let b = { first: req.query.b }
${levels}
  let either = a
  if (req.query.c) either = b
  res.send("<p>" + req.query.d + "</p>" + String(either.left))
})
`
  const base = aTree({ "package.json": manifest })
  const head = aTree({ "package.json": manifest, "src/nested.js": source })
  const { coverage, findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(coverage.failed).toEqual([])
  expect(findings.map(({ rule }) => rule)).toContain("no-cross-site-scripting")
})

test("objects that are joined again and again with ever more properties take a bounded room", async () => {
  const turns = Array.from(
    { length: 1_500 },
    (_, index) => `  if (req.query.c${index}) a = { l: a, r: b, k${index}: a }; else b = { l: b, r: a, k${index}: b }`,
  ).join("\n")
  const source = `import express from "express"
import { exec } from "node:child_process"
const app = express()
app.get("/turns", (req, res) => {
  let a = { v: req.query.a }, b = { v: req.query.b }
${turns}
  exec(req.query.d)
  res.end()
})
`
  const base = aTree({ "package.json": manifest })
  const head = aTree({ "package.json": manifest, "src/turns.js": source })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings.map(({ rule }) => rule)).toContain("no-command-injection")
})

test("texts made to keep a pattern trying are read to their end", async () => {
  const dependencies = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0", knex: "^3.1.0" } })
  const callback = `import express from "express"
const app = express()
app.get("/callback", async (req, res) => {
  const { code, state } = req.query
  if (!state) return res.sendStatus(400)
  const ${"state".repeat(3_000)} = 1
  res.json(await getToken(code, process.env.CLIENT_SECRET))
})
`
  const poll = `import knexFactory from "knex"
const knex = knexFactory({ client: "pg" })
export async function poll() {
  const rows = await knex("outbox").where("status", "open").where("due_at", "<=", new Date()).limit(100)
  for (const row of rows) await knex("outbox").where({ id: row.id }).update({ status: "sent" })
}
setInterval(() => void poll().catch(console.error), 1000)
`
  const migration = `CREATE TABLE outbox (\n  id int primary key,\n  status text,\n  due_at timestamp,\n${`  ${"x ".repeat(200)} index\n`.repeat(400)});\n`
  const base = aTree({ "package.json": dependencies })
  const head = aTree({
    "package.json": dependencies,
    "src/callback.js": callback,
    "src/poll.js": poll,
    "migrations/1.sql": migration,
    "src/model.js": `${"\n".repeat(90_000)}export const password = 1\n`,
  })
  const { coverage, findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(coverage.failed).toEqual([])
  expect(findings.map(({ rule }) => rule)).toContain("no-unsafe-login-flow")
})

// Each handler leads into functions that call two others each.
function busy(handlers: number): string {
  const functions = Array.from({ length: 300 }, (_, index) => {
    const [left, right] = [(index * 7 + 3) % 300, (index * 13 + 5) % 300]
    return `function f${index}(a, b) { if (a) f${(index + 1) % 300}(b, a); return f${left}(a + b, b) + f${right}(b, a) }`
  })
  const routes = Array.from(
    { length: handlers },
    (_, index) => `app.get("/r${index}", (req, res) => { res.json(f${index % 300}(req.query.a, req.query.b)) })`,
  )
  return `import express from "express"\nconst app = express()\n${functions.join("\n")}\n${routes.join("\n")}\n`
}

const LEVELS = [...Array(9).keys()].reverse()
const NAMES = [...Array(30).keys()].map((index) => `f${index}`)
// Each of thirty fields of a schema is the next one: 30 to the ninth power of parts in ten lines.
const bombs = {
  zod: `import { z } from "zod"
const s9 = z.object({ id: z.string() })
${LEVELS.map((level) => `const s${level} = z.object({ ${NAMES.map((name) => `${name}: s${level + 1}`).join(", ")} })`).join("\n")}
const either = z.union([s0, s0.partial()])
app.post("/zod", (req, res) => {
  const body = s0.parse(req.body)
  pool.query("select " + body.f1.f2 + either.parse(req.body).f1)
})
`,
  ajv: `import Fastify from "fastify"
const s9 = { type: "string" }
${LEVELS.map((level) => `const s${level} = { type: "object", properties: { ${NAMES.map((name) => `${name}: s${level + 1}`).join(", ")} } }`).join("\n")}
Fastify().post("/ajv", { schema: { body: s0 } }, async (req) => pool.query("select " + req.body.f1.f2))
`,
  nest: `import { IsString, ValidateNested } from "class-validator"
import { Type } from "class-transformer"
import { Body, Controller, Post } from "@nestjs/common"
class C9 { @IsString() id: string }
${LEVELS.map((level) => `class C${level} { ${NAMES.map((name) => `@ValidateNested() @Type(() => C${level + 1}) ${name}: C${level + 1}`).join("\n")} }`).join("\n")}
@Controller("nest") export class Nest { @Post() make(@Body() body: C0) { return pool.query("select " + body.f1.f2) } }
`,
  graphql: `import { ApolloServer } from "@apollo/server"
const typeDefs = \`input I9 { id: String }
${LEVELS.map((level) => `input I${level} { ${NAMES.map((name) => `${name}: I${level + 1}`).join(" ")} }`).join("\n")}
input Circle { ${NAMES.map((name) => `${name}: [Circle!]`).join(" ")} }
type Query { a(first: Int, deep: I0, circle: Circle): String }\`
const resolvers = { Query: { a: (_, args) => pool.query("select " + args.deep.f1.f2 + args.circle.f1) } }
new ApolloServer({ typeDefs, resolvers })
`,
}

test.each(Object.entries(bombs))("schemas of %s that name one another many times take a bounded time", async (_, source) => {
  const dependencies = {
    express: "^5.1.0",
    pg: "^8.0.0",
    zod: "^4.0.0",
    fastify: "^5.0.0",
    "@nestjs/common": "^11.0.0",
    graphql: "^16.0.0",
  }
  const shared = {
    "package.json": JSON.stringify({ dependencies }),
    "src/pool.ts": 'import { Pool } from "pg"\nexport const pool = new Pool()\n',
  }
  const base = aTree(shared)
  const start = 'import express from "express"\nimport { pool } from "./pool"\nconst app = express()\n'
  const head = aTree({ ...shared, "src/app.ts": `${start}${source}` })
  const { coverage, findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(coverage.failed).toEqual([])
  expect(findings.map(({ rule }) => rule)).toContain("no-sql-injection")
})
