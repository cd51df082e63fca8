import { RetryableError } from "../errors.ts"
import { type Appetite, describeFailure } from "./git.ts"
import type { ReviewRepository } from "./review-repository.ts"

/** Gives the size in bytes of each blob that is here; an id that is absent from the result is absent from the repository. */
export async function readBlobSizes(repository: ReviewRepository, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const output = await repository.read({ arguments: ["cat-file", "--batch-check", "--buffer"], input: `${ids.join("\n")}\n` })
  if (output.exitCode !== 0) throw new RetryableError(`git could not list the sizes of the files: ${describeFailure(output)}`)
  const sizes = new Map<string, number>()
  for (const line of output.stdout.toString("latin1").split("\n")) {
    const [id, type, size] = line.split(" ")
    if (id && type === "blob") sizes.set(id, Number(size))
  }
  return sizes
}

export interface BlobReading {
  readonly repository: ReviewRepository
  readonly ids: readonly string[]
  /** First bytes of each blob that are handed on; the rest streams by. */
  readonly keepBytes: number
  readonly onBlob: (id: string, bytes: Buffer) => void
}

/** Hands the first bytes of many blobs on, in one git process; a blob that is not here is passed over. */
export async function readBlobs({ repository, ids, keepBytes, onBlob }: BlobReading): Promise<void> {
  if (ids.length === 0) return
  const parser = createBatchParser(keepBytes, onBlob)
  const result = await repository.stream({ arguments: ["cat-file", "--batch", "--buffer"], input: `${ids.join("\n")}\n` }, parser)
  if (result.exitCode !== 0) throw new RetryableError(`git could not read the files: ${describeFailure(result)}`)
}

// "<id> blob <size>\n<bytes>\n" or "<id> missing\n", in chunks that break anywhere.
function createBatchParser(keepBytes: number, onBlob: (id: string, bytes: Buffer) => void): (chunk: Buffer) => Appetite {
  let header = ""
  let id: string | null = null
  let left = 0
  let kept: Buffer[] = []
  let keptBytes = 0

  function takeHeader(chunk: Buffer): number {
    const end = chunk.indexOf(10)
    header += chunk.toString("latin1", 0, end < 0 ? chunk.length : end)
    if (end < 0) return chunk.length
    const [name = "", type, size] = header.split(" ")
    header = ""
    if (type !== "missing" && size !== undefined) {
      id = name
      // The line end that git adds after the contents.
      left = Number(size) + 1
    }
    return end + 1
  }

  function takeContents(chunk: Buffer): number {
    const part = chunk.subarray(0, left)
    const wanted = part.subarray(0, Math.max(0, Math.min(keepBytes - keptBytes, left - 1)))
    if (wanted.length > 0) kept.push(Buffer.from(wanted))
    keptBytes += wanted.length
    left -= part.length
    if (left === 0 && id !== null) {
      onBlob(id, Buffer.concat(kept))
      id = null
      kept = []
      keptBytes = 0
    }
    return part.length
  }

  return (chunk) => {
    let offset = 0
    while (offset < chunk.length) offset += id === null ? takeHeader(chunk.subarray(offset)) : takeContents(chunk.subarray(offset))
    return "more"
  }
}
