import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { deflateSync } from "node:zlib"
import { UserError } from "../errors.ts"

export type ObjectFormat = "sha1" | "sha256"

/** Gives the id that git gives to these contents. */
export function hashBlob(contents: Uint8Array, format: ObjectFormat): string {
  return createHash(format).update(`blob ${contents.length}\0`).update(contents).digest("hex")
}

/** Gives the id of a file that is too large to be read at once, without keeping it. */
export async function hashLargeFile(path: string | Buffer, size: number, format: ObjectFormat): Promise<string> {
  const hash = createHash(format).update(`blob ${size}\0`)
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  if (bytes !== size) throw new UserError("A file changed while it was read: run the review again.")
  return hash.digest("hex")
}

/**
 * Writes a loose object. Done here and not by `git add` or `git hash-object`, because those follow the filters that
 * the repository's attributes and settings name, and a filter is any program.
 */
export async function writeBlob(objectDirectory: string, id: string, contents: Uint8Array): Promise<void> {
  const directory = join(objectDirectory, id.slice(0, 2))
  await mkdir(directory, { recursive: true })
  const object = Buffer.concat([Buffer.from(`blob ${contents.length}\0`), contents])
  // Speed counts more than size: the directory is gone in a moment.
  await writeFile(join(directory, id.slice(2)), deflateSync(object, { level: 1 }))
}
