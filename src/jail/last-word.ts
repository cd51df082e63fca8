import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs"
import { randomUUID } from "node:crypto"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A place where a process leaves word of what it does, so that it is known even if its next instruction ends it. */
export interface LastWord {
  /** File descriptor to hand to the process. */
  readonly descriptor: number
  /** What was left there last, with its number; empty when nothing was. After `close` it is what was there then. */
  read(): string
  close(): void
}

// A number and the id of a blob.
const LENGTH = 96

/**
 * Opens such a place: a file that has no name any more. A pipe would wake our process for each of ten thousand words, and most are never read.
 * @throws when the folder for temporary files cannot be written to
 */
export function openLastWord(): LastWord {
  const path = join(tmpdir(), `expert-${randomUUID()}`)
  const descriptor = openSync(path, "wx+", 0o600)
  unlinkSync(path)
  const buffer = Buffer.alloc(LENGTH)
  let final: string | null = null
  const read = (): string => buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, LENGTH, 0)).trimEnd()
  return {
    descriptor,
    read: () => final ?? read(),
    close() {
      if (final !== null) return
      final = read()
      closeSync(descriptor)
    },
  }
}

/** Takes the descriptor that the process was handed, returns what leaves word there at once; each word has a number before it, so that the same one is news. */
export function speakerAt(descriptor: number): (word: string) => void {
  let count = 0
  return (word) => void writeSync(descriptor, `${++count} ${word}`.slice(0, LENGTH).padEnd(LENGTH), 0, "latin1")
}
