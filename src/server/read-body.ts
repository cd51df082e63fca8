import type { IncomingMessage } from "node:http"

/** How reading a body ended. */
export type Body =
  | { readonly kind: "complete"; readonly text: string }
  | { readonly kind: "too-large" }
  | { readonly kind: "busy" }
  | { readonly kind: "aborted" }

export interface BodyLimits {
  /** Bytes of one body. */
  readonly bodyBytes: number
  /** Bytes of all bodies held at once: a body has to be whole before its signature can be checked, so anybody can make us hold one. */
  readonly heldBytes: number
}

// GitHub never sends more than 25 MB; the second number is what a small container can spare.
const defaultBodyLimits: BodyLimits = { bodyBytes: 25 * 1024 * 1024, heldBytes: 128 * 1024 * 1024 }

/**
 * Reads whole bodies within limits; `content-length` is believed only when it is too large already. What is refused is
 * still received and dropped, because a client that is cut off in the middle never reads the answer.
 */
export function createBodyReader({ bodyBytes, heldBytes }: BodyLimits = defaultBodyLimits): (request: IncomingMessage) => Promise<Body> {
  let held = 0
  return async (request) => {
    if (Number(request.headers["content-length"] ?? 0) > bodyBytes) return refuse(request, "too-large", bodyBytes)
    let received = 0
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        received += chunk.length
        held += chunk.length
        chunks.push(chunk)
        if (received > bodyBytes) return refuse(request, "too-large", bodyBytes)
        if (held > heldBytes) return refuse(request, "busy", bodyBytes)
      }
      return { kind: "complete", text: Buffer.concat(chunks).toString("utf8") }
    } catch {
      return { kind: "aborted" }
    } finally {
      held -= received
    }
  }
}

function refuse(request: IncomingMessage, kind: "too-large" | "busy", patienceBytes: number): Body {
  let dropped = 0
  request.on("data", (chunk: Buffer) => {
    dropped += chunk.length
    // An honest client has read the answer by now.
    if (dropped > 2 * patienceBytes) request.destroy()
  })
  request.on("error", () => {})
  return { kind }
}
