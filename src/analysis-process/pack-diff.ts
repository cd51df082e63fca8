import type { ChangedFile, Diff, DiffLine, Hunk } from "../model/diff.ts"

/** A diff as it crosses to another process: a clone of each line as an object would name its four fields anew. */
export interface PackedDiff extends Omit<Diff, "files"> {
  readonly files: readonly PackedFile[]
}

interface PackedFile extends Omit<ChangedFile, "hunks"> {
  readonly hunks: readonly PackedHunk[]
}

interface PackedHunk extends Omit<Hunk, "lines"> {
  /**
   * The texts of all lines, each with a line feed behind it: one string is cloned a hundred times as fast as its lines. `null` when they are
   * the text of the file at the head, which crosses by itself.
   */
  readonly texts: string | null
  /** One of `marks` for each line. The numbers follow from it and from where the hunk begins. */
  readonly kinds: string
}

/** The text of a file at the head, when it was read. */
type TextOf = (path: string) => string | null | undefined

const marks = { context: " ", added: "+", deleted: "-" } as const

/** Packs a diff; `unpackDiff` with the same texts gives an equal one. */
export function packDiff(diff: Diff, textOf: TextOf): PackedDiff {
  const pack = (file: ChangedFile): PackedFile => {
    const text = file.status === "added" ? textOf(file.path) : null
    return { ...file, hunks: file.hunks.map((hunk) => packHunk(hunk, text ?? null)) }
  }
  return { ...diff, files: diff.files.map(pack) }
}

/** The diff again. */
export function unpackDiff(packed: PackedDiff, textOf: TextOf): Diff {
  const unpack = (file: PackedFile): ChangedFile => ({
    ...file,
    hunks: file.hunks.map(({ texts, ...hunk }) => unpackHunk(hunk, texts ?? textOf(file.path) ?? "")),
  })
  return { ...packed, files: packed.files.map(unpack) }
}

function packHunk({ lines, ...hunk }: Hunk, whole: string | null): PackedHunk {
  let texts = ""
  let kinds = ""
  for (const { text, kind } of lines) {
    texts += `${text}\n`
    kinds += marks[kind]
  }
  const isWhole = whole !== null && texts.startsWith(whole) && texts.length - whole.length <= (whole.endsWith("\n") ? 0 : 1)
  return { ...hunk, texts: isWhole ? null : texts, kinds }
}

function unpackHunk({ kinds, ...hunk }: Omit<PackedHunk, "texts">, texts: string): Hunk {
  let { oldStart: oldLine, newStart: newLine } = hunk
  let start = 0
  const lines = Array.from(kinds, (mark): DiffLine => {
    const end = texts.indexOf("\n", start)
    const text = end === -1 ? texts.slice(start) : texts.slice(start, end)
    start = end + 1
    switch (mark) {
      case "+":
        return { kind: "added", oldLine: null, newLine: newLine++, text }
      case "-":
        return { kind: "deleted", oldLine: oldLine++, newLine: null, text }
      default:
        return { kind: "context", oldLine: oldLine++, newLine: newLine++, text }
    }
  })
  return { ...hunk, lines }
}
