import { ancestors } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** Whether the node runs only outside production, told by the conditions around it; `also` names further conditions that excuse it. */
export function onlyInDevelopment(module: SourceModule, node: Node, also: RegExp | null = null): boolean {
  let below = node
  for (const above of ancestors(node)) {
    const test =
      above.type === "IfStatement" || above.type === "ConditionalExpression"
        ? above.test
        : above.type === "LogicalExpression" && above.right === below
          ? above.left
          : null
    if (test && test !== below) {
      const text = module.textOf(test)
      const first = !("consequent" in above) || above.consequent === below
      if (also?.test(text)) return true
      if (
        /development|\b_?_?dev(?:_?mode)?\b|isDev|["']test["']|isTest|local|debug/i.test(text) &&
        !/!==?\s*["'](?:development|test)/.test(text) &&
        first
      )
        return true
      if (/!==?\s*["']prod(?:uction)?["']|!\s*[\w.]*isProd|!\s*[\w.]*production/i.test(text) && first) return true
      if (/(?:^|[^!])===?\s*["']prod(?:uction)?["']|^[\w.]*(?:isProd\w*|production)$/i.test(text) && !first) return true
    }
    below = above
  }
  return false
}
