import { ancestors, descendants, isFunction } from "../../src/analysis/source/ast.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import type { Finding } from "../../src/model/finding.ts"
import type { SourceTree } from "../../src/model/source.ts"

/** Lines of a file, 1-based and inclusive. */
export interface Region {
  readonly path: string
  readonly start: number
  readonly end: number
}

// Whoever wrote a list meant the statement; tools and people point at different lines of it.
const tolerance = 3

/** The line widened by three, and the innermost function around it where there is one. */
export function regionsAround(tree: SourceTree, path: string, line: number): Region[] {
  const near = { path, start: line - tolerance, end: line + tolerance }
  const around = functionAround(tree, path, line)
  return around === null ? [near] : [near, around]
}

function functionAround(tree: SourceTree, path: string, line: number): Region | null {
  const module = tree.files.has(path) ? createProject(tree, new Map()).moduleOf(path) : null
  if (!module) return null
  let best: Region | null = null
  for (const node of descendants(module.program)) {
    if (!isFunction(node) || isSmall(node)) continue
    const region = { path, start: module.lineOf(node), end: module.endLineOf(node) }
    if (region.start > line || region.end < line) continue
    if (best === null || region.end - region.start <= best.end - best.start) best = region
  }
  return best
}

// A callback inside a statement is not the function a reader means.
function isSmall(node: Parameters<typeof isFunction>[0]): boolean {
  if (!node || node.type !== "ArrowFunctionExpression" || node.body.type === "BlockStatement") return false
  for (const above of ancestors(node)) return above.type === "CallExpression"
  return false
}

/** Whether the finding stands in one of the regions, or a step of its trace does. */
export function hits(finding: Pick<Finding, "path" | "startLine" | "endLine" | "trace">, regions: readonly Region[]): boolean {
  return regions.some(
    (region) =>
      (finding.path === region.path && finding.startLine <= region.end && finding.endLine >= region.start) ||
      finding.trace.some((step) => step.path === region.path && step.line >= region.start && step.line <= region.end),
  )
}
