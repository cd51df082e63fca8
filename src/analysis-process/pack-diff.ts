import type { ChangedFile, Diff, DiffLine, Hunk } from "../model/diff.ts"

/** A diff as it crosses to another process: a clone of each line as an object would name its four fields anew. */
export interface PackedDiff extends Omit<Diff, "files"> {
  readonly files: readonly PackedFile[]
}

interface PackedFile extends Omit<ChangedFile, "hunks"> {
  readonly hunks: readonly PackedHunk[]
}

interface PackedHunk extends Omit<Hunk, "lines"> {
  readonly texts: readonly string[]
  /** One of `marks` for each line. */
  readonly kinds: string
  /** Numbers of the lines at the base, then those at the head; 0 where there is none. */
  readonly numbers: Int32Array
}

const marks = { context: " ", added: "+", deleted: "-" } as const
const kindOf: Readonly<Record<string, DiffLine["kind"]>> = { " ": "context", "+": "added", "-": "deleted" }

/** Packs a diff; `unpackDiff` gives an equal one. */
export function packDiff(diff: Diff): PackedDiff {
  return { ...diff, files: diff.files.map((file) => ({ ...file, hunks: file.hunks.map(packHunk) })) }
}

/** The diff again. */
export function unpackDiff(packed: PackedDiff): Diff {
  return { ...packed, files: packed.files.map((file) => ({ ...file, hunks: file.hunks.map(unpackHunk) })) }
}

function packHunk({ lines, ...hunk }: Hunk): PackedHunk {
  const numbers = new Int32Array(lines.length * 2)
  for (const [index, { oldLine, newLine }] of lines.entries()) {
    numbers[index] = oldLine ?? 0
    numbers[lines.length + index] = newLine ?? 0
  }
  return { ...hunk, numbers, texts: lines.map(({ text }) => text), kinds: lines.map(({ kind }) => marks[kind]).join("") }
}

function unpackHunk({ texts, kinds, numbers, ...hunk }: PackedHunk): Hunk {
  const numberAt = (index: number): number | null => numbers[index] || null
  const lines = texts.map((text, index): DiffLine => ({
    kind: kindOf[kinds[index] ?? ""] ?? "context",
    oldLine: numberAt(index),
    newLine: numberAt(texts.length + index),
    text,
  }))
  return { ...hunk, lines }
}
