import type { Allowance, Evidence, HeadReader } from "../model/ports.ts"
import type { SourceFile, SourceTree, TreeEntry } from "../model/source.ts"

/** Evidence as it crosses to the process: without what it can ask for, and without who it is about. */
export interface PackedEvidence extends Omit<
  Evidence,
  "reader" | "allow" | "onSpent" | "repository" | "installationId" | "pullNumber" | "base" | "head"
> {
  /** What was set aside for it. */
  readonly allowance: Allowance
  readonly head: SourceTree
  /** What it has in common with the head is not sent again. */
  readonly base: {
    readonly sha: string
    readonly gone: readonly string[]
    readonly entries: readonly TreeEntry[]
    /** Files with the same text as at the head, and those with another. */
    readonly shared: readonly string[]
    readonly files: readonly SourceFile[]
    readonly unreadable: ReadonlyMap<string, string>
  }
}

/** Takes evidence and what was set aside for it, returns what the process gets to see. */
export function packEvidence(evidence: Evidence, allowance: Allowance): PackedEvidence {
  const {
    reader: _reader,
    allow: _allow,
    onSpent: _onSpent,
    repository: _repository,
    installationId: _id,
    pullNumber: _number,
    base,
    head,
    ...rest
  } = evidence
  const isShared = ({ path, id }: { path: string; id: string }) => head.files.get(path)?.id === id
  const files = [...base.files.values()]
  return {
    ...rest,
    allowance,
    head,
    base: {
      sha: base.sha,
      gone: [...head.entries.keys()].filter((path) => !base.entries.has(path)),
      entries: [...base.entries.values()].filter(({ path, id, mode }) => {
        const other = head.entries.get(path)
        return other?.id !== id || other.mode !== mode
      }),
      shared: files.filter(isShared).map(({ path }) => path),
      files: files.filter((file) => !isShared(file)),
      unreadable: base.unreadable,
    },
  }
}

/** The evidence again, with somebody who asks for the rest. Whose repository it is is nobody's business there. */
export function unpackEvidence({ base, head, allowance, ...rest }: PackedEvidence, reader: HeadReader): Evidence {
  const gone = new Set(base.gone)
  const merged = new Map([...head.entries].filter(([path]) => !gone.has(path)))
  for (const entry of base.entries) merged.set(entry.path, entry)
  const entries = new Map([...merged].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  const files = new Map<string, SourceFile>()
  for (const path of base.shared) {
    const file = head.files.get(path)
    if (file !== undefined) files.set(path, file)
  }
  for (const file of base.files) files.set(file.path, file)
  return {
    ...rest,
    head,
    base: { sha: base.sha, entries, files, unreadable: base.unreadable },
    reader,
    repository: "",
    installationId: 0,
    allow: () => Promise.resolve(allowance),
  }
}
