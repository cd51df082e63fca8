// @ts-nocheck fixture
import Fastify from "fastify"
import pg from "pg"

const app = Fastify()
const store = new pg.Pool()

app.post("/rooms", async (request, reply) => {
  const form = new Map()
  let plan = null
  for await (const part of request.parts({ limits: { fields: 9 } })) {
    if (part.type === "file") plan = await part.toBuffer()
    else form.set(part.fieldname, String(part.value))
  }
  const name = (form.get("name") ?? "").trim()
  // ruleid: no-sql-injection
  const taken = await store.query(`SELECT 1 FROM rooms WHERE lower(name) = lower($1)`, [name])
  // ok: no-sql-injection
  await store.query("INSERT INTO rooms (name, plan) VALUES ($1, $2)", [name, plan])
  return reply.send(taken.rowCount)
})

app.post("/plans", async (request, reply) => {
  const sent = await request.file()
  // ruleid: no-sql-injection
  await store.query(`INSERT INTO plans (name) VALUES ($1)`, [sent.filename])
  const size = Number(sent.fields.size.value)
  // ok: no-sql-injection
  await store.query(`INSERT INTO plans (size) VALUES (${size})`)
  return reply.send()
})
