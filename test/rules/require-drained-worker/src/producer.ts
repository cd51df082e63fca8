// @ts-nocheck fixture
import { Queue } from "bullmq"

export const mails = new Queue("mail")

// It only adds jobs.
process.on("SIGTERM", () => {
  // ok: require-drained-worker
  process.exit(0)
})
