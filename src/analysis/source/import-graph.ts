import { isTexts } from "./blob-facts.ts"
import type { Project } from "./project.ts"

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(["'`])([^"'`\n]{1,300})\1/g

// Another pattern finds other things in the same blob.
const FACT = `specifiers ${SPECIFIER.source}`

/** Local files each source file imports, found by text alone so that nothing is parsed for it. */
export function importGraph(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.once("import graph", () => {
    const graph = new Map<string, string[]>()
    for (const path of project.sourcePaths) {
      const targets = new Set<string>()
      for (const specifier of project.factOf(path, FACT, specifiersIn, isTexts) ?? []) {
        const target = project.resolve(path, specifier)
        if (target !== null) targets.add(target)
      }
      graph.set(path, [...targets])
    }
    return graph
  })
}

function specifiersIn(text: string): string[] {
  return [...new Set([...text.matchAll(SPECIFIER)].map((match) => match[2] as string))]
}

/** The files that import a file, by its path. */
export function importersOf(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.once("importers", () => {
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
