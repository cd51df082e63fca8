import { setInterval } from "node:timers"
import { openDemoPullRequest } from "../src/cli/demo.ts"
import { awaitReview, openScene } from "../src/cli/scene.ts"
import type { RequestRecord } from "../src/sandbox/journal.ts"

/** Measures the review of the demo pull request: time from the webhook, requests by kind, memory of sandbox and App together. */
export async function run(words: readonly string[]): Promise<void> {
  const rounds = Number(words[0] ?? 3)
  const results: Measurement[] = []
  for (let round = 1; round <= rounds; round++) {
    const result = await measure()
    results.push(result)
    console.log(
      `round ${round}: first write ${result.firstWriteMs} ms, concluded ${result.concludedMs} ms, ${result.requests} requests, peak ${result.peakMb} MB`,
    )
    for (const [stage, ms] of Object.entries(result.stages)) console.log(`         ${stage.padEnd(16)} ${String(ms).padStart(6)} ms`)
  }
  const last = results.at(-1)
  if (last === undefined) return
  console.log("\nrequests of the last round")
  for (const [kind, count] of Object.entries(last.byKind).toSorted((a, b) => b[1] - a[1]))
    console.log(`  ${String(count).padStart(4)}  ${kind}`)
  const median = (pick: (result: Measurement) => number) => results.map(pick).toSorted((a, b) => a - b)[Math.floor(results.length / 2)]
  console.log(
    `\ndemo rounds=${rounds} firstWriteMs=${median((result) => result.firstWriteMs)} concludedMs=${median((result) => result.concludedMs)} requests=${last.requests} writes=${last.writes} git=${last.byKind["git/upload-pack"] ?? 0} peakMb=${Math.max(...results.map((result) => result.peakMb))}`,
  )
}

interface Measurement {
  readonly firstWriteMs: number
  readonly concludedMs: number
  readonly requests: number
  readonly writes: number
  readonly byKind: Readonly<Record<string, number>>
  readonly stages: Readonly<Record<string, number>>
  /** Resident set of the whole process: sandbox, App and embedded database. */
  readonly peakMb: number
}

async function measure(): Promise<Measurement> {
  let peak = 0
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10)
  const stages: Record<string, number> = {}
  let opened = 0
  let firstWrite = 0
  const openedAt = { requests: 0 }
  try {
    let look = (): void => undefined
    await using scene = await openScene({
      port: 0,
      onActivity: () => look(),
      onLog: (line) => {
        const fields = JSON.parse(line) as Record<string, unknown>
        if (fields["msg"] === "reviewed")
          for (const [key, value] of Object.entries(fields)) if (key.endsWith("Ms")) stages[key] = Number(value)
      },
    })
    const { sandbox } = scene
    look = () => {
      if (firstWrite === 0 && sandbox.writes().length > 0) firstWrite = performance.now()
    }
    openedAt.requests = sandbox.requests().length
    const pullRequest = await openDemoPullRequest(sandbox)
    // The webhook goes out when the pull request is opened; the sandbox's own preparation before it does not count.
    opened = performance.now()
    const reading = await awaitReview(sandbox, pullRequest, new AbortController().signal)
    const concluded = performance.now()
    if (reading === null) throw new Error("The demo was not reviewed within three minutes.")
    const requests = sandbox.requests().slice(openedAt.requests)
    return {
      firstWriteMs: Math.round(Math.max(0, firstWrite - opened)),
      concludedMs: Math.round(concluded - opened),
      requests: requests.length,
      writes: sandbox.writes().length,
      byKind: countKinds(requests),
      stages,
      peakMb: Math.round(peak / 1024 / 1024),
    }
  } finally {
    clearInterval(sampler)
  }
}

function countKinds(requests: readonly RequestRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { operationId, method, path } of requests) {
    const kind = operationId ?? `${method} ${path}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
