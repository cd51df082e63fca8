import { factsAbout } from "../analysis/source/blob-facts.ts"
import type { StoredFacts } from "../analysis/source/blob-facts.ts"
import type { Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { Policy } from "../model/policy.ts"
import type { AnalysisAnswer, AnalysisQuestion, Proof, SuggestionTrial } from "../model/question.ts"
import type { SourceFile, SourceTree, TreeEntry } from "../model/source.ts"
import { packDiff, unpackDiff } from "./pack-diff.ts"
import type { PackedDiff } from "./pack-diff.ts"

/** What the analysis is about, without anything that cannot cross to another process. */
export interface AnalysisSubject {
  readonly diff: Diff
  readonly base: SourceTree
  readonly head: SourceTree
  readonly policy: Policy
}

/** What the child is asked. Questions and trials are about the head of the analysis before. */
export type ChildRequest =
  | { readonly kind: "analyze"; readonly request: AnalysisRequest }
  | { readonly kind: "ask"; readonly question: AnalysisQuestion }
  | { readonly kind: "prove"; readonly trial: SuggestionTrial }
  /** Nobody asks about the last head any more. It is not answered. */
  | { readonly kind: "forget" }

/** One analysis. Each text crosses once: both sides and earlier requests share it by blob id. */
export interface AnalysisRequest {
  readonly diff: PackedDiff
  readonly policy: Policy
  readonly head: PackedTree
  /** Its entries are told as the difference to those of the head. */
  readonly base: PackedTree
  readonly missing: readonly string[]
  readonly texts: readonly (readonly [id: string, text: string])[]
  readonly quarantined: ReadonlyMap<string, string>
  /** Facts of earlier processes about blobs that are new to the child. */
  readonly facts: StoredFacts
}

interface PackedTree {
  readonly sha: string
  readonly entries: readonly (readonly [path: string, mode: string, id: string])[]
  readonly files: readonly (readonly [path: string, id: string])[]
  readonly unreadable: ReadonlyMap<string, string>
}

/** What the child says. Which file it works on goes another way, because a message waits until there is time for it. */
export type ChildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly analysis: Analysis; readonly facts: StoredFacts; readonly peakMb: number; readonly heldMb: number }
  | { readonly kind: "answered"; readonly answer: AnalysisAnswer }
  | { readonly kind: "tried"; readonly proof: Proof }
  | { readonly kind: "failed"; readonly message: string }

export interface Packing {
  readonly quarantined: ReadonlyMap<string, string>
  readonly facts: StoredFacts
  /** Blobs whose texts the child has; those that are sent now are added. */
  readonly held: Set<string>
}

/** Packs a subject for one child. */
export function packRequest(subject: AnalysisSubject, { quarantined, facts, held }: Packing): AnalysisRequest {
  const { base, head } = subject
  const texts: [string, string][] = []
  const added = new Set<string>()
  for (const tree of [head, base]) {
    for (const { id, text } of tree.files.values()) {
      if (held.has(id)) continue
      held.add(id)
      added.add(id)
      texts.push([id, text])
    }
  }
  const isSame = (entry: TreeEntry): boolean => {
    const other = head.entries.get(entry.path)
    return other !== undefined && other.id === entry.id && other.mode === entry.mode
  }
  return {
    diff: packDiff(subject.diff, (path) => head.files.get(path)?.text),
    policy: subject.policy,
    head: packTree(head, [...head.entries.values()]),
    base: packTree(
      base,
      [...base.entries.values()].filter((entry) => !isSame(entry)),
    ),
    missing: [...head.entries.keys()].filter((path) => !base.entries.has(path)),
    texts,
    quarantined,
    facts: factsAbout(facts, (id) => added.has(id)),
  }
}

function packTree({ sha, files, unreadable }: SourceTree, entries: readonly TreeEntry[]): PackedTree {
  return {
    sha,
    entries: entries.map(({ path, mode, id }) => [path, mode, id] as const),
    files: [...files.values()].map(({ path, id }) => [path, id] as const),
    unreadable,
  }
}

/** The subject again; `texts` has those of earlier requests and learns the new ones. */
export function unpackRequest(request: AnalysisRequest, texts: Map<string, string>): AnalysisSubject {
  for (const [id, text] of request.texts) texts.set(id, text)
  const headEntries = unpackEntries(request.head)
  const missing = new Set(request.missing)
  // In the order of the paths, as a tree is read: what is told first must not depend on which side changed.
  const merged = new Map([...headEntries].filter(([path]) => !missing.has(path)))
  for (const [path, entry] of unpackEntries(request.base)) merged.set(path, entry)
  const baseEntries = new Map([...merged].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  const head = unpackTree(request.head, headEntries, texts)
  return {
    diff: unpackDiff(request.diff, (path) => head.files.get(path)?.text),
    policy: request.policy,
    head,
    base: unpackTree(request.base, baseEntries, texts),
  }
}

function unpackEntries({ entries }: PackedTree): Map<string, TreeEntry> {
  return new Map(entries.map(([path, mode, id]) => [path, { path, mode, id }]))
}

function unpackTree({ sha, files, unreadable }: PackedTree, entries: Map<string, TreeEntry>, texts: Map<string, string>): SourceTree {
  const unpacked = new Map<string, SourceFile>()
  for (const [path, id] of files) {
    const text = texts.get(id)
    if (text !== undefined) unpacked.set(path, { path, id, text })
  }
  return { sha, entries, files: unpacked, unreadable }
}
