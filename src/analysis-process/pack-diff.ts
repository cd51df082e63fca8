import type { ChangedFile, Diff, DiffLine, Hunk } from "../model/diff.ts"

/** A diff as it crosses to another process: a clone of each line as an object would name its four fields anew. */
export interface PackedDiff extends Omit<Diff, "files"> {
  readonly files: readonly PackedFile[]
}

interface PackedFile extends Omit<ChangedFile, "hunks"> {
  readonly hunks: readonly PackedHunk[]
}

interface PackedHunk extends Omit<Hunk, "lines"> {
  /** The texts of all lines, each with a line feed behind it: one string is cloned a hundred times as fast as its lines. */
  readonly texts: string
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
  let texts = ""
  let kinds = ""
  for (let index = 0; index < lines.length; index++) {
    const { oldLine, newLine, text, kind } = lines[index] as DiffLine
    numbers[index] = oldLine ?? 0
    numbers[lines.length + index] = newLine ?? 0
    texts += `${text}\n`
    kinds += marks[kind]
  }
  return { ...hunk, numbers, texts, kinds }
}

function unpackHunk({ texts, kinds, numbers, ...hunk }: PackedHunk): Hunk {
  const lines: DiffLine[] = []
  for (let index = 0, start = 0; index < kinds.length; index++) {
    const end = texts.indexOf("\n", start)
    lines.push({
      kind: kindOf[kinds.charAt(index)] ?? "context",
      oldLine: numbers[index] || null,
      newLine: numbers[kinds.length + index] || null,
      text: texts.slice(start, end),
    })
    start = end + 1
  }
  return { ...hunk, lines }
}
