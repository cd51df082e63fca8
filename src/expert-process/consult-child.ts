import { clearTimeout, setTimeout } from "node:timers"
import { forkJailed, programBeside } from "../jail/fork-jailed.ts"
import type { ModelUsage } from "../model/review.ts"
import { ChildMessage } from "./messages.ts"
import type { HeadRequest, ParentMessage, Reception, Reply } from "./messages.ts"

export interface ChildOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Megabytes of JavaScript objects. */
  readonly memoryMb: number
  /** Milliseconds for the whole consultation. */
  readonly wallMs: number
  /** Milliseconds without a word from it. */
  readonly silenceMs: number
  /** Another program than ours, for tests. */
  readonly program?: URL | undefined
}

/** How a consultation in a process of its own ended, and what it had cost by then as far as it told. */
export type ChildEnding = { readonly spent: ModelUsage | null } & (
  | { readonly kind: "done"; readonly outcome: unknown; readonly reception: Reception }
  | {
      readonly kind: "failed"
      readonly how: "crashed" | "ran out of memory" | "took too long" | "stopped answering" | "failed" | "talked nonsense"
    }
)

// What it has asked and is not answered yet; more is no reading any more.
const MAX_WAITING = 64

/** Runs one consultation in a process, answers what it asks, and ends the process whatever happens. Throws the reason of the signal. */
export async function consultChild(
  request: Extract<ParentMessage, { kind: "consult" }>,
  {
    answer,
    onSpent,
  }: { readonly answer: (request: HeadRequest) => Promise<Reply>; readonly onSpent?: ((usage: ModelUsage) => void) | undefined },
  { environment, memoryMb, wallMs, silenceMs, program = programBeside(import.meta, "child") }: ChildOptions,
  signal: AbortSignal,
): Promise<ChildEnding> {
  signal.throwIfAborted()
  const child = forkJailed({ program, environment, memoryMb, allowsNetwork: true })
  let spent: ModelUsage | null = null
  let complaint = ""
  let waiting = 0
  child.stderr?.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString("latin1")).slice(-4_000)))
  const timers = new Set<NodeJS.Timeout>()
  let onAbort = (): void => undefined
  try {
    return await new Promise<ChildEnding>((resolve, reject) => {
      const fail = (how: Extract<ChildEnding, { kind: "failed" }>["how"]): void => resolve({ kind: "failed", how, spent })
      onAbort = () => reject(signal.reason as Error)
      signal.addEventListener("abort", onAbort, { once: true })
      timers.add(setTimeout(() => fail("took too long"), wallMs))
      let silence = setTimeout(() => fail("stopped answering"), silenceMs)
      const hear = (): void => {
        clearTimeout(silence)
        timers.delete(silence)
        timers.add((silence = setTimeout(() => fail("stopped answering"), silenceMs)))
      }
      timers.add(silence)
      const reply = (message: HeadRequest): void => {
        if (++waiting > MAX_WAITING) return fail("talked nonsense")
        answer(message)
          .then(
            (each) =>
              child.connected && child.send({ kind: "reply", id: message.id, reply: each } satisfies ParentMessage, () => undefined),
          )
          .catch(() => (signal.aborted ? undefined : fail("failed")))
          .finally(() => waiting--)
      }
      child.on("message", (raw: unknown) => {
        hear()
        const parsed = ChildMessage.safeParse(raw)
        if (!parsed.success) return fail("talked nonsense")
        const message = parsed.data
        switch (message.kind) {
          case "alive":
            return
          case "spent":
            spent = message.usage
            onSpent?.(spent)
            return
          case "done":
            return resolve({ ...message, spent })
          case "failed":
            return fail("failed")
          default:
            return reply(message)
        }
      })
      child.once("close", () => fail(/heap|memory/i.test(complaint) ? "ran out of memory" : "crashed"))
      child.once("error", () => fail("crashed"))
      child.send(request satisfies ParentMessage, () => undefined)
    })
  } finally {
    signal.removeEventListener("abort", onAbort)
    for (const timer of timers) clearTimeout(timer)
    child.kill("SIGKILL")
  }
}
