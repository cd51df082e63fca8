import type { Checkout } from "../model/ports.ts"
import type { Side, SourceFile, SourceTree, TreeEntry, TreeIndex } from "../model/source.ts"
import type { BlobStore } from "./blob-store.ts"
import { readDiff } from "./read-diff.ts"
import { readTreeIndex } from "./read-tree-index.ts"
import type { ReviewRepository } from "./review-repository.ts"
import { isBinary } from "./is-binary.ts"

export interface CheckoutParts {
  readonly repository: ReviewRepository
  readonly blobs: BlobStore
  /** Commits or trees. */
  readonly baseSha: string
  readonly headSha: string
  readonly maxFileBytes: number
  /** Of the patch, and of the contents one `read` gives. */
  readonly maxOutputBytes: number
  /** Ends what is running and removes everything from the disk. */
  readonly dispose: () => Promise<void>
}

/** Reads diff and trees and gives the checkout over them. */
export async function composeCheckout(parts: CheckoutParts): Promise<Checkout> {
  const { repository, blobs, baseSha, headSha, maxOutputBytes } = parts
  const [diff, base, head] = await Promise.all([
    readDiff({ repository, blobs, baseSha, headSha, maxPatchBytes: maxOutputBytes }),
    readTreeIndex(repository, baseSha),
    readTreeIndex(repository, headSha),
  ])
  return {
    diff,
    base,
    head,
    read: (side: Side, paths: readonly string[]) => readSources(parts, side === "base" ? base : head, paths),
    [Symbol.asyncDispose]: parts.dispose,
  }
}

async function readSources(
  { blobs, maxFileBytes, maxOutputBytes }: CheckoutParts,
  index: TreeIndex,
  paths: readonly string[],
): Promise<SourceTree> {
  const unreadable = new Map<string, string>()
  const entries: TreeEntry[] = []
  for (const path of new Set(paths)) {
    const entry = index.entries.get(path)
    const reason = entry === undefined ? "not in the tree" : reasonOfMode(entry.mode)
    if (entry !== undefined && reason === null) entries.push(entry)
    else if (reason !== null) unreadable.set(path, reason)
  }

  await blobs.prefetch(entries.map(({ id }) => id))
  const wanted = new Set<string>()
  let bytes = 0
  for (const { path, id } of entries) {
    const reason = blobs.reasonAgainst(id)
    const size = blobs.sizeOf(id) ?? 0
    if (reason !== null) unreadable.set(path, reason)
    else if (!wanted.has(id) && bytes + size > maxOutputBytes) unreadable.set(path, "too much was asked for at once")
    else if (!wanted.has(id)) {
      wanted.add(id)
      bytes += size
    }
  }

  const texts = new Map<string, string | UnreadableText>()
  await blobs.read([...wanted], maxFileBytes, (id, contents) => texts.set(id, decode(contents)))
  const files = new Map<string, SourceFile>()
  for (const { path, id } of entries) {
    if (unreadable.has(path)) continue
    const text = texts.get(id)
    if (typeof text === "string") files.set(path, { path, id, text })
    else unreadable.set(path, text?.reason ?? "its contents are not in this clone")
  }
  return { ...index, files, unreadable }
}

function reasonOfMode(mode: string): string | null {
  if (mode === "120000") return "a symbolic link"
  if (mode === "160000") return "a submodule"
  return null
}

interface UnreadableText {
  readonly reason: string
}

const decoder = new TextDecoder("utf-8", { fatal: true })

// A byte order mark is dropped, so that JSON and source parse; line ends stay as they are.
function decode(contents: Buffer): string | UnreadableText {
  if (isBinary(contents)) return { reason: "binary" }
  try {
    return decoder.decode(contents)
  } catch {
    return { reason: "not UTF-8" }
  }
}
