import type { FactKind } from "../models/model.ts"
import { descendants } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts, calleeName } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"

// Through a service and its store; further down nobody sees the connection.
const MAX_DEPTH = 2

/** The first call below a node, or in functions of the repository that it calls, for which one of the facts holds. */
export function ioBelow(
  project: Project,
  module: SourceModule,
  root: Node,
  wanted: readonly FactKind[],
  depth = 0,
): { readonly call: Call; readonly name: string } | null {
  for (const node of descendants(root)) {
    if (node.type !== "CallExpression") continue
    const { facts } = callFacts(project, module, node)
    if (facts.some((fact) => wanted.includes(fact))) return { call: node, name: calleeName(module, node) }
    if (depth >= MAX_DEPTH) continue
    const target = meaningOf(project, module, node.callee)
    if (target?.kind !== "function" || !target.node.body || target.node === root) continue
    if (ioBelow(project, target.module, target.node.body, wanted, depth + 1)) return { call: node, name: calleeName(module, node) }
  }
  return null
}
