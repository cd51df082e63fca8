import { readBlobs, readBlobSizes } from "./read-blobs.ts"
import type { ReviewRepository } from "./review-repository.ts"

/** Brings blobs from wherever they are into the repository; ids that are there already cost nothing. */
type FetchBlobs = (ids: readonly string[]) => Promise<void>

export interface BlobStoreOptions {
  readonly repository: ReviewRepository
  readonly fetchBlobs: FetchBlobs
  readonly maxFileBytes: number
  /** Sizes that are known before anything is fetched. */
  readonly knownSizes: ReadonlyMap<string, number>
}

/** The blobs of one checkout. Small ones are fetched in batches; large ones never are when their size is known. */
export interface BlobStore {
  /** Makes the blobs that are not too large readable; one fetch at most for all who ask at the same time. */
  prefetch(ids: readonly string[]): Promise<void>
  /** Bytes, or `null` when the blob is not here; only after `prefetch`. */
  sizeOf(id: string): number | null
  /** Hands on the first `keepBytes` of each; the ids must have been prefetched and not be too large. */
  read(ids: readonly string[], keepBytes: number, onBlob: (id: string, bytes: Buffer) => void): Promise<void>
  /** Why the blob cannot be read, in words; `null` when it can. Only after `prefetch`. */
  reasonAgainst(id: string): string | null
}

/** Creates the store; it holds sizes, never contents. */
export function createBlobStore({ repository, fetchBlobs, maxFileBytes, knownSizes }: BlobStoreOptions): BlobStore {
  const sizes = new Map(knownSizes)
  const settled = new Set<string>()

  const sizeOf = (id: string): number | null => sizes.get(id) ?? null
  const bring = async (ids: ReadonlySet<string>): Promise<void> => {
    const wanted = [...ids].filter((id) => !settled.has(id) && (sizes.get(id) ?? 0) <= maxFileBytes)
    if (wanted.length === 0) return
    await fetchBlobs(wanted)
    const found = await readBlobSizes(repository, wanted)
    for (const id of wanted) {
      settled.add(id)
      const size = found.get(id)
      if (size === undefined) sizes.delete(id)
      else sizes.set(id, size)
    }
  }
  // Both sides of a change are read at once, and nearly all of their blobs are the same.
  let next: { readonly ids: Set<string>; readonly brought: Promise<void> } | null = null
  return {
    sizeOf,
    prefetch(ids) {
      if (next === null) {
        const together = new Set<string>()
        const brought = Promise.resolve().then(() => {
          next = null
          return bring(together)
        })
        next = { ids: together, brought }
      }
      for (const id of ids) next.ids.add(id)
      return next.brought
    },
    read: (ids, keepBytes, onBlob) => readBlobs({ repository, ids: [...new Set(ids)], keepBytes, onBlob }),
    reasonAgainst(id) {
      const size = sizeOf(id)
      if (size === null) return "its contents are not in this clone"
      return size > maxFileBytes ? `too large (${formatBytes(size)}; the limit is ${formatBytes(maxFileBytes)})` : null
    },
  }
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
