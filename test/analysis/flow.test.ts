import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function findingsOf(rule: string, files: Record<string, string>) {
  const base = aTree({})
  const head = aTree(files)
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.filter((each) => each.rule === rule)
}

test("a certificate check that is switched off names the call the options go to", async () => {
  const [finding] = await findingsOf("no-tls-verification-off", {
    "src/get.js": [
      'const https = require("https")',
      "exports.get = (address, done) => {",
      "  const options = new URL(address)",
      "  options.rejectUnauthorized = false",
      "  return https.get(options, done)",
      "}",
    ].join("\n"),
  })
  expect(finding?.trace.map(({ line }) => line)).toEqual([4, 5])
})

const server = (body: string) => `const express = require("express")\nconst app = express()\n${body}`
const reading = (read: string, use: string) =>
  server(`${read}\napp.get("/result", async (req, res) => { const row = await find(req.params.id)\n${use}\nres.end() })`)

const stores = [
  {
    name: "Sequelize",
    files: {
      "src/model.js":
        'const { DataTypes, Model } = require("sequelize")\nclass Sheet extends Model {}\nSheet.init({ formula: DataTypes.STRING, rows: DataTypes.INTEGER }, { sequelize })\nmodule.exports = { Sheet }',
      "src/write.js": server(
        'const { Sheet } = require("./model")\napp.post("/sheet", async (req, res) => { const sheet = await Sheet.findByPk(1); sheet.formula = req.body.formula; sheet.rows = req.body.rows; await sheet.save(); res.end() })',
      ),
      "src/read.js": reading(
        'const { Sheet } = require("./model")\nconst find = (id) => Sheet.findByPk(id)',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "Mongoose",
    files: {
      "src/model.js":
        'const mongoose = require("mongoose")\nmodule.exports = mongoose.model("Sheet", new mongoose.Schema({ formula: String, rows: Number }))',
      "src/write.js": server(
        'const Sheet = require("./model")\napp.post("/sheet", (req, res) => { new Sheet({ formula: req.body.formula, rows: req.body.rows }).save(() => res.end()) })',
      ),
      "src/read.js": reading(
        'const Sheet = require("./model")\nconst find = (id) => Sheet.findById(id).lean().exec()',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "Prisma",
    files: {
      "schema.prisma": "model Sheet {\n  id Int @id\n  formula String\n  rows Int\n}\n",
      "src/db.js": 'const { PrismaClient } = require("@prisma/client")\nmodule.exports = new PrismaClient()',
      "src/write.js": server(
        'const prisma = require("./db")\napp.post("/sheet", async (req, res) => { await prisma.sheet.update({ where: { id: 1 }, data: { formula: req.body.formula, rows: req.body.rows } }); res.end() })',
      ),
      "src/read.js": reading(
        'const prisma = require("./db")\nconst find = (id) => prisma.sheet.findUnique({ where: { id } })',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "TypeORM",
    files: {
      "src/model.ts":
        'import { Column, Entity } from "typeorm"\n@Entity()\nexport class Sheet {\n  @Column() formula: string\n  @Column() rows: number\n}',
      "src/write.ts": server(
        'import { getRepository } from "typeorm"\nimport { Sheet } from "./model"\nclass Sheets {\n  constructor(private sheets: Repository<Sheet>) {}\n  write(formula, rows) { return this.sheets.save({ formula, rows }) }\n}\nimport { Repository } from "typeorm"\nconst sheets = new Sheets(getRepository(Sheet))\napp.post("/sheet", async (req, res) => { await sheets.write(req.body.formula, req.body.rows); res.end() })',
      ),
      "src/read.ts": reading(
        'import { Repository } from "typeorm"\nimport { Sheet } from "./model"\nlet sheets: Repository<Sheet>\nconst find = (id) => sheets.findOneBy({ id })',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
  {
    name: "Drizzle",
    files: {
      "src/schema.js":
        'const { integer, pgTable, text } = require("drizzle-orm/pg-core")\nconst Sheet = pgTable("sheet", { formula: text(), rows: integer() })\nmodule.exports = { Sheet }',
      "src/db.js": 'const { drizzle } = require("drizzle-orm/node-postgres")\nmodule.exports = drizzle(process.env.DATABASE_URL)',
      "src/write.js": server(
        'const db = require("./db")\nconst { Sheet } = require("./schema")\napp.post("/sheet", async (req, res) => { await db.insert(Sheet).values({ formula: req.body.formula, rows: req.body.rows }); res.end() })',
      ),
      "src/read.js": reading(
        'const db = require("./db")\nconst { Sheet } = require("./schema")\nconst { eq } = require("drizzle-orm")\nconst find = async (id) => (await db.select().from(Sheet).where(eq(Sheet.id, id)))[0]',
        "eval(row.formula)\neval(row.rows)",
      ),
    },
  },
]
const manifest = JSON.stringify({
  dependencies: {
    express: "^5.0.0",
    sequelize: "^6.0.0",
    mongoose: "^8.0.0",
    "@prisma/client": "^6.0.0",
    typeorm: "^0.3.0",
    "drizzle-orm": "^0.45.0",
    knex: "^3.0.0",
    pg: "^8.0.0",
    mysql2: "^3.0.0",
    "better-sqlite3": "^12.0.0",
    redis: "^5.0.0",
  },
})

test.each(stores)("what one handler keeps in a column of $name and another runs is told, with both ways", async ({ files }) => {
  const findings = await findingsOf("no-code-injection", { "package.json": manifest, ...(files as Record<string, string>) })
  expect(findings.map(({ title, confidence }) => ({ title, confidence }))).toEqual([
    { title: "req.body.formula is run as code by eval", confidence: "medium" },
  ])
  expect(findings[0]?.trace.map(({ what }) => what)).toContain("is kept in `Sheet.formula`")
  expect(findings[0]?.trace.map(({ what }) => what)).toContain("`Sheet.formula` is read from the database")
})

test.each(stores)("a column of $name that no handler writes is nobody's to choose", async ({ files }) => {
  const unwritten = Object.fromEntries(Object.entries(files as Record<string, string>).filter(([path]) => !path.includes("write")))
  expect(await findingsOf("no-code-injection", { "package.json": manifest, ...unwritten })).toEqual([])
})

const drivers = [
  {
    name: "Knex",
    open: 'const db = require("knex")({ client: "pg" })',
    write: 'await db("sheet").insert({ formula: req.body.formula, count: req.body.count })',
    read: 'const find = (id) => db("sheet").where({ id }).first()',
    use: "row.formula",
  },
  {
    name: "pg",
    open: 'const { Pool } = require("pg")\nconst pool = new Pool()',
    write: 'await pool.query("INSERT INTO sheets.sheet (id, formula) VALUES ($1, $2)", [req.body.id, req.body.formula])',
    read: "const find = async (id) => { const { rows } = await pool.query('SELECT s.formula AS text FROM sheet s JOIN owner o ON o.id = s.owner WHERE s.id = $1', [id]); return rows[0] }",
    use: "row.text",
  },
  {
    name: "pg, with a list of parameters of its own",
    open: 'const { Pool } = require("pg")\nconst pool = new Pool()',
    write:
      'const given = [req.body.formula, req.params.id]\nconst text = "UPDATE sheet SET formula = $1 WHERE id = $2"\nawait pool.query({ text, values: given })',
    read: "const find = (id) => pool.query('SELECT * FROM sheet WHERE id = $1', [id]).then((result) => result.rows[0])",
    use: "row.formula",
  },
  {
    name: "mysql2",
    open: 'const mysql = require("mysql2/promise")\nconst pool = mysql.createPool({})',
    write: 'await pool.query("INSERT INTO sheet SET ?", { formula: req.body.formula })',
    read: "const find = async (id) => { const [rows] = await pool.query('SELECT formula FROM sheet WHERE id = ?', [id]); return rows[0] }",
    use: "row.formula",
  },
  {
    name: "better-sqlite3",
    open: 'const db = require("better-sqlite3")("sheets.db")',
    write: 'db.prepare("INSERT INTO sheet (id, formula) VALUES (@id, @formula)").run({ id: 1, formula: req.body.formula })',
    read: 'const find = (id) => db.prepare("SELECT * FROM sheet WHERE id = ?").get(id)',
    use: "row.formula",
  },
  {
    name: "a tag for SQL",
    open: 'const sql = require("./db")',
    write: "await sql`insert into sheet (formula) values (${req.body.formula})`",
    read: "const find = async (id) => { const [row] = await sql`select * from sheet where id = ${id}`; return row }",
    use: "row.formula",
  },
  {
    name: "Redis",
    open: 'const redis = require("redis").createClient()',
    write: "await redis.set(`sheet:${req.params.id}`, JSON.stringify({ formula: req.body.formula }))",
    read: "const find = async (id) => JSON.parse(await redis.get(`sheet:${id}`))",
    use: "row.formula",
  },
  {
    name: "a hash of Redis",
    open: 'const redis = require("redis").createClient()',
    write: "await redis.hSet('sheet:' + req.params.id, { formula: req.body.formula })",
    read: "const find = (id) => redis.hGetAll('sheet:' + id)",
    use: "row.formula",
  },
]

test.each(drivers)("what one handler writes with $name and another runs is told, though no table is declared", async (store) => {
  const { open, write, read, use } = store
  const files = {
    "package.json": manifest,
    "src/db.js": "module.exports = null",
    "src/write.js": server(`${open}\napp.post("/sheet/:id", async (req, res) => { ${write}\nres.end() })`),
    "src/read.js": reading(`${open}\n${read}`, `eval(${use})\neval(row.other)`),
  }
  const findings = await findingsOf("no-code-injection", files)
  expect(findings.map(({ title, confidence }) => ({ title, confidence }))).toEqual([
    { title: "req.body.formula is run as code by eval", confidence: "medium" },
  ])
  expect(await findingsOf("no-code-injection", { ...files, "src/write.js": "" })).toEqual([])
})

test("what a wrapper of the repository makes of a statement is still looked at", async () => {
  const findings = await findingsOf("no-sql-injection", {
    "package.json": manifest,
    "src/db.js":
      'const { Pool } = require("pg")\nconst pool = new Pool()\nexports.query = (text, order) => pool.query(text + " ORDER BY " + order)',
    "src/read.js": server(
      'const { query } = require("./db")\napp.get("/sheets", async (req, res) => res.json(await query("SELECT * FROM sheet", req.query.order)))',
    ),
  })
  expect(findings.map(({ path }) => path)).toEqual(["src/db.js"])
})

test("a writer in a file the change does not reach is found as well", async () => {
  const { files } = stores[0] ?? { files: {} }
  const all = { "package.json": manifest, ...(files as Record<string, string>) }
  const base = aTree({ ...all, "src/read.js": 'module.exports = "nothing yet"\n' })
  const head = aTree(all)
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings.filter((each) => each.rule === "no-code-injection").map((each) => each.path)).toEqual(["src/read.js"])
})

const listening = [
  {
    name: "a message of Socket.IO",
    dependencies: { "socket.io": "^4.0.0" },
    files: {
      "src/chat.js":
        'const { Server } = require("socket.io")\nconst io = new Server()\nio.on("connection", (socket) => {\n  socket.on("disconnect", (reason) => eval(reason))\n  socket.on("formula", (formula, callback) => callback(eval(formula)))\n})',
    },
    found: ["formula is run as code by eval"],
  },
  {
    name: "a message of ws",
    dependencies: { ws: "^8.0.0" },
    files: {
      "src/chat.js":
        'const { WebSocketServer } = require("ws")\nnew WebSocketServer({ port: 1 }).on("connection", (ws) => ws.on("message", (data) => eval(JSON.parse(data).formula)))',
    },
    found: ["data.formula is run as code by eval"],
  },
  {
    name: "a message of a Nest gateway",
    dependencies: { "@nestjs/common": "^11.0.0", "@nestjs/websockets": "^11.0.0" },
    files: {
      "src/chat.gateway.ts":
        'import { MessageBody, SubscribeMessage, WebSocketGateway } from "@nestjs/websockets"\n@WebSocketGateway()\nexport class Chat {\n  @SubscribeMessage("formula")\n  run(@MessageBody("formula") formula: string) { return eval(formula) }\n}',
    },
    found: ['@MessageBody("formula") is run as code by eval'],
  },
  {
    name: "a Lambda function behind a gateway",
    dependencies: { "@types/aws-lambda": "^8.0.0" },
    files: {
      "src/run.ts":
        "export const handler = async (event) => ({ statusCode: 200, body: eval(event.queryStringParameters.formula) + eval(event.source) })",
    },
    found: ["event.queryStringParameters.formula is run as code by eval"],
  },
  {
    name: "a Lambda function of a serverless application, wrapped",
    dependencies: {},
    files: {
      "serverless.yml": "service: sheets\n",
      "src/run.js":
        'const middy = require("@middy/core")\nconst run = async (event) => eval(JSON.parse(event.body).formula)\nmodule.exports.handler = middy(run).use(middy.cors())',
    },
    found: ["event.body.formula is run as code by eval"],
  },
  {
    name: "a Lambda function behind a queue or a bucket",
    dependencies: { "@types/aws-lambda": "^8.0.0" },
    files: {
      "src/run.ts":
        "export const handler = async (event) => { for (const record of event.Records) { eval(JSON.parse(record.body).formula)\neval(record.s3.object.size.length) } }",
    },
    found: ["event.Records.body.formula is run as code by eval"],
  },
  {
    name: "a message of SQS, asked for in a loop",
    dependencies: { "@aws-sdk/client-sqs": "^3.0.0" },
    files: {
      "src/worker.js":
        'const { SQSClient, ReceiveMessageCommand } = require("@aws-sdk/client-sqs")\nconst queue = new SQSClient({})\nconst run = (message) => eval(JSON.parse(message.Body).formula) + eval(message.MessageId.length)\nasync function poll() { for (;;) { const { Messages = [] } = await queue.send(new ReceiveMessageCommand({ QueueUrl: "x" }))\nfor (const message of Messages) run(message) } }\npoll()',
    },
    found: ["Messages.Body.formula is run as code by eval"],
  },
  {
    name: "a message of SQS, handed over by sqs-consumer",
    dependencies: { "sqs-consumer": "^11.0.0" },
    files: {
      "src/worker.js":
        'const { Consumer } = require("sqs-consumer")\nConsumer.create({ queueUrl: "x", handleMessage: async (message) => { eval(message.Body)\neval(message.MessageId) } }).start()',
    },
    found: ["message.Body is run as code by eval"],
  },
  {
    name: "a message of MQTT",
    dependencies: { mqtt: "^5.0.0" },
    files: {
      "src/bridge.js":
        'const mqtt = require("mqtt")\nconst home = mqtt.connect("mqtts://x")\nhome.on("connect", (packet) => eval(packet))\nhome.on("message", (topic, payload) => eval(payload.toString()))',
    },
    found: ["payload is run as code by eval"],
  },
  {
    name: "a procedure of tRPC of any name",
    dependencies: { "@trpc/server": "^11.0.0" },
    files: {
      "src/trpc.js":
        'const { initTRPC } = require("@trpc/server")\nconst t = initTRPC.create()\nexports.router = t.router\nexports.signedIn = t.procedure.use(({ next }) => next())',
      "src/sheets.js":
        'const { router, signedIn } = require("./trpc")\nconst { cache } = require("./cache")\nexports.sheets = router({ run: signedIn.query(({ input }) => eval(input.formula)) })\ncache.query(({ input }) => eval(input))',
      "src/cache.js": "exports.cache = { query: (use) => use({}) }",
    },
    found: ["input.formula is run as code by eval"],
  },
  {
    name: "an Azure function",
    dependencies: { "@azure/functions": "^4.0.0" },
    files: {
      "src/run.js":
        'const { app } = require("@azure/functions")\napp.http("run", { methods: ["GET"], handler: async (request, context) => ({ body: eval(request.query.get("formula")) + eval(context.functionName) }) })',
    },
    found: ["request.query.formula is run as code by eval"],
  },
  {
    name: "an Azure function of the older model",
    dependencies: { "@azure/functions": "^3.0.0" },
    files: { "run/index.js": "module.exports = async function (context, req) { context.res = { body: eval(req.query.formula) } }" },
    found: ["req.query.formula is run as code by eval"],
  },
  {
    name: "a Google Cloud function",
    dependencies: { "@google-cloud/functions-framework": "^3.0.0" },
    files: {
      "src/run.js":
        'const functions = require("@google-cloud/functions-framework")\nfunctions.http("run", (request, response) => { response.json(eval(request.body.formula)) })',
    },
    found: ["request.body.formula is run as code by eval"],
  },
  {
    name: "a message of Kafka",
    dependencies: { kafkajs: "^2.0.0", pg: "^8.0.0" },
    files: {
      "src/consume.js":
        'const { Kafka } = require("kafkajs")\nconst consumer = new Kafka({}).consumer({ groupId: "sheets" })\nconsumer.run({ eachMessage: async ({ topic, message }) => { eval(topic); const { formula, address } = JSON.parse(message.value.toString()); eval(formula); await fetch(address) } })',
    },
    found: ["message.value.formula is run as code by eval"],
  },
  {
    name: "a batch of Kafka",
    dependencies: { kafkajs: "^2.0.0" },
    files: {
      "src/consume.ts":
        'import type { Consumer } from "kafkajs"\nexport const start = (consumer: Consumer) => consumer.run({ eachBatch: async ({ batch }) => { for (const message of batch.messages) eval(String(message.value)) } })',
    },
    found: ["batch.messages.value is run as code by eval"],
  },
  {
    name: "a message of RabbitMQ",
    dependencies: { amqplib: "^0.10.0" },
    files: {
      "src/consume.js":
        'module.exports = (channel) => channel.consume("sheets", (message) => { eval(message.content.toString()); eval(message.fields.consumerTag); channel.ack(message) })',
    },
    found: ["message.content is run as code by eval"],
  },
  {
    name: "a message of a Nest microservice",
    dependencies: { "@nestjs/common": "^11.0.0", "@nestjs/microservices": "^11.0.0" },
    files: {
      "src/sheet.controller.ts":
        'import { Controller } from "@nestjs/common"\nimport { EventPattern, MessagePattern, Payload, Ctx } from "@nestjs/microservices"\n@Controller()\nexport class Sheets {\n  @MessagePattern("sheet.run")\n  run(sheet) { return eval(sheet.formula) }\n  @EventPattern("sheet.changed")\n  changed(@Payload("formula") formula, @Ctx() context) { eval(formula); eval(context.getTopic()) }\n}',
    },
    found: ["sheet.formula is run as code by eval", '@Payload("formula") is run as code by eval'],
  },
  {
    name: "an API route of Next.js in a monorepo",
    dependencies: { next: "^16.0.0" },
    files: {
      "apps/web/src/pages/api/sheets/[id].ts":
        "export default async function handler(req, res) { res.json(eval(req.body.formula) + eval(req.method)) }",
      "apps/web/src/pages/sheets.ts": "export default function page(req, res) { eval(req.body.formula) }",
    },
    found: ["req.body.formula is run as code by eval"],
  },
  {
    name: "a route handler of Next.js",
    dependencies: { next: "^16.0.0" },
    files: {
      "apps/web/app/(sheets)/sheets/[id]/route.ts":
        'export async function POST(request: Request, { params }) { const { formula } = await request.json(); const { id } = await params; return Response.json(eval(formula) + eval(id) + eval(request.nextUrl.searchParams.get("order"))) }',
    },
    found: [
      "params.id is run as code by eval",
      "request.nextUrl.searchParams.order is run as code by eval",
      "request.json().formula is run as code by eval",
    ],
  },
  {
    name: "a server action of Next.js",
    dependencies: { next: "^16.0.0" },
    files: {
      "apps/web/src/lib/sheets.ts":
        '"use server"\nexport async function run(form: FormData) { return eval(form.get("formula")) }\nfunction inner(other) { eval(other) }',
      "apps/web/src/app/page.js":
        'export default function Page() { async function save(form) { "use server"\nreturn eval(form.get("text")) }\nfunction show(text) { eval(text) }\nreturn save }',
    },
    found: ["form.text is run as code by eval", "form.formula is run as code by eval"],
  },
  {
    name: "a server action of Next.js only where the browser's code names it",
    dependencies: { next: "^16.0.0" },
    files: {
      "src/lib/sheets.ts": '"use server"\nexport async function run(form: FormData) { return eval(form.get("formula")) }',
      "src/lib/titles.ts": '"use server"\nexport async function title(form: FormData) { return eval(form.get("title")) }',
      "src/app/sheet.tsx": 'import { run } from "../lib/sheets"\nexport const Sheet = () => <form action={run} />',
      "src/lib/router.ts": 'import { title } from "./titles"\nexport const router = { title }',
    },
    found: ["form.formula is run as code by eval"],
  },
  {
    name: "a server action behind a schema",
    dependencies: { next: "^16.0.0", "next-safe-action": "^8.0.0", zod: "^4.0.0" },
    files: {
      "src/lib/sheets.ts": `"use server"
import { createSafeActionClient } from "next-safe-action"
import { z } from "zod"
const client = createSafeActionClient()
export const run = client.inputSchema(z.object({ formula: z.string(), row: z.number() })).action(async ({ parsedInput }) => {
  eval(parsedInput.row)
  eval(parsedInput.other)
  return eval(parsedInput.formula)
})
const withLog = (name, action) => async (sent) => { console.info(name); return action(sent) }
const timed = (action) => async (sent) => action(sent)
export const logged = client.inputSchema(z.object({ sum: z.number(), text: z.string() })).action(withLog("run", timed(async ({ parsedInput }) => {
  eval(parsedInput.sum)
  return eval(parsedInput.text)
})))
export const raw = client.action(async ({ clientInput, parsedInput }) => eval(parsedInput) + eval(clientInput))`,
      "src/app/sheet.tsx": 'import { logged, run, raw } from "../lib/sheets"\nexport const Sheet = () => <form action={run} />',
    },
    found: ["parsedInput.formula is run as code by eval", "parsedInput.text is run as code by eval", "clientInput is run as code by eval"],
  },
  {
    name: "a part of what is on a list, and not one of what is on none",
    dependencies: { express: "^5.0.0" },
    files: {
      "src/app.js": server(`app.get("/:folder/:name", (req, res) => {
  if (!files.includes(\`\${req.params.folder}/\${req.params.name}\`)) return res.sendStatus(404)
  eval(req.params.name)
  eval(req.query.name)
})`),
    },
    found: ["req.query.name is run as code by eval"],
  },
  {
    name: "a field that is written over what was sent, and not one that is written before it",
    dependencies: { express: "^5.0.0" },
    files: {
      "src/app.js": server(`const { newId } = require("./ids")
app.post("/rows", (req, res) => {
  const row = { ...req.body, id: newId() }
  eval(row.id)
  const other = { name: "", ...req.body }
  eval(other.name)
  const changed = { ...req.body }
  if (!changed.title) changed.title = ""
  eval(changed.title)
})`),
      "src/ids.js": "exports.newId = () => Math.random()",
    },
    found: ["req.body.name is run as code by eval", "req.body.title is run as code by eval"],
  },
  {
    name: "a property of what was spread, when it is another one that was looked at",
    dependencies: { express: "^5.0.0" },
    files: {
      "src/app.js": server(`const LANGUAGES = new Set(["en", "de"])
const isName = (name) => name.length > 1 && name.length < 20
function run({ language, formula, kind }) {
  if (!LANGUAGES.has(language) || !isName(formula) || kind !== "sum") return
  eval(language)
  eval(formula)
  eval(kind)
}
app.get("/rows", (req, res) => {
  run({ language: "en", ...req.query })
  res.end()
})`),
    },
    found: ["req.query.formula is run as code by eval"],
  },
  {
    name: "a method of a root value of GraphQL",
    dependencies: { graphql: "^16.0.0", "graphql-http": "^1.0.0" },
    files: {
      "src/server.js": `import { createHandler } from "graphql-http/lib/use/http"
const rootValue = { result: ({ input: { formula } }) => eval(formula) }
export const handle = createHandler({ schema, rootValue })`,
    },
    found: ["sent.input.formula is run as code by eval"],
  },
  {
    name: "a GraphQL resolver",
    dependencies: { "@apollo/server": "^5.0.0" },
    files: {
      "src/resolvers.js": "const resolvers = { Query: { result: (parent, args) => eval(args.formula) } }\nmodule.exports = resolvers",
    },
    found: ["args.formula is run as code by eval"],
  },
  {
    name: "a resolver of Nest",
    dependencies: { "@nestjs/common": "^11.0.0", "@nestjs/graphql": "^13.0.0" },
    files: {
      "src/sheet.resolver.ts":
        'import { Args, Query, Resolver } from "@nestjs/graphql"\n@Resolver()\nexport class Sheets {\n  @Query(() => String)\n  result(@Args("formula") formula: string) { return eval(formula) }\n}',
    },
    found: ['@Args("formula") is run as code by eval'],
  },
  {
    name: "a key finder that is handed the header of a token nobody checked",
    dependencies: { jsonwebtoken: "^9.0.0" },
    files: {
      "src/token.js":
        'const jwt = require("jsonwebtoken")\nexports.check = (token) => jwt.verify(token, (header, done) => done(null, eval(header.kid)))',
    },
    found: ["header.kid is run as code by eval"],
  },
]

test.each(listening)("$name is data from outside", async ({ dependencies, files, found }) => {
  const findings = await findingsOf("no-code-injection", {
    "package.json": JSON.stringify({ private: true, dependencies }),
    ...(files as Record<string, string>),
  })
  expect(findings.map(({ title }) => title)).toEqual(found)
})

test.each([
  {
    queue: "bullmq",
    worker: 'const { Worker } = require("bullmq")\nnew Worker("sheets", async (job) => { eval(job.data.formula); eval(job.data.owner) })',
  },
  {
    queue: "bull",
    worker:
      'const Bull = require("bull")\nconst sheetQueue = new Bull("sheets")\nsheetQueue.process(async (job) => { eval(job.data.formula); eval(job.data.owner) })',
  },
])("what a handler puts into a queue of $queue is told where the worker runs it", async ({ queue, worker }) => {
  const adding = server(
    `const Queue = require("${queue}")${queue === "bull" ? "" : ".Queue"}\nconst sheetQueue = new Queue("sheets")\napp.post("/sheet", async (req, res) => { await sheetQueue.add("run", { formula: req.body.formula, owner: req.session.user }); res.end() })`,
  )
  const findings = await findingsOf("no-code-injection", {
    "package.json": JSON.stringify({ dependencies: { express: "^5.0.0", [queue]: "^5.0.0" } }),
    "src/worker.js": worker,
    "src/server.js": adding,
  })
  expect(findings.map(({ title, path }) => ({ title, path }))).toEqual([
    { title: "req.body.formula is run as code by eval", path: "src/worker.js" },
  ])
})

test("a rest parameter that is handed on keeps what stood where", async () => {
  const files = (statement: string) => ({
    "package.json": JSON.stringify({ dependencies: { express: "^5.0.0", pg: "^8.0.0" } }),
    "src/statistics.js": server(
      `const { Pool } = require("pg")\nconst pool = new Pool()\nconst query = (id, unit) => pool.query(${statement}, [id])\nconst count = (...given) => query(...given)\napp.get("/statistics/:id", async (req, res) => res.json(await count(req.params.id, "day")))`,
    ),
  })
  expect(
    await findingsOf("no-sql-injection", files("`select count(*) from events where day = date_trunc('${unit}', now()) and id = $1`")),
  ).toEqual([])
  const findings = await findingsOf("no-sql-injection", files("`select count(*) from events where id = '${id}'`"))
  expect(findings.map(({ path }) => path)).toEqual(["src/statistics.js"])
})

test("the header of a token that is only decoded is what its sender wrote", async () => {
  const findings = await findingsOf("no-sql-injection", {
    "package.json": JSON.stringify({ dependencies: { express: "^5.0.0", jsonwebtoken: "^9.0.0", pg: "^8.0.0" } }),
    "src/keys.js": server(
      'const jwt = require("jsonwebtoken")\nconst { Pool } = require("pg")\nconst pool = new Pool()\napp.get("/me", async (req, res) => { const { header } = jwt.decode(req.headers.authorization, { complete: true }); res.json(await pool.query(`select key from keys where id = \'${header.kid}\'`)) })',
    ),
  })
  expect(findings.map(({ path }) => path)).toEqual(["src/keys.js"])
})

test("a schema written into code leads back to itself as one in a file does", async () => {
  const code = (post: string) =>
    `import { gql } from "graphql-tag"\nexport const typeDefs = gql\`\n  type Query { author(id: ID!): Author }\n  type Author { name: String!, posts: [Post!]! }\n  type Post { title: String! ${post} }\n\``
  const titles = async (post: string) => {
    const base = aTree({})
    const head = aTree({
      "package.json": JSON.stringify({ dependencies: { "@apollo/server": "^5.0.0", "graphql-tag": "^2.0.0" } }),
      "src/schema.ts": code(post),
      "src/server.ts":
        'import { ApolloServer } from "@apollo/server"\nimport { typeDefs } from "./schema.ts"\nexport const server = new ApolloServer({ typeDefs })',
    })
    const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
    return findings.filter(({ rule }) => rule === "require-query-limit").map(({ title }) => title)
  }
  expect(await titles("author: Author!")).toEqual(["Nothing limits how deep a query nests Author"])
  expect(await titles("")).toEqual(["Nothing limits how deep a GraphQL query goes"])
})

test("an address that only administrators choose weighs less", async () => {
  const findings = await findingsOf("no-ssrf", {
    "package.json": JSON.stringify({ dependencies: { express: "^5.0.0", axios: "^1.0.0" } }),
    "src/app.js": server(`const axios = require("axios")
const { requireAdmin, requireLogin } = require("./guards")
const { settings } = require("./settings")
app.use("/settings", requireLogin, requireAdmin(), settings)
app.post("/preview", requireLogin, async (req, res) => res.json(await axios.get(req.body.url)))`),
    "src/settings.js": `const axios = require("axios")
const settings = require("express").Router()
settings.post("/test", async (req, res) => { await axios.post(req.body.webhook, {}); res.end() })
exports.settings = settings`,
    "src/guards.js": "exports.requireLogin = (req, res, next) => next()\nexports.requireAdmin = () => (req, res, next) => next()",
  })
  expect(findings.map(({ path, severity }) => `${path} ${severity}`)).toEqual(["src/app.js high", "src/settings.js medium"])
  expect(findings[1]?.message).toMatch(/^Whoever passes `requireAdmin\(\)` before `POST \/settings\/test` makes the service call/)
})

const storing = (name: string) => ({
  "package.json": JSON.stringify({ dependencies: { express: "^5.0.0", multer: "^2.0.0" } }),
  "src/upload.js": `const multer = require("multer")\nconst path = require("path")\nexports.upload = multer({ storage: multer.diskStorage({ filename: (req, file, done) => done(null, ${name}) }) })`,
  "src/scan.js":
    'const { exec } = require("child_process")\nconst { upload } = require("./upload")\nrequire("express")().post("/scan", upload.single("file"), (req, res) => { exec("scan " + req.file.path, () => res.end()) })',
})

test("an upload is as dangerous as the name it is kept under", async () => {
  expect(await findingsOf("no-command-injection", storing("`${Date.now()}-${file.originalname}`"))).toHaveLength(1)
  expect(await findingsOf("no-command-injection", storing("`${randomUUID()}${path.extname(file.originalname)}`"))).toEqual([])
  expect(await findingsOf("no-command-injection", storing('file.originalname.replace(/[^\\w.]/g, "_")'))).toEqual([])
})

test("what cannot be bound is said so, and an entry without a name stands in words", async () => {
  const manifest = JSON.stringify({ dependencies: { "@trpc/server": "11.4.0", "@prisma/client": "6.1.0", zod: "4.1.0" } })
  const base = aTree({ "package.json": manifest })
  const head = aTree({
    "package.json": manifest,
    "src/metrics.ts": `import { initTRPC } from "@trpc/server"
import { Prisma, PrismaClient } from "@prisma/client"
const t = initTRPC.create()
const prisma = new PrismaClient()
export const metrics = t.router({
  named: t.procedure.query(({ input }) => prisma.$queryRaw(Prisma.sql\`SELECT 1 AS \${Prisma.raw(\`"\${input.name}"\`)}\`)),
  valued: t.procedure.query(({ input }) => prisma.$queryRaw(Prisma.sql\`SELECT \${Prisma.raw(\`1 + \${input.value}\`)}\`)),
})
`,
  })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const said = findings.filter(({ rule }) => rule === "no-sql-injection").toSorted((a, b) => a.startLine - b.startLine)
  expect(said.map(({ fix }) => fix)).toEqual([
    expect.stringContaining("fixed list and refuse"),
    expect.stringContaining("hole of the tagged text"),
  ])
  expect(said.map(({ message }) => message)).toEqual([expect.stringMatching(/^A client of this procedure writes/), expect.anything()])
})
