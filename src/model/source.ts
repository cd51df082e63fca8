export type Side = "base" | "head"

/** One path of a git tree. */
export interface TreeEntry {
  readonly path: string
  /** Octal git mode: 100644, 100755, 120000 (symlink) or 160000 (submodule). */
  readonly mode: string
  readonly id: string
}

/** All paths of one commit; names and ids only, no contents. */
export interface TreeIndex {
  readonly sha: string
  readonly entries: ReadonlyMap<string, TreeEntry>
}

/** The contents of one file, decoded as UTF-8. */
export interface SourceFile {
  readonly path: string
  readonly id: string
  readonly text: string
}

/** Contents that were asked for at one commit. A path is in `files` or in `unreadable`, never in both. */
export interface SourceTree extends TreeIndex {
  readonly files: ReadonlyMap<string, SourceFile>
  /** Path to the reason in words: too large, not UTF-8, binary, not in the tree. */
  readonly unreadable: ReadonlyMap<string, string>
}
