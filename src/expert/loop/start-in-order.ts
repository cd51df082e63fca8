import type { PassRequest, PassResult, RunPass } from "../pass.ts"

/**
 * Runs several passes over one prefix. The first starts alone; the others follow when its answer begins, because only then the provider can read
 * the prefix from its cache. At most `atOnce` run at the same time. Results come in the order of the requests. Throws what `runPass` throws, after
 * every pass that had started has ended.
 */
export async function startInOrder(
  runPass: RunPass,
  requests: readonly PassRequest[],
  signal: AbortSignal,
  { atOnce = 4 }: { readonly atOnce?: number } = {},
): Promise<readonly PassResult[]> {
  const results: PassResult[] = []
  const waiting = requests.keys()
  const work = async (onStarted?: () => void): Promise<void> => {
    for (const index of waiting) results[index] = await runPass(requests[index]!, signal, onStarted)
  }
  const workers: Promise<void>[] = []
  await new Promise<void>((resolve) => {
    // Also when the first pass ends without an answer, or with an error: nobody waits for a lead that is lost.
    workers.push(work(resolve).finally(resolve))
  })
  for (let count = 1; count < atOnce; count += 1) workers.push(work())
  const endings = await Promise.allSettled(workers)
  const failed = endings.find((ending) => ending.status === "rejected")
  if (failed !== undefined) throw failed.reason
  return results
}
