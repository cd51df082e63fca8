import type { Enqueue } from "../model/ports.ts"

// Probot answers 202 after 9 seconds whatever became of the job. A failure before that is a 500, which can be delivered again.
const defaultLimitMs = 8_000

/** The same enqueue, rejecting when the job is not kept in time. Should it be kept later, the next delivery is a duplicate. */
export function limitEnqueue(enqueue: Enqueue, limitMs: number = defaultLimitMs): Enqueue {
  return async (job, deliveryId) => {
    const { promise, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`the job was not kept within ${limitMs} ms`)), limitMs)
    try {
      return await Promise.race([enqueue(job, deliveryId), promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
