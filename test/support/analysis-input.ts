import { createHash } from "node:crypto"
import { structuredPatch } from "diff"
import type { ChangedFile, Diff, DiffLine, Hunk } from "../../src/model/diff.ts"
import type { SourceTree } from "../../src/model/source.ts"

const NOTHING = "0".repeat(40)

/** A tree whose files were all read. */
export function aTree(files: ReadonlyMap<string, string> | Readonly<Record<string, string>>): SourceTree {
  const entries = files instanceof Map ? [...files] : Object.entries(files)
  const all = entries.map(([path, text]) => ({ path, id: createHash("sha1").update(text).digest("hex"), text }))
  return {
    sha: createHash("sha1").update(JSON.stringify(entries)).digest("hex"),
    entries: new Map(all.map(({ path, id }) => [path, { path, id, mode: "100644" }])),
    files: new Map(all.map((file) => [file.path, file])),
    unreadable: new Map(),
  }
}

/** The difference between two trees, file by file; renames are not looked for unless named as head path → base path. */
export function aDiff(base: SourceTree, head: SourceTree, renames: Readonly<Record<string, string>> = {}): Diff {
  const renamedFrom = new Set(Object.values(renames))
  const paths = [...new Set([...base.files.keys(), ...head.files.keys()])].filter((path) => !renamedFrom.has(path)).sort()
  const files = paths.flatMap((path) => {
    const oldPath = renames[path] ?? (base.files.has(path) ? path : null)
    const before = oldPath === null ? undefined : base.files.get(oldPath)
    const after = head.files.get(path)
    return before?.id === after?.id && oldPath === path ? [] : [changedFile(path, oldPath, before?.text, after?.text)]
  })
  return { baseSha: base.sha, headSha: head.sha, files }
}

function changedFile(path: string, oldPath: string | null, before: string | undefined, after: string | undefined): ChangedFile {
  const patch = structuredPatch(path, path, before ?? "", after ?? "", "", "", { context: 3 })
  const hunks = patch.hunks.map((hunk): Hunk => {
    let oldLine = hunk.oldStart
    let newLine = hunk.newStart
    const lines = hunk.lines
      .filter((line) => !line.startsWith("\\"))
      .map((line): DiffLine => {
        const text = line.slice(1)
        if (line.startsWith("+")) return { kind: "added", oldLine: null, newLine: newLine++, text }
        if (line.startsWith("-")) return { kind: "deleted", oldLine: oldLine++, newLine: null, text }
        return { kind: "context", oldLine: oldLine++, newLine: newLine++, text }
      })
    return { oldStart: hunk.oldStart, oldLines: hunk.oldLines, newStart: hunk.newStart, newLines: hunk.newLines, lines }
  })
  const count = (kind: DiffLine["kind"]) => hunks.reduce((sum, hunk) => sum + hunk.lines.filter((line) => line.kind === kind).length, 0)
  const status = after === undefined ? "deleted" : before === undefined ? "added" : oldPath !== path ? "renamed" : "modified"
  return {
    path,
    oldPath: status === "added" ? null : oldPath,
    status,
    kind: "text",
    oldMode: before === undefined ? "000000" : "100644",
    newMode: after === undefined ? "000000" : "100644",
    oldId: before === undefined ? NOTHING : "1".repeat(40),
    newId: after === undefined ? NOTHING : "2".repeat(40),
    hunks,
    additions: count("added"),
    deletions: count("deleted"),
    omitted: null,
  }
}
