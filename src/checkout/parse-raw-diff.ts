/** One record of `git diff-tree --raw -z`. Paths are bytes (one character per byte), because git does not promise UTF-8. */
export interface RawChange {
  readonly status: "A" | "M" | "D" | "R" | "T" | "U"
  readonly oldMode: string
  readonly newMode: string
  readonly oldId: string
  readonly newId: string
  readonly path: string
  /** Equal to `path` unless renamed. */
  readonly oldPath: string
}

/** Reads `--raw -z --no-abbrev` output. Throws on anything that git does not print. */
export function parseRawDiff(output: Buffer): RawChange[] {
  const fields = output.toString("latin1").split("\0")
  const changes: RawChange[] = []
  let position = 0
  while (position < fields.length - 1) {
    const match = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([AMDRTU])\d*$/.exec(fields[position] ?? "")
    const path = fields[position + 1]
    if (match === null || path === undefined) throw new Error("git printed a change in a form that is not known.")
    const [, oldMode = "", newMode = "", oldId = "", newId = "", status = ""] = match
    const renamed = status === "R"
    const newPath = renamed ? (fields[position + 2] ?? "") : path
    changes.push({ status: status as RawChange["status"], oldMode, newMode, oldId, newId, path: newPath, oldPath: path })
    position += renamed ? 3 : 2
  }
  return changes
}

/** The path as people see it; bytes that are not UTF-8 become U+FFFD. */
export function decodePath(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8")
}
