/** One line of a hunk. Numbers are 1-based; `null` where the line does not exist on that side. */
export interface DiffLine {
  readonly kind: "context" | "added" | "deleted"
  readonly oldLine: number | null
  readonly newLine: number | null
  /** Without the leading marker and without the line end; a carriage return of a CRLF file is kept. */
  readonly text: string
}

/** Lines that follow each other on both sides: their numbers count on from where it begins. */
export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly DiffLine[]
}

export type FileStatus = "added" | "modified" | "deleted" | "renamed" | "copied" | "type-changed"

/** What the entry is at the head (at the base when deleted). */
export type FileKind = "text" | "binary" | "symlink" | "submodule"

export interface ChangedFile {
  /** Path at the head; at the base when deleted. */
  readonly path: string
  /** Path at the merge base; equal to `path` unless renamed or copied, `null` when added. */
  readonly oldPath: string | null
  readonly status: FileStatus
  readonly kind: FileKind
  /** Octal git modes such as "100644"; "000000" where the file does not exist on that side. */
  readonly oldMode: string
  readonly newMode: string
  /** Git blob ids; all zeros where the file does not exist on that side. */
  readonly oldId: string
  readonly newId: string
  /** Empty for binary, submodule, pure rename and mode-only changes, and when `omitted` says why. */
  readonly hunks: readonly Hunk[]
  readonly additions: number
  readonly deletions: number
  /** Why the hunks of a text file are missing, in words for the coverage table; `null` when they are here. */
  readonly omitted: string | null
}

/** The change from the merge base to the head, file by file, ordered by path. */
export interface Diff {
  readonly baseSha: string
  readonly headSha: string
  readonly files: readonly ChangedFile[]
}
