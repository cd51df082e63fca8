import { isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { ancestors, functionName, identifiersNamed, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importGraph, importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { TestsOfRoute } from "./reached-routes.ts"
import { withoutLeadingComments } from "../source/blank-out.ts"

// Functions that call each other through more files than these are exercised by accident at best.
const MAX_STEPS = 2
const MAX_NAMES = 150
const MAX_NEAR = 3
const MAX_USES = 40
const HANDS_ON = /export\s*\*|\)\s*\(|\.\.\.require\(/

/** Which functions a test leads to by name. */
export interface ReachedFunctions {
  /**
   * Whether a test names what the file offers under this name, or a function that uses it, over at most two files between; a
   * handler of a route to which a test sends a request counts as named.
   */
  isReached(path: string, name: string): boolean
  /** Whether a test leads to the file over at most three imports. */
  isNear(path: string): boolean
}

interface Step {
  readonly path: string
  readonly name: string
  readonly depth: number
}

/** Follows names from a function back to the tests, along the imports of the files between. */
export function reachedFunctions(project: Project, testsOfRoute: TestsOfRoute, tests: readonly string[]): ReachedFunctions {
  const isNear = nearness(project, tests)
  const answers = new Map<string, boolean>()
  const isReached = (path: string, name: string): boolean => {
    const key = `${path}\0${name}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = search(project, { testsOfRoute, isNear }, { path, name, depth: 0 })
    answers.set(key, answer)
    return answer
  }
  return { isReached, isNear }
}

function search(
  project: Project,
  known: { readonly testsOfRoute: TestsOfRoute; readonly isNear: (path: string) => boolean },
  start: Step,
): boolean {
  const seen = new Set([`${start.path}\0${start.name}`])
  const waiting = [start]
  const visit = (path: string, name: string, depth: number) => {
    const key = `${path}\0${name}`
    if (seen.has(key) || seen.size >= MAX_NAMES || depth > MAX_STEPS) return
    seen.add(key)
    waiting.push({ path, name, depth })
  }
  for (const { path, name, depth } of waiting) {
    const word = new RegExp(`(?<![\\w$])${name.replace(/[$]/g, "\\$&")}(?![\\w$])`)
    for (const importer of [path, ...(importersOf(project).get(path) ?? [])]) {
      const text = project.textOf(importer) ?? ""
      const isOwn = importer === path
      if (isTestPath(importer)) {
        if (word.test(text) && word.test(withoutLeadingComments(text))) return true
        continue
      }
      // `export * from "./orders"` and `require("./create")(Topics)` hand on what they do not name.
      if (!isOwn && project.mentions(importer, HANDS_ON)) visit(importer, name, depth)
      if (!word.test(text)) continue
      const module = project.moduleOf(importer)
      if (!module) continue
      for (const use of usesOf(module, name)) {
        if (isRequested(project, known.testsOfRoute, importer, use)) return true
        const around = namesAround(use)
        // Used while the file is loaded: whoever loads it runs it.
        if (around.length === 0 && !isOwn && known.isNear(importer)) return true
        for (const each of around) if (!isOwn || each !== name) visit(importer, each, depth + (isOwn ? 0 : 1))
      }
    }
  }
  return false
}

function usesOf(module: SourceModule, name: string): readonly Node[] {
  // Handed on under the same name: the importers of this file see it.
  return identifiersNamed(module.program, name)
    .filter(({ parent }) => !parent?.type.startsWith("Import") && !parent?.type.startsWith("TS"))
    .slice(0, MAX_USES)
}

function isRequested(project: Project, testsOfRoute: TestsOfRoute, path: string, use: Node): boolean {
  return routesIn(project, path).some(({ node, handler, method, path: address }) => {
    if (address === null || method === "USE") return false
    const running = handler.functionModule.path === path ? handler.function : null
    const isInside = [node, running].some((each) => each && each.start <= use.start && use.end <= each.end)
    return isInside && testsOfRoute(method, address).length > 0
  })
}

/** The names by which others can reach the code at a node: its functions, methods and constants; who names a class may want another method. */
function namesAround(node: Node): string[] {
  const names: string[] = []
  for (const above of ancestors(node)) {
    if (isFunction(above)) names.push(...listed(functionName(above)))
    else if (above.type === "VariableDeclarator" && above.id.type === "Identifier") names.push(above.id.name)
    else if (above.type === "MethodDefinition") names.push(...listed(propertyName(above)))
    else if (above.type === "ExportSpecifier" || above.type === "ExportDefaultDeclaration") names.push("default")
  }
  return [...new Set(names)].filter((each) => each !== "constructor" && each !== "default")
}

function listed(name: string | null): string[] {
  return name === null ? [] : [name]
}

function nearness(project: Project, tests: readonly string[]): (path: string) => boolean {
  let near: ReadonlySet<string> | null = null
  const collect = (): ReadonlySet<string> => {
    const graph = importGraph(project)
    const found = new Set(tests)
    let edge: readonly string[] = tests
    for (let step = 0; step < MAX_NEAR; step++) {
      const next: string[] = []
      for (const each of edge)
        for (const target of graph.get(each) ?? [])
          if (!found.has(target)) {
            found.add(target)
            next.push(target)
          }
      edge = next
    }
    return found
  }
  return (path) => (near ??= collect()).has(path)
}
