import { definitionOf } from "../flow/schema/definition.ts"
import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** An element of a list. */
export interface Listed {
  readonly module: SourceModule
  readonly node: Node
  /** Where a finding about it belongs in the file that uses the list. */
  readonly at: Node
}

const MAX_DEPTH = 8
const MAX_LISTED = 500
// What leaves elements as they are.
const KEEPS = /^(?:filter|concat|flat|slice|sort|reverse|toSorted|toReversed)$/

/**
 * The elements of a list as far as they are written in the repository: in place, under a name, in a `Set`, spread, joined with others or
 * filtered. What is no list is given as it is.
 */
export function listedValues(project: Project, module: SourceModule, node: Node): readonly Listed[] {
  const found: Listed[] = []
  gather({ project, using: module, found, looks: 0 }, module, node, node, 0)
  return found
}

interface Gathering {
  readonly project: Project
  /** The file that uses the list. */
  readonly using: SourceModule
  readonly found: Listed[]
  looks: number
}

function gather(gathering: Gathering, module: SourceModule, node: Node, spot: Node, depth: number): void {
  // Lists that name one another many times would be as many as their product.
  if (depth > MAX_DEPTH || ++gathering.looks > MAX_LISTED) return
  const inner = bare(node)
  const at = module === gathering.using ? inner : spot
  const further = (next: Node | null | undefined) => {
    if (next) gather(gathering, module, next, module === gathering.using ? next : spot, depth + 1)
  }
  switch (inner.type) {
    case "ArrayExpression":
      return inner.elements.forEach(further)
    case "SpreadElement":
      return further(inner.argument)
    case "ConditionalExpression":
      further(inner.consequent)
      return further(inner.alternate)
    case "LogicalExpression":
      if (inner.operator !== "&&") further(inner.left)
      return further(inner.right)
    case "NewExpression":
      if (inner.callee.type === "Identifier" && inner.callee.name === "Set") return further(inner.arguments[0])
      break
    case "CallExpression": {
      const callee = bare(inner.callee)
      if (callee.type !== "MemberExpression") break
      const method = propertyName(callee) ?? ""
      if (!KEEPS.test(method)) break
      further(callee.object)
      if (method === "concat") inner.arguments.forEach(further)
      return
    }
    case "Identifier":
    case "MemberExpression": {
      const defined = definitionOf(gathering.project, module, inner)
      if (defined && bare(defined.node) !== inner)
        return gather(
          gathering,
          defined.module,
          defined.node,
          defined.module === gathering.using ? defined.node : module === gathering.using ? inner : spot,
          depth + 1,
        )
      break
    }
    default:
      break
  }
  gathering.found.push({ module, node: inner, at })
}
