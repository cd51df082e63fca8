import { createHash, randomUUID } from "node:crypto"
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { isTexts, noFacts } from "../analysis/source/blob-facts.ts"
import type { StoredFacts } from "../analysis/source/blob-facts.ts"

/** What is kept of one repository between processes. */
export interface KeptFacts {
  readonly facts: StoredFacts
  /** Blobs that end the process that parses them, with what happened. */
  readonly deadly: readonly (readonly [id: string, reason: string])[]
}

/** A folder of files that may disappear at any time. Several processes may use it at once; the last one that writes a repository wins. */
export interface FactStore {
  /** Never throws; what is missing, damaged or of another version is nothing. */
  read(repository: string): Promise<KeptFacts>
  /** Replaces what was kept of a repository. Never throws: a full disk costs time at the next review and nothing else. */
  write(repository: string, kept: KeptFacts): Promise<void>
}

export interface FactStoreOptions {
  readonly directory: string
  /** Facts of another version of the program are not read. */
  readonly version: string
  /** Bytes of all repositories together; those used least recently go first. */
  readonly maxBytes?: number
}

const nothing: KeptFacts = { facts: noFacts, deadly: [] }
// A repository of 15,000 files keeps about 3 MB.
const MAX_ENTRY_BYTES = 32 * 1024 * 1024
const MAX_BYTES = 256 * 1024 * 1024
// A writer that was killed leaves its unfinished file; nobody writes for this long.
const STALE_MS = 60 * 60_000

/** Opens the store; the folder is made when something is written. Nothing of a repository becomes part of a file name. */
export function openFactStore({ directory, version, maxBytes = MAX_BYTES }: FactStoreOptions): FactStore {
  const pathOf = (repository: string): string => join(directory, `${digest(`${version}\0${repository}`)}.json`)
  return {
    async read(repository) {
      try {
        const path = pathOf(repository)
        const text = await readFile(path, "utf8")
        const now = new Date()
        await utimes(path, now, now).catch(() => undefined)
        const split = text.indexOf("\n")
        const body = text.slice(split + 1)
        return text.slice(0, split) === digest(body) ? accept(JSON.parse(body)) : nothing
      } catch {
        return nothing
      }
    },
    async write(repository, kept) {
      const unfinished = join(directory, `${randomUUID()}.tmp`)
      try {
        const body = JSON.stringify(kept)
        if (body.length > MAX_ENTRY_BYTES) return
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeFile(unfinished, `${digest(body)}\n${body}`, { mode: 0o600 })
        await rename(unfinished, pathOf(repository))
        await evict(directory, maxBytes)
      } catch {
        await rm(unfinished, { force: true }).catch(() => undefined)
      }
    },
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

// The digest says that these are our own words; this says that they have the form of this version.
function accept(value: unknown): KeptFacts {
  if (typeof value !== "object" || value === null) return nothing
  const { facts, deadly } = value as { facts?: Partial<StoredFacts> | null; deadly?: unknown }
  const isPair = (each: unknown): boolean => Array.isArray(each) && each.length === 2 && typeof each[0] === "string"
  if (!Array.isArray(deadly) || !deadly.every(isPair)) return nothing
  const { names, blobs } = facts ?? {}
  if (!isTexts(names) || !Array.isArray(blobs) || !blobs.every((each) => isPair(each) && Array.isArray(each[1]))) return nothing
  return { facts: { names, blobs }, deadly }
}

async function evict(directory: string, maxBytes: number): Promise<void> {
  const files: { readonly path: string; readonly size: number; readonly usedMs: number }[] = []
  for (const name of await readdir(directory)) {
    if (!/^[0-9a-f]{64}\.json$|^[0-9a-f-]{36}\.tmp$/.test(name)) continue
    const path = join(directory, name)
    const about = await stat(path).catch(() => null)
    if (about === null) continue
    if (name.endsWith(".tmp") && Date.now() - about.mtimeMs > STALE_MS) await rm(path, { force: true })
    if (name.endsWith(".json")) files.push({ path, size: about.size, usedMs: about.mtimeMs })
  }
  files.sort((a, b) => b.usedMs - a.usedMs)
  let total = 0
  for (const { path, size } of files) {
    total += size
    if (total > maxBytes) await rm(path, { force: true })
  }
}
