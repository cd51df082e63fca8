import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers"
import type { StoredFacts } from "../analysis/source/blob-facts.ts"
import type { Analysis } from "../model/analysis.ts"
import type { AnalysisAnswer, Proof } from "../model/question.ts"
import { forkJailed, programBeside } from "../jail/fork-jailed.ts"
import { openLastWord } from "../jail/last-word.ts"
import type { LastWord } from "../jail/last-word.ts"
import { packRequest } from "./messages.ts"
import type { AnalysisSubject, ChildMessage, ChildRequest, Packing } from "./messages.ts"

export interface ChildOptions {
  /** Megabytes of JavaScript objects. */
  readonly memoryMb: number
  /** Another program than ours, for tests. */
  readonly program?: URL | undefined
}

export interface RunLimits extends Omit<Packing, "held"> {
  /** Milliseconds for the whole request. */
  readonly totalMs: number
  /** Milliseconds without a word about another file. */
  readonly silenceMs: number
  readonly signal: AbortSignal
}

/** A question or a trial. */
export type Inquiry = Extract<ChildRequest, { kind: "ask" | "prove" }>

export interface AskLimits {
  /** Milliseconds for the answer. */
  readonly totalMs: number
  readonly signal: AbortSignal
}

/** How a request ended. `file` is the blob id of the file that was worked on; `null` when none was. */
export type Ending =
  | { readonly kind: "done"; readonly analysis: Analysis; readonly facts: StoredFacts; readonly peakMb: number; readonly heldMb: number }
  | Ended
  | { readonly kind: "failed"; readonly message: string }

/** The process is no more. */
export interface Ended {
  readonly kind: "ended"
  readonly how: "crashed" | "ran out of memory" | "took too long"
  readonly file: string | null
  /** It would happen again: the parser itself broke, which is a matter of the file alone and not of the machine. */
  readonly isCertain: boolean
}

/** How an inquiry ended. */
export type AskEnding =
  | { readonly kind: "answered"; readonly answer: AnalysisAnswer }
  | { readonly kind: "tried"; readonly proof: Proof }
  | Ended
  | { readonly kind: "failed"; readonly message: string }

/** A process that may die at any moment without harm. */
export interface Child {
  /** Blobs whose text it has. */
  readonly held: Set<string>
  readonly isAlive: boolean
  run(subject: AnalysisSubject, limits: RunLimits): Promise<Ending>
  /** Asks about the head of the last run; one inquiry at a time. */
  ask(inquiry: Inquiry, limits: AskLimits): Promise<AskEnding>
  /** Lets go of the head of the last run, not of the files that are parsed. */
  forget(): void
  kill(): void
  /** Lets our process end while this one waits for work. */
  rest(): void
}

/**
 * Starts a process with nothing of ours: no environment, no right to write, to start programs or to read anything but the code.
 * It is killed rather than asked; it holds nothing that matters.
 */
export function startChild({ memoryMb, program = programBeside(import.meta, "child") }: ChildOptions): Child {
  const word = openLastWord()
  const child = forkJailed({
    program,
    lends: word.descriptor,
    environment: {},
    memoryMb,
    // Most of what parsing makes lives on; a larger nursery is copied less often. Twice as large takes 35 MB more and saves no time.
    flags: [
      "--min-semi-space-size=16",
      "--max-semi-space-size=16",
      // And below this nothing is worth collecting: what was parsed stays until the end.
      "--initial-old-space-size=400",
      // A review ends before the costliest compiler has paid for itself; it takes a sixth of all processor time.
      "--no-turbofan",
      // Nearly all functions run a few thousand times: too often for the interpreter, not often enough for more than the quickest compiler.
      "--always-sparkplug",
      // Helping threads make a collection shorter by less than they take from whoever else is at work.
      "--single-threaded-gc",
      "--invocation-count-for-maglev=6000",
    ],
    allowsAddons: true,
  })
  let complaint = ""
  child.stderr?.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString("latin1")).slice(-4_000)))
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve())
    child.once("error", () => resolve())
  }).then(() => word.close())
  const held = new Set<string>()
  /** Sends a request and waits for what comes back; `silenceMs` counts from the first file on. */
  const exchange = async (request: ChildRequest, { totalMs, silenceMs, signal }: AskLimits & { silenceMs: number | null }) => {
    const before = word.read()
    let late = false
    const giveUp = (): void => {
      late = true
      child.kill("SIGKILL")
    }
    const stop = (): void => void child.kill("SIGKILL")
    const total = setTimeout(giveUp, totalMs)
    const silence = silenceMs === null ? undefined : watchSilence(word, before, silenceMs, giveUp)
    signal.addEventListener("abort", stop, { once: true })
    if (signal.aborted) stop()
    try {
      const answered = new Promise<Exclude<ChildMessage, { kind: "ready" }>>((resolve) => {
        child.on("message", (message: ChildMessage) => {
          if (message.kind !== "ready") resolve(message)
        })
      })
      child.ref()
      child.channel?.ref()
      if (child.connected) child.send(request, () => undefined)
      const ending = await Promise.race([answered, ended])
      signal.throwIfAborted()
      if (ending !== undefined) return ending
      const isCertain = child.signalCode === "SIGSEGV" || child.signalCode === "SIGBUS"
      const how = late ? "took too long" : /heap|memory/i.test(complaint) ? "ran out of memory" : "crashed"
      const last = word.read()
      return { kind: "ended", isCertain, how, file: last === before ? null : blobIn(last) } satisfies Ended
    } finally {
      clearTimeout(total)
      clearInterval(silence)
      signal.removeEventListener("abort", stop)
      child.removeAllListeners("message")
    }
  }
  return {
    held,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null && child.connected
    },
    kill: () => void child.kill("SIGKILL"),
    rest: () => letGo(child),
    forget: () => void (child.connected && child.send({ kind: "forget" } satisfies ChildRequest, () => undefined)),
    async run(subject, { quarantined, facts, ...limits }) {
      const ending = await exchange({ kind: "analyze", request: packRequest(subject, { quarantined, facts, held }) }, limits)
      return ending.kind === "answered" || ending.kind === "tried" ? unexpected : ending
    },
    async ask(inquiry, limits) {
      const ending = await exchange(inquiry, { ...limits, silenceMs: null })
      return ending.kind === "done" ? unexpected : ending
    },
  }
}

/** Calls `giveUp` when no new word was left for so many milliseconds, give or take an eighth. */
function watchSilence(word: LastWord, before: string, silenceMs: number, giveUp: () => void): NodeJS.Timeout {
  let last = before
  let since = performance.now()
  return setInterval(
    () => {
      const now = word.read()
      // Starting takes as long as the machine is busy; it is no file's fault, so the silence begins with the first file.
      if (now === before) return
      if (now !== last) {
        last = now
        since = performance.now()
      } else if (performance.now() - since >= silenceMs) giveUp()
    },
    Math.min(1_000, silenceMs / 8),
  )
}

// Whoever broke the process may have written anything there, and it goes into our log.
function blobIn(word: string): string | null {
  return /^\d+ ([\w-]+)$/.exec(word)?.[1] ?? null
}

const unexpected = { kind: "failed", message: "it answered something else" } as const

function letGo(child: ReturnType<typeof forkJailed>): void {
  child.unref()
  child.channel?.unref()
  ;(child.stderr as unknown as { unref?: () => void } | null)?.unref?.()
}
