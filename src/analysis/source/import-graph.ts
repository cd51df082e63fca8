import { isTexts } from "./blob-facts.ts"
import { isSourcePath } from "./project.ts"
import type { Project } from "./project.ts"

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(["'`])([^"'`\n]{1,300})\1/g

// Another pattern finds other things in the same blob.
const FACT = `specifiers ${SPECIFIER.source}`

/** Local files each source file imports, found by text alone so that nothing is parsed for it. */
export function importGraph(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.once("import graph", () => {
    const known = likenessOf(project)
    const graph = new Map<string, readonly string[]>()
    for (const path of project.sourcePaths) graph.set(path, known(path) ?? targetsOf(project, path))
    return graph
  })
}

function targetsOf(project: Project, path: string): string[] {
  const targets = new Set<string>()
  for (const specifier of project.factOf(path, FACT, specifiersIn, isTexts) ?? []) {
    const target = project.resolve(path, specifier)
    if (target !== null) targets.add(target)
  }
  return [...targets]
}

/**
 * Says that a project differs from another one in a few files, as the two sides of a change do: where an import leads in all the others
 * is then looked up there.
 */
export function tellLikeness(project: Project, other: Project): void {
  project.once(LIKENESS, () => other)
}

const LIKENESS = "like another project"
// Aliases, workspaces and entries of packages are read from files of many names: a configuration may extend one of any ending.
const directsImports = (path: string): boolean => !isSourcePath(path) && !path.endsWith(".md")

/** What is known of the imports of a file; `null` for files that changed, and for all where the same import may lead elsewhere. */
function likenessOf(project: Project): (path: string) => readonly string[] | null {
  const other = project.once(LIKENESS, (): Project | null => null)
  if (other === null) return () => null
  const { files, entries } = project.tree
  if (entries.size !== other.tree.entries.size || [...entries.keys()].some((path) => !other.tree.entries.has(path))) return () => null
  const changed = new Set<string>()
  for (const path of new Set([...files.keys(), ...other.tree.files.keys()]))
    if (files.get(path)?.id !== other.tree.files.get(path)?.id) changed.add(path)
  if ([...changed].some(directsImports)) return () => null
  const graph = importGraph(other)
  return (path) => (changed.has(path) ? null : (graph.get(path) ?? null))
}

function specifiersIn(text: string): string[] {
  return [...new Set([...text.matchAll(SPECIFIER)].map((match) => match[2] as string))]
}

/** The files that import a file, by its path. */
export function importersOf(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.once("importers", () => {
    const other = project.once(LIKENESS, (): Project | null => null)
    if (other !== null && isSameGraph(importGraph(project), importGraph(other))) return importersOf(other)
    const reverse = new Map<string, string[]>()
    for (const [path, targets] of importGraph(project)) {
      for (const target of targets) {
        const known = reverse.get(target)
        if (known) known.push(path)
        else reverse.set(target, [path])
      }
    }
    return reverse
  })
}

function isSameGraph(one: ReadonlyMap<string, readonly string[]>, other: ReadonlyMap<string, readonly string[]>): boolean {
  if (one.size !== other.size) return false
  for (const [path, targets] of one) {
    const others = other.get(path)
    if (others !== targets && others?.join("\0") !== targets.join("\0")) return false
  }
  return true
}

/** The given files and every file that imports one of them, directly or through others. */
export function affectedBy(project: Project, paths: readonly string[]): ReadonlySet<string> {
  const importers = importersOf(project)
  const reached = new Set(paths)
  const waiting = [...paths]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const importer of importers.get(path) ?? []) {
      if (reached.has(importer)) continue
      reached.add(importer)
      waiting.push(importer)
    }
  }
  return reached
}
