import { createHash } from "node:crypto"

/** What the provider would count for the input of one request. */
export interface CountedInput {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

interface Entry {
  /** Milliseconds; `null` until the answer of the request that wrote it begins. */
  readableFrom: number | null
  expiresAt: number
  readonly lifetimeMs: number
}

export interface SimulatedCache {
  /** Counts a request and writes its marked prefixes; they can be read once `begin` was called. */
  open(request: Readonly<Record<string, unknown>>): { readonly counted: CountedInput; begin(): void }
}

type Block = Readonly<Record<string, unknown>>
interface MarkedBlock {
  readonly block: Block
  readonly lifetimeMs: number | null
}

const bytesPerToken = 2.7
const lookBackBlocks = 20
// The provider keeps nothing shorter, and says nothing about it.
const shortestPrefixTokens = 1024
const minute = 60_000

/**
 * The provider's prompt cache by its documented rules: an exact prefix of bytes, written only at markers, found at most twenty blocks before one,
 * readable only after the writer's answer has begun, kept from the start of the request and renewed by each read.
 */
export function createSimulatedCache({ now }: { readonly now: () => number }): SimulatedCache {
  const entries = new Map<string, Entry>()

  return {
    open(request) {
      const startedAt = now()
      const { seed, blocks } = flatten(request)
      const prefixes = prefixesOf(seed, blocks)
      const total = tokensOf(prefixes.at(-1)?.bytes ?? seed.length)
      const marked = [...blocks.keys()].filter(
        (index) => blocks[index]!.lifetimeMs !== null && tokensOf(prefixes[index]!.bytes) >= shortestPrefixTokens,
      )
      const isReadable = (index: number): boolean => {
        const entry = entries.get(prefixes[index]!.hash)
        return (
          entry?.readableFrom !== undefined && entry.readableFrom !== null && entry.readableFrom <= startedAt && startedAt < entry.expiresAt
        )
      }
      const readAt = Math.max(-1, ...marked.flatMap((index) => within(index).filter(isReadable)))
      const readEntry = readAt === -1 ? undefined : entries.get(prefixes[readAt]!.hash)
      if (readEntry !== undefined) readEntry.expiresAt = startedAt + readEntry.lifetimeMs
      const cacheRead = readAt === -1 ? 0 : tokensOf(prefixes[readAt]!.bytes)

      const written = marked.filter((index) => index > readAt)
      const fresh: Entry[] = []
      const writes = { fiveMinutes: 0, hour: 0 }
      let from = cacheRead
      for (const index of written) {
        const { hash, bytes } = prefixes[index]!
        const lifetimeMs = blocks[index]!.lifetimeMs!
        writes[lifetimeMs > 5 * minute ? "hour" : "fiveMinutes"] += tokensOf(bytes) - from
        from = tokensOf(bytes)
        const entry = { readableFrom: null, expiresAt: startedAt + lifetimeMs, lifetimeMs }
        if (!entries.has(hash) || startedAt >= entries.get(hash)!.expiresAt) {
          entries.set(hash, entry)
          fresh.push(entry)
        }
      }
      return {
        counted: { input: total - from, cacheRead, cacheWrite5m: writes.fiveMinutes, cacheWrite1h: writes.hour },
        begin: () => {
          for (const entry of fresh) entry.readableFrom = now()
        },
      }
    },
  }
}

/** About how many tokens so many bytes are. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken)
}

function within(index: number): number[] {
  return Array.from({ length: Math.min(lookBackBlocks, index) + 1 }, (_, back) => index - back)
}

/** What comes before every block, and the blocks in the order in which the provider hashes them: tools, system, messages. */
function flatten(request: Readonly<Record<string, unknown>>): { readonly seed: string; readonly blocks: readonly MarkedBlock[] } {
  const { model, output_config: output, thinking, tool_choice: choice } = request
  const lists: { readonly name: string; readonly content: unknown }[] = [
    { name: "tools", content: request["tools"] },
    { name: "system", content: request["system"] },
    ...((request["messages"] ?? []) as { role: string; content: unknown }[]).map(({ role, content }) => ({ name: role, content })),
  ]
  const blocks = lists.flatMap(({ name, content }) =>
    (Array.isArray(content) ? (content as Block[]) : []).map((block): MarkedBlock => {
      const { cache_control: marker, ...rest } = block as { cache_control?: { ttl?: string } }
      return { block: { name, ...rest }, lifetimeMs: marker === undefined ? null : (marker.ttl === "1h" ? 60 : 5) * minute }
    }),
  )
  // Not part of what is counted, but of what must be equal.
  return { seed: JSON.stringify([model, output, thinking, choice]), blocks }
}

function prefixesOf(seed: string, blocks: readonly MarkedBlock[]): readonly { readonly hash: string; readonly bytes: number }[] {
  const hash = createHash("sha256").update(seed)
  let bytes = 0
  return blocks.map(({ block }) => {
    const text = JSON.stringify(block)
    bytes += Buffer.byteLength(text)
    hash.update(text)
    return { hash: hash.copy().digest("hex"), bytes }
  })
}
