import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { sendReply } from "./send-reply.ts"
import type { Reply } from "./reply.ts"
import { createSimulatedCache, tokensOf } from "./simulated-cache.ts"
import type { CountedUsage } from "./write-events.ts"

/** One request as it arrived, and what it was told it cost. */
export interface JournalledRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  readonly body: Readonly<Record<string, unknown>>
  /** The pass that the request names; `null` when it names none. */
  readonly pass: string | null
  /** `null` for a reply that is no message. What was counted when the answer ended, or as far as it was told. */
  usage: CountedUsage | null
  /** False when the answer broke off before its last count. */
  isWhole: boolean
}

/** What answers a request: one reply after the other, or one that looks at the request. */
export type Script = readonly Reply[] | ((request: JournalledRequest, index: number) => Reply)

export interface FakeAnthropic extends AsyncDisposable {
  readonly url: string
  readonly journal: readonly JournalledRequest[]
  /** Sets what requests of a pass are answered; `*` for passes without a script of their own. A list that is used up answers 500. */
  script(pass: string, script: Script): void
  /** Resolves when an answer has fallen silent, or never begins, at this or an earlier time that nobody was told of. */
  stalled(): Promise<void>
  /** Lets a paused answer go on; see `pingsAt`. */
  resume(): void
  /** Forgets every prompt it has seen, as a provider does after an hour. */
  emptyCache(): void
  paused(): Promise<void>
}

/** A provider on this machine that says what the test tells it to. `now` drives the life of what is in its cache. */
export async function startFakeAnthropic({ now = Date.now }: { readonly now?: () => number } = {}): Promise<FakeAnthropic> {
  const journal: JournalledRequest[] = []
  const scripts = new Map<string, Script>()
  const asked = new Map<string, number>()
  let cache = createSimulatedCache({ now })
  const sockets = new Set<Socket>()
  const stalls = createSignals()
  const pauses = createSignals()
  const resumes = createSignals()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const entry = await record(request)
    journal.push(entry)
    if (entry.path === "/v1/messages/count_tokens") return countTokens(entry, response)
    const reply = nextReply(entry)
    const opened = cache.open(entry.body)
    await sendReply(response, entry, reply, {
      counted: opened.counted,
      begin: () => opened.begin(),
      id: `msg_${journal.length}`,
      stalled: stalls.raise,
      pause: () => {
        pauses.raise()
        return resumes.wait()
      },
    })
  }

  const nextReply = (entry: JournalledRequest): Reply => {
    const name = scripts.has(entry.pass ?? "") ? entry.pass! : "*"
    const script = scripts.get(name)
    const index = asked.get(name) ?? 0
    asked.set(name, index + 1)
    const reply = typeof script === "function" ? script(entry, index) : script?.[index]
    return (
      reply ?? { status: 500, body: JSON.stringify({ type: "error", error: { type: "api_error", message: `no reply for ${entry.pass}` } }) }
    )
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    script(pass, script) {
      scripts.set(pass, script)
      asked.delete(pass)
    },
    stalled: stalls.wait,
    paused: pauses.wait,
    resume: resumes.raise,
    emptyCache: () => void (cache = createSimulatedCache({ now })),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Signals that are not lost when nobody waits yet. */
function createSignals() {
  let raised = 0
  const waiting: (() => void)[] = []
  return {
    raise: (): void => {
      const next = waiting.shift()
      if (next === undefined) raised += 1
      else next()
    },
    wait: (): Promise<void> => {
      if (raised > 0) {
        raised -= 1
        return Promise.resolve()
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}

async function record(request: IncomingMessage): Promise<JournalledRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const body = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>
  return {
    path: new URL(request.url ?? "/", "http://fake").pathname,
    headers: request.headers,
    bytes,
    body,
    pass: passOf(body),
    usage: null,
    isWhole: false,
  }
}

/** Our own turns name the pass in their first line; hostile data are in other blocks, or begin with a bracket. */
function passOf(body: Readonly<Record<string, unknown>>): string | null {
  const messages = (body["messages"] ?? []) as { readonly content: readonly { readonly type: string; readonly text?: string }[] }[]
  const texts = messages
    .flatMap(({ content }) => (Array.isArray(content) ? content : []))
    .flatMap(({ type, text }) => (type === "text" ? [text] : []))
  return texts.map((text) => /^Pass: ([a-z-]+)\n/.exec(text ?? "")?.[1]).findLast((name) => name !== undefined) ?? null
}

function countTokens(entry: JournalledRequest, response: ServerResponse): void {
  const { tools, system, messages } = entry.body
  response.writeHead(200, { "content-type": "application/json" })
  response.end(JSON.stringify({ input_tokens: tokensOf(Buffer.byteLength(JSON.stringify([tools, system, messages]))) }))
}
