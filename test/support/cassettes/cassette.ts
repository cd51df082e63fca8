import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { digestParts, requestKey } from "./request-parts.ts"
import type { RequestParts } from "./request-parts.ts"

const RecordedReply = z.strictObject({
  pass: z.string(),
  model: z.string(),
  /** Names the request; the request itself is not kept. */
  request: z.string(),
  /** Eight digits for each part of the request, so that a replay can tell which one is another now. */
  parts: z.record(z.string(), z.string()),
  /** The reply as it was streamed, with secrets taken out. */
  events: z.array(z.record(z.string(), z.unknown())),
  /** US dollars that the reply cost. */
  usd: z.number(),
})
export type RecordedReply = z.infer<typeof RecordedReply>

/** Every reply that one review got. */
const Cassette = z.strictObject({
  /** `scripted` where no model answered. */
  answeredBy: z.string(),
  /** The prompts, schemas and tools it was recorded with, see `questionsId`. */
  questions: z.string(),
  replies: z.array(RecordedReply),
})
export type Cassette = z.infer<typeof Cassette>

/** Takes the folder and the name of a review, returns what was recorded of it; `null` for nothing. Throws when the file is no cassette. */
export function readCassette(folder: string, name: string): Cassette | null {
  const path = join(folder, `${name}.json`)
  return existsSync(path) ? Cassette.parse(JSON.parse(readFileSync(path, "utf8"))) : null
}

/** Returns the names of what was recorded in a folder. */
export function listCassettes(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .toSorted()
}

/** Writes a cassette, in an order that does not depend on which request came first, with a line for each thing that is worth comparing. */
export function writeCassette(folder: string, name: string, { answeredBy, questions, replies }: Cassette): void {
  mkdirSync(folder, { recursive: true })
  const sorted = replies.toSorted((a, b) => compare(rank(a), rank(b)) || compare(a.request, b.request))
  const head = `{"answeredBy":${JSON.stringify(answeredBy)},\n"questions":${JSON.stringify(questions)},\n"replies":[\n`
  writeFileSync(join(folder, `${name}.json`), `${head}${sorted.map(writeReply).join(",\n")}\n]}\n`)
}

function writeReply({ events, parts, ...rest }: RecordedReply): string {
  const lines = events.map((event) => `  ${JSON.stringify(event)}`)
  return `${JSON.stringify(rest).slice(0, -1)},\n "parts":${JSON.stringify(parts)},\n "events":[\n${lines.join(",\n")}\n ]}`
}

/** In words: what tells a request from the recorded one of its pass that is most like it. */
export function explainMiss(pass: string, parts: RequestParts, replies: readonly RecordedReply[]): string {
  const known = replies.filter((reply) => reply.pass === pass)
  if (known.length === 0) return `no request of the pass ${pass} was recorded`
  const digests = digestParts(parts)
  const differences = known.map((reply) => differing(digests, reply.parts)).toSorted((a, b) => a.length - b.length)
  const [first = "the order of its parts", ...others] = differences[0] ?? []
  const now = parts.get(first)
  return `${pass} differs from what was recorded in ${first}${others.length > 0 ? `, then in ${others.join(", ")}` : ""}; ${first} is now ${now === undefined ? "missing" : excerpt(now)}`
}

function differing(digests: Readonly<Record<string, string>>, recorded: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(digests), ...Object.keys(recorded)])].filter((name) => digests[name] !== recorded[name])
}

/** Takes what is known of a request and its reply, returns the record of it. */
export function recordReply(parts: RequestParts, rest: Pick<RecordedReply, "pass" | "model" | "events" | "usd">): RecordedReply {
  const { pass, model, events, usd } = rest
  return { pass, model, request: requestKey(parts), parts: digestParts(parts), events, usd }
}

function excerpt(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`
}

/** The passes of a review, in the order in which they are asked. */
export const recordedPasses: readonly string[] = [
  "intent",
  "find-all",
  "find-correctness",
  "find-security",
  "find-surroundings",
  "refute",
  "fix",
  "report",
]

function rank({ pass, parts }: RecordedReply): string {
  return `${String(recordedPasses.indexOf(pass)).padStart(2, "0")} ${String(Object.keys(parts).length).padStart(3, "0")}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
