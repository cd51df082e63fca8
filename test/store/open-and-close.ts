// Run as a process: a whole life, after which nothing may keep the process alive.
import { openQueue } from "../../src/queue/queue.ts"
import { startWorker } from "../../src/queue/worker.ts"
import { openStore } from "../../src/store/open-store.ts"

const [place] = process.argv.slice(2)
const onLog = (event: unknown) => void process.stdout.write(`${JSON.stringify(event)}\n`)
const store = await openStore(place?.startsWith("postgres") ? { databaseUrl: place, onLog } : { dataDirectory: place, onLog })
const queue = await openQueue(store, { onLog })
const done = Promise.withResolvers<void>()
const worker = startWorker({ queue, run: () => Promise.resolve(), concurrency: 1, onSettled: () => done.resolve(), onError: onLog })
await queue.enqueue(
  { kind: "review-pull-request", installationId: 1, repositoryId: 2, owner: "acme", name: "shop", number: 3, again: false, asked: false },
  "one",
)
await done.promise
await worker.stop({ drainMs: 1_000 })
await queue.close()
await store.close()
await store.close()
process.stdout.write("closed\n")
