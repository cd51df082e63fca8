// @ts-nocheck fixture
import { Queue, Worker } from "bullmq"

// ruleid: require-queue-retention
export const mails = new Queue("mails")
// ok: require-queue-retention
export const worker = new Worker("mails", async (job) => console.info(job.id))
