import type { z } from "zod"
import type { Job } from "../model/job.ts"
import type { Log } from "../model/log.ts"
import type { Enqueue } from "../model/ports.ts"

/** An event whose signature was right. Its texts are still hostile. */
interface WebhookEvent {
  /** GitHub's delivery GUID; the same when GitHub delivers again. */
  readonly id: string
  readonly name: string
  readonly payload: unknown
}

/** What an event means to us. */
export type Decision =
  | { readonly kind: "jobs"; readonly jobs: readonly Job[] }
  | { readonly kind: "ignored"; readonly reason: string }
  /** GitHub sent a shape we do not know; worth a warning, never worth refusing the event. */
  | { readonly kind: "unreadable"; readonly reason: string }

/** Pure: the same payload gives the same decision. Never throws. */
export type Decide = (payload: unknown) => Decision

export interface HandlerEdges {
  readonly enqueue: Enqueue
  readonly log: Log
}

/** Contract: when it resolves, everything the event asks for is kept durably; when it rejects, GitHub may deliver again. */
export type Handler = (event: WebhookEvent, edges: HandlerEdges) => Promise<void>

/** Turns a decision into a handler: the jobs are kept one after the other, each under a delivery id of its own. */
export function createHandler(decide: Decide): Handler {
  return async (event, { enqueue, log }) => {
    const about = { delivery: event.id, event: event.name }
    const decision = decide(event.payload)
    switch (decision.kind) {
      case "ignored":
        return log.debug({ ...about, reason: decision.reason }, "event ignored")
      case "unreadable":
        return log.warn({ ...about, reason: decision.reason }, "event has an unknown shape and is ignored")
      case "jobs":
        for (const [index, job] of decision.jobs.entries()) {
          const kept = await enqueue(job, index === 0 ? event.id : `${event.id}/${index + 1}`)
          log.info({ ...about, job: job.kind, kept }, "event kept as a job")
        }
    }
  }
}

/** Parses with the schema and decides; what does not fit the schema is unreadable, named by field and without its text. */
export function decideBy<T>(schema: z.ZodType<T>, decide: (payload: T) => Decision): Decide {
  return (payload) => {
    const parsed = schema.safeParse(payload)
    if (parsed.success) return decide(parsed.data)
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "payload")
    return { kind: "unreadable", reason: `unexpected value of ${[...new Set(fields)].slice(0, 10).join(", ")}` }
  }
}

/** Nothing to do, and why. */
export function ignore(reason: string): Decision {
  return { kind: "ignored", reason }
}

/** The job or jobs this event asks for. */
export function accept(...jobs: readonly Job[]): Decision {
  return { kind: "jobs", jobs }
}
