// Run as a process: accepts jobs for ever and says after each one that it is accepted. Takes one job as its own at the start.
import { openQueue } from "../../src/queue/queue.ts"
import { startWorker } from "../../src/queue/worker.ts"
import { openStore } from "../../src/store/open-store.ts"

const [dataDirectory, firstNumber] = process.argv.slice(2)
const onLog = () => undefined
const store = await openStore({ dataDirectory, onLog })
const queue = await openQueue(store, { onLog })
startWorker({ queue, run: () => new Promise(() => undefined), concurrency: 1, onError: onLog })
for (let number = Number(firstNumber); ; number += 1) {
  await queue.enqueue(
    { kind: "review-pull-request", installationId: 1, repositoryId: 2, owner: "acme", name: "shop", number, again: false, asked: false },
    `delivery-${number}`,
  )
  process.stdout.write(`${number}\n`)
}
