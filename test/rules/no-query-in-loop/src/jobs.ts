// @ts-nocheck fixture
import express from "express"
import { drizzle } from "drizzle-orm/node-postgres"
import { eq } from "drizzle-orm"
import { jobs, owners } from "./tables.ts"

const app = express()
const db = drizzle(process.env.DATABASE_URL)

app.get("/cron/renew", async (req, res) => {
  for (const job of await db.select().from(jobs)) {
    // ok: no-query-in-loop
    const owner = await ownerOf(job.ownerId)
    renew(job, owner)
  }
  res.end()
})

app.post("/jobs/resume", async (req, res) => {
  const pending = await db.select().from(jobs).limit(20)
  const results = await Promise.all(
    pending.map(async (job) => {
      // ok: no-query-in-loop
      return executeJob(job.id)
    }),
  )
  res.json(results)
})

app.get("/jobs", async (req, res) => {
  const pending = await db.select().from(jobs).limit(20)
  for (const job of pending) {
    // ruleid: no-query-in-loop
    job.owner = await ownerOf(job.ownerId)
  }
  res.json(pending)
})

async function ownerOf(id) {
  const [owner] = await db.select().from(owners).where(eq(owners.id, id))
  return owner
}

async function executeJob(id) {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id))
  return job.run()
}
