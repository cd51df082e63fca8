import { queryOf } from "../database/query.ts"
import { descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What no client decides about itself: rights, standing, money and whose a record is.
const STANDING =
  /^(?:is_?)?(?:super_?)?(?:admin|administrator|staff|moderator|superuser|owner|verified|approved|banned|trusted)$|^(?:owner|tenant|organi[sz]ation|org|team|workspace|company)_?id$/i
const RIGHTS =
  /(?:^|_|(?=[A-Z]))(?:[rR]oles?|[pP]ermissions?|[sS]copes?|[cC]redits?|[bB]alance(?:_?[cC]ents)?|[vV]erified(?:_?[aA]t)?|[pP]assword_?[hH]ash)$/

/** Whether a name holds what `const { id, ...name } = …` leaves over. */
export function isRest({ identifier }: Binding): boolean {
  return identifier.parent?.type === "RestElement" && identifier.parent.parent?.type === "ObjectPattern"
}

/**
 * The columns of a declared table that clients must not choose and that taking some fields out of what was sent leaves in: `isAdmin` of
 * `const { id, ...changes } = req.body`. Empty where nothing is taken out, or the table is not declared.
 */
export function columnsLeftIn(project: Project, module: SourceModule, call: Node, argument: Node): string[] {
  const taken = takenOut(module, argument)
  const table = taken && call.type === "CallExpression" ? queryOf(project, module, call)?.table : null
  return table ? [...table.columns.keys()].filter((name) => (STANDING.test(name) || RIGHTS.test(name)) && !taken?.has(name)) : []
}

function takenOut(module: SourceModule, argument: Node): Set<string> | null {
  for (const node of descendants(argument)) {
    const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
    if (!binding || !isRest(binding)) continue
    const pattern = binding.identifier.parent?.parent
    if (pattern?.type !== "ObjectPattern") continue
    const names = pattern.properties.map((each) => (each.type === "Property" ? propertyName(each) : null))
    return new Set(names.filter((each) => each !== null))
  }
  return null
}
