import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { SourceTree } from "../../src/model/source.ts"
import { isTestPath, machineMade } from "../../src/analysis/classify.ts"
import { isSourcePath } from "../../src/analysis/source/project.ts"
import { onlyFiles, readTree, sideOf } from "../corpus/change.ts"
import type { Side } from "../corpus/change.ts"
import { openRepository } from "../corpus/repository.ts"
import type { CorpusRepository } from "../corpus/repository.ts"

/** A repository to be measured on, as far as it is a backend. */
export interface SpeedSubject {
  readonly name: string
  /** What is kept of it, in words. */
  readonly kept: string
  keeps(path: string): boolean
}

export const speedSubjects: readonly SpeedSubject[] = [
  {
    name: "medusajs/medusa",
    kept: "packages/ without admin, design system and tests",
    keeps: (path) => path.startsWith("packages/") && !/^packages\/(?:admin|design-system)\//.test(path),
  },
  { name: "NodeBB/NodeBB", kept: "everything but public/ and tests", keeps: (path) => !path.startsWith("public/") },
]

/** The chosen files of one commit. */
export interface OpenedSubject {
  readonly repository: CorpusRepository
  readonly side: Side
  readonly tree: SourceTree
  /** JavaScript and TypeScript among them. */
  readonly sources: readonly string[]
  readonly lines: number
}

/** Reads the sources, manifests and compiler settings of a subject at the head of its repository; `null` where it was not fetched. */
export function openSubject(corpus: string, subject: SpeedSubject): OpenedSubject | null {
  const repository = openRepository(corpus, subject.name)
  const commit = repository?.resolve("HEAD")
  if (!repository || !commit) return null
  const isWanted = (path: string): boolean =>
    subject.keeps(path) &&
    !isTestPath(path) &&
    !path.includes("/integration-tests/") &&
    machineMade(path) === null &&
    (isSourcePath(path) || /(?:^|\/)(?:package|tsconfig[\w.-]*)\.json$/.test(path))
  const side = onlyFiles(sideOf(repository, commit), isWanted)
  const tree = readTree(repository, side, [...side.entries.keys()])
  const sources = [...tree.files.keys()].filter(isSourcePath)
  const lines = sources.reduce((sum, path) => sum + (tree.files.get(path)?.text.split("\n").length ?? 0), 0)
  return { repository, side, tree, sources, lines }
}

/** Writes the files into a folder, for programs that read folders. */
export function writeSubject({ tree }: OpenedSubject, folder: string): void {
  for (const { path, text } of tree.files.values()) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}
