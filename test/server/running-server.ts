import { createHmac, generateKeyPairSync } from "node:crypto"
import { request } from "node:http"
import type { IncomingHttpHeaders } from "node:http"
import { Writable } from "node:stream"
import { pino } from "pino"
import { createApp } from "../../src/app.ts"
import type { Config } from "../../src/config.ts"
import type { Enqueue } from "../../src/model/ports.ts"
import { createServer } from "../../src/server/create-server.ts"
import type { Listener } from "../../src/server/listener.ts"

const secret = "a-secret-of-enough-length"
const privateKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey

export function aConfig(): Config {
  return {
    github: { apiUrl: "http://127.0.0.1:9", webUrl: "https://github.example.com", appId: 1, privateKey, webhookSecret: secret },
    server: { host: "127.0.0.1", port: 0, publicUrl: null, shutdownGraceMs: 1_000 },
    storage: { databaseUrl: null, dataDir: "/nowhere" },
    log: { level: "info", format: "json" },
    worker: { concurrency: 1 },
    analysis: { limitMs: 120_000, memoryMb: 1024 },
    model: null,
    spending: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 },
  }
}

/** A logger that keeps its lines. */
export function recordingLogger() {
  const lines: string[] = []
  const logger = pino({ level: "debug" }, new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(String(chunk)), done()) }))
  return { logger, lines }
}

/** The real server around the real App on a free port, closed with the scope. */
export async function runServer({
  enqueue = async () => "accepted",
  ...options
}: { enqueue?: Enqueue } & Partial<Parameters<typeof createServer>[0]> = {}) {
  const { logger, lines } = recordingLogger()
  const listener: Listener = await createServer({
    config: aConfig(),
    app: createApp({ enqueue, log: logger }),
    readiness: {},
    logger,
    ...options,
  })
  const { url, port } = await listener.listen()
  return { listener, url, port, lines, [Symbol.asyncDispose]: async () => void (await listener.close({ graceMs: 0 })) }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Written piece by piece; several pieces without a content-length travel chunked. */
  readonly body?: readonly (string | Buffer)[]
}

/** One request with nothing added, so that a test sends exactly the mistake it is about. */
export async function send(url: string, { method = "GET", headers = {}, body = [] }: Sent = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const outgoing = request(
    url,
    {
      method,
      headers: { ...headers, ...(method === "POST" && headers["content-length"] === undefined ? { "transfer-encoding": "chunked" } : {}) },
      agent: false,
    },
    (response) => {
      const chunks: Buffer[] = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      )
    },
  )
  outgoing.on("error", reject)
  for (const piece of body) outgoing.write(piece)
  outgoing.end()
  return promise
}

export function sign(body: string, key: string = secret): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`
}

export const anOpenedPullRequest = {
  action: "opened",
  pull_request: { number: 7 },
  installation: { id: 5 },
  repository: { id: 42, name: "shop", owner: { login: "octo" } },
}

interface Delivery {
  readonly event?: string
  readonly payload?: unknown
  readonly body?: string
  /** Replace or, with the empty string, remove a header. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A delivery as GitHub makes it. */
export async function deliver(url: string, delivery: Delivery = {}): Promise<Answer> {
  const { event = "pull_request", payload = anOpenedPullRequest, headers = {} } = delivery
  const body = delivery.body ?? JSON.stringify(payload)
  const all = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": sign(body),
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""))
  return send(`${url}/api/github/webhooks`, { method: "POST", headers: kept, body: [body] })
}
