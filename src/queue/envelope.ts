import { z } from "zod"
import { Job } from "../model/job.ts"

/** What lies in the queue. */
export interface Envelope {
  readonly job: Job
  /** Generation of the pull request when the job was accepted; 0 for jobs without one. */
  readonly generation: number
}

// The job is text inside the JSON: a comment may hold NUL or half a surrogate pair, which PostgreSQL refuses in jsonb, and
// it has to come out exactly as it went in.
const Wrapped = z.object({ job: z.string(), generation: z.number().int().nonnegative() })

/** Wraps a job for the queue. */
export function renderEnvelope({ job, generation }: Envelope): { job: string; generation: number } {
  return { job: JSON.stringify(job), generation }
}

/** Unwraps what came out of the queue; `null` when it is not one of our jobs, whatever it is. */
export function parseEnvelope(data: unknown): Envelope | null {
  const wrapped = Wrapped.safeParse(data)
  if (!wrapped.success) return null
  const job = Job.safeParse(parseJson(wrapped.data.job))
  return job.success ? { job: job.data, generation: wrapped.data.generation } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
