import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { UserError } from "../errors.ts"

/** A server that can be opened once and closed once. */
export interface Listener {
  /** Resolves with the real port when connections are accepted. @throws UserError when the address cannot be had. */
  listen(): Promise<Address>
  /**
   * Accepts no new connection and waits for the requests under way, at most `graceMs`; then cuts off what is left.
   * `drained` tells whether nothing had to be cut off. A second call waits for the first.
   */
  close(options: { readonly graceMs: number }): Promise<{ readonly drained: boolean }>
  readonly isDraining: boolean
}

interface Address {
  readonly host: string
  readonly port: number
  /** Without a trailing slash. */
  readonly url: string
}

/** Answers one request; what it throws becomes a 500 without details. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Milliseconds a client may take. Somebody who sends a byte a second must not hold a connection for long. */
export interface ClientLimits {
  readonly headersMs: number
  readonly requestMs: number
  readonly checkEveryMs: number
}

// GitHub gives up after 10 seconds, 30 on GitHub Enterprise Server; nobody we serve is slower.
const defaultLimits: ClientLimits = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 5_000 }

interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly respond: Respond
  readonly onError: (error: unknown) => void
  readonly limits?: ClientLimits | undefined
}

/** A server of ours on `node:http`, with time limits for its clients. Port 0 lets the system choose. */
export function createListener({ host, port, respond, onError, limits = defaultLimits }: ListenerOptions): Listener {
  const underWay = new Map<Promise<void>, ServerResponse>()
  let closing: Promise<{ drained: boolean }> | null = null

  const server = createServer({ connectionsCheckingInterval: limits.checkEveryMs }, (request, response) => {
    if (closing !== null) response.setHeader("connection", "close")
    const answered = answer(request, response, respond, onError)
    underWay.set(answered, response)
    void answered.finally(() => underWay.delete(answered))
  })
  server.headersTimeout = limits.headersMs
  server.requestTimeout = limits.requestMs
  server.keepAliveTimeout = 5_000
  // An accept can fail later too, for want of file handles; unheard it would end the process.
  server.on("error", (error) => {
    if (server.listening) onError(error)
  })

  return {
    listen: () => listen(server, host, port),
    close: ({ graceMs }) => (closing ??= drain(server, underWay, graceMs)),
    get isDraining() {
      return closing !== null
    },
  }
}

// Never rejects: a client that went away is no reason to fail.
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  respond: Respond,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await respond(request, response)
  } catch (error) {
    onError(error)
    if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" })
    response.end(`{"error":"internal error"}`)
  }
}

async function listen(server: Server, host: string, port: number): Promise<Address> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const refuse = (error: NodeJS.ErrnoException) => reject(explainListen(error, host, port))
  server.once("error", refuse)
  server.listen(port, host, resolve)
  await promise
  server.off("error", refuse)
  const actual = (server.address() as AddressInfo).port
  return { host, port: actual, url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}` }
}

function explainListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new UserError(`Port ${port} of ${host} is in use: end the program that listens there, or set PORT to a free one.`)
    case "EACCES":
      return new UserError(`Port ${port} of ${host} is not allowed for this user: set PORT to one above 1023.`)
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new UserError(`${host} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for every network.`)
    default:
      return error
  }
}

async function drain(server: Server, underWay: ReadonlyMap<Promise<void>, ServerResponse>, graceMs: number): Promise<{ drained: boolean }> {
  const { promise: timeUp, resolve: callTime } = Promise.withResolvers<"time is up">()
  const timer = setTimeout(callTime, graceMs, "time is up")
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
  // Else their connections stay open, kept alive for requests that are not wanted.
  for (const response of underWay.values()) if (!response.headersSent) response.setHeader("connection", "close")
  // The handlers too: one may still be keeping a job after its client hung up.
  const settled = await Promise.race([Promise.all([closed, ...underWay.keys()]), timeUp])
  clearTimeout(timer)
  if (settled !== "time is up") return { drained: true }
  server.closeAllConnections()
  await closed
  return { drained: false }
}
