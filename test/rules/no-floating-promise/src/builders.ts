// @ts-nocheck fixture
import express from "express"
import knex from "knex"
import { Queue } from "bullmq"
import { drizzle } from "drizzle-orm/node-postgres"
import { orders } from "./tables.ts"

const app = express()
const database = knex({ client: "pg" })
const db = drizzle(process.env.DATABASE_URL)
const mails = new Queue("mails")

app.post("/orders", async (req, res) => {
  // ruleid: no-floating-promise
  database("orders").insert(req.body)
  // ruleid: no-floating-promise
  db.insert(orders).values(req.body)
  // ruleid: no-floating-promise
  mails.add("confirmation", req.body)
  // ok: no-floating-promise
  await mails.add("invoice", req.body)
  // ok: no-floating-promise
  mails.add("survey", req.body).catch(console.error)
  res.status(201).end()
})

app.get("/stream", async (req, res) => {
  // ok: no-floating-promise
  ;(async () => {
    try {
      await stream(res)
    } catch (error) {
      await report(error)
    }
  })()
  // ruleid: no-floating-promise
  ;(async () => {
    await stream(res)
  })()
})
