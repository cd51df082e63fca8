import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { readTokens } from "../../../src/expert/loop/read-tokens.ts"
import { costOf } from "../../../src/expert/spending/cost.ts"
import { priceOf } from "../../../src/expert/spending/prices.ts"
import { redactSecrets } from "../../../src/hygiene/redact-secrets.ts"
import { explainMiss, listCassettes, readCassette, recordReply, writeCassette } from "./cassette.ts"
import type { Cassette, RecordedReply } from "./cassette.ts"
import { readEvents, writeEvents } from "./compact-events.ts"
import { questionsId } from "./questions-id.ts"
import { partsOf, requestKey } from "./request-parts.ts"

export interface Recording {
  /** Who is asked. */
  readonly upstream: string
  /** Who answers, for whoever reads the cassette: `scripted`, or the provider. */
  readonly answeredBy: string
  /** US dollars; nothing more is asked once they are spent. */
  readonly limitUsd: number
}

export interface CassetteOptions {
  readonly folder: string
  /** `null` replays and asks nobody. */
  readonly record: Recording | null
}

export interface CassetteServer extends AsyncDisposable {
  readonly url: string
  /** Plays, or records, the review of this name; without it whatever the folder holds is played. */
  insert(name: string): void
  /**
   * Takes the cassette out, and keeps what was recorded since `insert`, unless something of it failed.
   * @returns how many recorded replies nobody asked for
   */
  eject(): number
  /** What no cassette answers, in words: the review, the pass, and what of the request is other than it was. */
  readonly misses: readonly string[]
  readonly spentUsd: () => number
}

type Body = Readonly<Record<string, unknown>>

/**
 * Stands between the client and the provider. While it records, every request goes through and its reply is kept; while it replays, a request that
 * was not recorded is refused, so that no test ever asks a model by mistake.
 */
export async function startCassettes({ folder, record }: CassetteOptions): Promise<CassetteServer> {
  const misses: string[] = []
  let spentUsd = 0
  let inserted: {
    readonly name: string
    readonly known: Cassette | null
    readonly recorded: RecordedReply[]
    readonly asked: Set<string>
    failed: boolean
  } | null = null
  const library = record === null ? readLibrary(folder) : []

  const replay = (response: ServerResponse, body: Body): void => {
    const parts = partsOf(body)
    const key = requestKey(parts)
    const replies = inserted === null ? library : (inserted.known?.replies ?? [])
    const reply = replies.find(({ request }) => request === key)
    inserted?.asked.add(key)
    if (reply !== undefined) return stream(response, writeEvents(reply.events))
    const pass = passOf(body)
    const about = inserted === null ? "" : `${inserted.name}: `
    const why = inserted !== null && inserted.known === null ? "there is no cassette of it" : explainMiss(pass, parts, replies)
    misses.push(about + why)
    refuse(response, `not on the cassette: ${about}${why}`)
  }

  const passOn = async (
    response: ServerResponse,
    request: IncomingMessage,
    { bytes, body }: { bytes: Buffer; body: Body },
    { upstream, limitUsd }: Recording,
  ): Promise<void> => {
    if (spentUsd >= limitUsd) {
      if (inserted !== null) inserted.failed = true
      misses.push(`${inserted?.name ?? ""}: the limit of $${limitUsd} for recording is used up`)
      return refuse(response, `the limit of $${limitUsd} for recording is used up`)
    }
    const reply = await fetch(new URL(request.url ?? "/", upstream), {
      method: "POST",
      headers: headersOf(request),
      body: new Uint8Array(bytes),
    })
    const text = await reply.text()
    const model = String(body["model"])
    const usd = costOfReply(model, text)
    spentUsd += usd
    // A failure of a moment is not what is to be remembered.
    if (reply.status === 200)
      inserted?.recorded.push(recordReply(partsOf(body), { pass: passOf(body), model, usd, events: readEvents(await redactSecrets(text)) }))
    else if (inserted !== null) inserted.failed = true
    response.writeHead(reply.status, { "content-type": reply.headers.get("content-type") ?? "" })
    response.end(text)
  }

  const server = createServer((request, response) => {
    readBody(request)
      .then((read) => (record === null ? replay(response, read.body) : passOn(response, request, read, record)))
      .catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    insert(name) {
      inserted = { name, known: record === null ? readCassette(folder, name) : null, recorded: [], asked: new Set(), failed: false }
    },
    eject() {
      const last = inserted
      inserted = null
      if (last === null) return 0
      if (record !== null && !last.failed && last.recorded.length > 0)
        writeCassette(folder, last.name, { answeredBy: record.answeredBy, questions: questionsId(), replies: last.recorded })
      return record === null ? (last.known?.replies ?? []).filter(({ request }) => !last.asked.has(request)).length : 0
    },
    misses,
    spentUsd: () => spentUsd,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function readLibrary(folder: string): RecordedReply[] {
  return listCassettes(folder).flatMap((name) => readCassette(folder, name)?.replies ?? [])
}

function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" })
  response.end(text)
}

// 400 is never tried again by the client.
function refuse(response: ServerResponse, message: string): void {
  response.writeHead(400, { "content-type": "application/json" })
  response.end(JSON.stringify({ type: "error", error: { type: "invalid_request_error", message } }))
}

/** What the client says to the provider, without what is about this connection. */
function headersOf(request: IncomingMessage): [string, string][] {
  const ours = new Set(["host", "connection", "content-length", "transfer-encoding", "accept-encoding"])
  return Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !ours.has(name) ? [[name, value]] : [],
  )
}

/** What the last count in a reply costs. */
function costOfReply(model: string, text: string): number {
  const price = priceOf(model)
  const counts = [...text.matchAll(/^data: (.*"usage".*)$/gm)].map(([, data]) => JSON.parse(data ?? "{}") as Counted)
  const usage = counts.reduce<Record<string, unknown>>((all, { message, usage: last }) => ({ ...all, ...message?.usage, ...last }), {})
  return price === null ? 0 : costOf(price, readTokens(usage as never)) / 1e9
}

interface Counted {
  readonly message?: { readonly usage?: object }
  readonly usage?: object
}

function passOf(body: Body): string {
  return /"text":"Pass: ([a-z-]+)\\n/.exec(JSON.stringify(body))?.[1] ?? "unnamed"
}

async function readBody(request: IncomingMessage): Promise<{ readonly bytes: Buffer; readonly body: Body }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return { bytes, body: JSON.parse(bytes.toString("utf8")) as Body }
}
