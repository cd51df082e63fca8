// @ts-nocheck fixture
import { Worker } from "bullmq"
import { closeAll } from "./open"

export const workers = ["mail", "push"].map((name) => new Worker(name, `${import.meta.dirname}/${name}.js`))

process.on("SIGTERM", async () => {
  await closeAll(workers)
  // ok: require-drained-worker
  process.exit(0)
})
