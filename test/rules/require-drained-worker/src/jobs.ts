// @ts-nocheck fixture
import { Worker } from "bullmq"
import { Pool } from "pg"
import { sendMail } from "./mail"

const pool = new Pool()
const worker = new Worker("mail", async (job) => sendMail(pool, job.data), { connection: { host: "redis" } })
worker.on("failed", (job, error) => console.error(job?.id, error))

async function stop(signal) {
  console.log(`got ${signal}`)
  await pool.end()
  // ruleid: require-drained-worker
  process.exit(0)
}

process.on("SIGTERM", () => stop("SIGTERM"))
