import { clearInterval, setInterval } from "node:timers"
import type { Consult, HeadReader, Inquire } from "../model/ports.ts"
import type { ModelUsage } from "../model/review.ts"
import type { SourceFile, SourceTree } from "../model/source.ts"
import { ChildMessage } from "./messages.ts"
import type { ExpertSettings, HeadRequest, ParentMessage, Reception, Reply } from "./messages.ts"
import { unpackEvidence } from "./pack-evidence.ts"

/** Makes the expert of one review or inquiry. `onSpent` hears what was paid so far after each request to the model. */
export type MakeExpert = (
  settings: ExpertSettings,
  onSpent: (usage: ModelUsage) => void,
) => {
  readonly consult: Consult
  readonly inquire: Inquire
  /** How the provider received us, once the consultation is over. */
  readonly reception: () => Reception
}

// The other side takes silence for the end.
const ALIVE_MS = 5_000

/** Consults once, for the process that started this one. */
export function serveExpert(make: MakeExpert): void {
  const waiting = new Map<number, (reply: Reply) => void>()
  let last = 0
  const send = (message: ChildMessage): void => void process.send?.(message)
  const inTurn = createGate(ASKED_AT_ONCE)
  // What the other side would take for nonsense is not sent: a model may ask for anything.
  const ask: Ask = (request) =>
    inTurn(() => {
      const message = request(++last)
      if (!ChildMessage.safeParse(message).success) return Promise.resolve(null)
      return new Promise((resolve) => {
        waiting.set(message.id, resolve)
        send(message)
      })
    })
  const consult = async ({ evidence: packed, inquiry, settings }: Extract<ParentMessage, { kind: "consult" }>): Promise<void> => {
    const alive = setInterval(() => send({ kind: "alive" }), ALIVE_MS)
    try {
      const expert = make(settings, (usage) => send({ kind: "spent", usage }))
      const evidence = unpackEvidence(packed, openReader(ask, packed.head))
      const { signal } = new AbortController()
      const outcome = await (inquiry === null ? expert.consult(evidence, signal) : expert.inquire(evidence, inquiry, signal))
      send({ kind: "done", outcome, reception: expert.reception() })
    } catch (error) {
      // The name alone: messages may quote what was read.
      send({ kind: "failed", reason: error instanceof Error ? error.name : "unknown error" })
    } finally {
      clearInterval(alive)
    }
  }
  process.on("message", (message: ParentMessage) => {
    if (message.kind === "consult") return void consult(message)
    waiting.get(message.id)?.(message.reply)
    waiting.delete(message.id)
  })
  process.on("disconnect", () => process.exit(0))
}

const PATHS_AT_ONCE = 100
// The other side takes more than twice as many for nonsense.
const ASKED_AT_ONCE = 24

type Ask = (request: (id: number) => HeadRequest) => Promise<Reply | null>

function openReader(ask: Ask, head: SourceTree): HeadReader {
  return {
    async read(paths) {
      const files = new Map<string, SourceFile>()
      const unreadable = new Map<string, string>()
      const known = paths.filter((path) => head.entries.has(path))
      for (const path of paths) if (!head.entries.has(path)) unreadable.set(path, "not in the tree")
      for (let at = 0; at < known.length; at += PATHS_AT_ONCE) {
        const some = known.slice(at, at + PATHS_AT_ONCE)
        const reply = await ask((id) => ({ kind: "read", id, paths: some }))
        if (reply?.kind !== "read") for (const path of some) unreadable.set(path, noAnswer)
        else {
          for (const file of reply.files) files.set(file.path, file)
          for (const { path, reason } of reply.unreadable) unreadable.set(path, reason)
        }
      }
      return { sha: head.sha, entries: head.entries, files, unreadable }
    },
    async ask(question) {
      const reply = await ask((id) => ({ kind: "ask", id, question }))
      return reply?.kind === "ask" ? reply.answer : { kind: "unknown", reason: noAnswer }
    },
    async prove(trial) {
      const reply = await ask((id) => ({ kind: "prove", id, trial }))
      return reply?.kind === "prove" ? reply.proof : { proven: false, reason: noAnswer }
    },
  }
}

const noAnswer = "this cannot be asked"

/** Lets so many at a time begin, in their order. */
function createGate(most: number) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
