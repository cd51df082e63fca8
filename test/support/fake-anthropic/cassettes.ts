import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { z } from "zod"
import { prompts } from "../../../src/expert/prompts.ts"
import { canonicalJson } from "../../../src/expert/request/canonical.ts"
import { costOf } from "../../../src/expert/spending/cost.ts"
import { priceOf } from "../../../src/expert/spending/prices.ts"
import { readTokens } from "../../../src/expert/loop/read-tokens.ts"
import { redactSecrets } from "../../../src/hygiene/redact-secrets.ts"

const Cassette = z.object({
  /** What the request was, see `cassetteKey`; the request itself is not kept. */
  key: z.string(),
  /** The prompts it was recorded with. */
  prompts: z.string(),
  pass: z.string(),
  model: z.string(),
  status: z.int(),
  contentType: z.string(),
  /** The reply as it came, event by event, with secrets taken out. */
  events: z.array(z.string()),
  usd: z.number(),
})

export interface CassetteOptions {
  readonly folder: string
  /** `null` replays and asks nobody. */
  readonly record: {
    readonly upstream: string
    /** US dollars; nothing more is recorded once they are spent. */
    readonly limitUsd: number
  } | null
}

export interface CassetteServer extends AsyncDisposable {
  readonly url: string
  /** Requests that no cassette answers, by what they are about. */
  readonly misses: readonly string[]
  readonly spentUsd: () => number
}

/** Names the prompts of this commit: a cassette of others answers questions that are no longer asked. */
export const promptsId = createHash("sha256").update(canonicalJson(prompts)).digest("hex").slice(0, 12)

/**
 * Stands between the client and the provider. While it records, every request goes through and its reply is kept; while it replays, a request that
 * was not recorded is refused, so that no test ever asks a model by mistake.
 */
export async function startCassettes({ folder, record }: CassetteOptions): Promise<CassetteServer> {
  const misses: string[] = []
  let spentUsd = 0

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bytes = await readAll(request)
    const body = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>
    const key = cassetteKey(request.url ?? "/", body)
    const path = join(folder, `${key}.json`)
    if (existsSync(path)) return play(response, path)
    const about = `${passOf(body)} ${key.slice(0, 12)}`
    if (record === null) {
      misses.push(about)
      return refuse(response, `no cassette for ${about}`)
    }
    if (spentUsd >= record.limitUsd) return refuse(response, `the limit of $${record.limitUsd} for recording is used up`)
    const { cassette, text } = await fetchReply(record.upstream, request, { body, bytes, key })
    spentUsd += cassette.usd
    // A failure of a moment is not what is to be remembered.
    if (cassette.status === 200) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(path, `${JSON.stringify(cassette, null, 2)}\n`)
    }
    response.writeHead(cassette.status, { "content-type": cassette.contentType })
    response.end(text)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misses,
    spentUsd: () => spentUsd,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The sha256 of a request, whatever the order of its keys; headers, and with them the API key, are no part of it. */
export function cassetteKey(path: string, body: unknown): string {
  return createHash("sha256")
    .update(`${path}\n${canonicalJson(body)}`)
    .digest("hex")
}

function play(response: ServerResponse, path: string): void {
  const cassette = Cassette.parse(JSON.parse(readFileSync(path, "utf8")))
  response.writeHead(cassette.status, { "content-type": cassette.contentType })
  response.end(cassette.events.join(""))
}

// 400 is never tried again by the client.
function refuse(response: ServerResponse, message: string): void {
  response.writeHead(400, { "content-type": "application/json" })
  response.end(JSON.stringify({ type: "error", error: { type: "invalid_request_error", message } }))
}

async function fetchReply(
  upstream: string,
  request: IncomingMessage,
  { body, bytes, key }: { readonly body: Readonly<Record<string, unknown>>; readonly bytes: Buffer; readonly key: string },
): Promise<{ readonly cassette: z.infer<typeof Cassette>; readonly text: string }> {
  const passedOn = ["authorization", "content-type", "anthropic-version", "anthropic-beta", "accept"]
  const headers = passedOn.flatMap((name): [string, string][] => {
    const value = request.headers[name]
    return typeof value === "string" ? [[name, value]] : []
  })
  const reply = await fetch(new URL(request.url ?? "/", upstream), { method: "POST", headers, body: new Uint8Array(bytes) })
  const text = await reply.text()
  const model = String(body["model"])
  return {
    text,
    cassette: {
      key,
      prompts: promptsId,
      pass: passOf(body),
      model,
      status: reply.status,
      contentType: reply.headers.get("content-type") ?? "",
      events: (await redactSecrets(text)).split(/(?<=\n\n)/),
      usd: costOfReply(model, text),
    },
  }
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

function passOf(body: Readonly<Record<string, unknown>>): string {
  return /"text":"Pass: ([a-z-]+)\\n/.exec(JSON.stringify(body))?.[1] ?? "unnamed"
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
