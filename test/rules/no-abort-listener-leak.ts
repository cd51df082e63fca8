// @ts-nocheck fixture
import { once } from "node:events"

export function sleep(ms: number, signal?: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    // ruleid: no-abort-listener-leak
    signal?.addEventListener("abort", () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

export const pause = (ms: number, { signal }: { signal: AbortSignal }) =>
  new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    setTimeout(resolve, ms)
    // ruleid: no-abort-listener-leak
    signal.addEventListener("abort", onAbort, { once: true })
  })

export class Poller {
  constructor(private readonly stopping: AbortController) {}

  async next(queue) {
    return new Promise((resolve, reject) => {
      queue.once("message", resolve)
      // ruleid: no-abort-listener-leak
      this.stopping.signal.addEventListener("abort", () => reject(new Error("stopped")))
    })
  }
}

export function sleepTidily(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort)
      resolve()
    }, ms)
    // ok: no-abort-listener-leak
    signal.addEventListener("abort", onAbort, { once: true })
  })
}

export function sleepWithOwnSignal(ms: number, signal: AbortSignal) {
  const done = new AbortController()
  return new Promise<void>((resolve, reject) => {
    setTimeout(() => {
      done.abort()
      resolve()
    }, ms)
    // ok: no-abort-listener-leak
    signal.addEventListener("abort", () => reject(signal.reason), { signal: done.signal })
  })
}

// Ends with the abort and not before.
export function untilAborted(signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    // ok: no-abort-listener-leak
    signal.addEventListener("abort", () => resolve())
  })
}

export async function withLimit(ms: number, work) {
  const limit = AbortSignal.timeout(ms)
  return new Promise((resolve, reject) => {
    work.then(resolve, reject)
    // ok: no-abort-listener-leak
    limit.addEventListener("abort", () => reject(limit.reason))
  })
}

export async function followed(request, bus) {
  return new Promise((resolve, reject) => {
    bus.once("done", resolve)
    // ok: no-abort-listener-leak
    request.signal.addEventListener("abort", () => reject(new Error("gone")))
  })
}

export async function listened(bus, signal: AbortSignal) {
  // ok: no-abort-listener-leak
  await once(bus, "done", { signal })
}

export async function fetchWithLimit(url: string, { signal }: { signal: AbortSignal }) {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), 5_000)
  // ruleid: no-abort-listener-leak
  signal.addEventListener("abort", () => controller.abort())
  try {
    return await fetch(url, { signal: controller.signal })
  } finally {
    clearTimeout(timer)
  }
}

export async function fetchTidily(url: string, signal: AbortSignal) {
  const controller = new AbortController()
  const onAbort = () => controller.abort()
  // ok: no-abort-listener-leak
  signal.addEventListener("abort", onAbort)
  try {
    return await fetch(url, { signal: controller.signal })
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}
