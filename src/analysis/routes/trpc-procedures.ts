import { isTestPath } from "../classify.ts"
import { ancestors, bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

const KINDS = /^(?:query|mutation|subscription)$/
const PROCEDURE = /procedure$/i

/**
 * The procedures of tRPC outside tests: `user: protectedProcedure.input(schema).query(async ({ input }) => …)`. They are entries like routes, and
 * go by the name of their router and their own; the address is put together where the routers are merged.
 */
export function proceduresOf(project: Project): readonly Route[] {
  return project.once("procedures of tRPC", () =>
    project.sourcePaths.flatMap((path) => {
      if (isTestPath(path) || !project.mentions(path, /[pP]rocedure\b/) || project.dependsOn(path, "@trpc/server") === null) return []
      const module = project.moduleOf(path)
      return module ? proceduresIn(project, module) : []
    }),
  )
}

function proceduresIn(project: Project, module: SourceModule): Route[] {
  return nodesOf(module.program, "CallExpression").flatMap((node): Route[] => {
    const kind = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
    const resolver = node.arguments[0]
    if (kind === null || !KINDS.test(kind) || resolver === undefined || !isProcedure(node.callee)) return []
    const handler = handlerOf(project, module, resolver)
    const route = { method: kind.toUpperCase(), path: nameOf(node), module, node, router: null, middleware: [], handler }
    return handler.function === null ? [] : [{ framework: "Node", isIndirect: true, ...route }]
  })
}

/** Whether a chain begins at something that is called a procedure. */
function isProcedure(callee: Node): boolean {
  for (let node = bare(callee); ;) {
    if (node.type === "CallExpression") node = bare(node.callee)
    else if (node.type === "MemberExpression") {
      if (PROCEDURE.test(propertyName(node) ?? "")) return true
      node = bare(node.object)
    } else return node.type === "Identifier" && PROCEDURE.test(node.name)
  }
}

/** `users.list`, of `const usersRouter = router({ list: … })`. */
function nameOf(node: Node): string {
  const names: string[] = []
  for (const above of ancestors(node)) {
    if (above.type === "Property") names.unshift(propertyName(above) ?? "")
    if (above.type !== "VariableDeclarator") continue
    if (above.id.type === "Identifier") names.unshift(above.id.name.replace(/Router$/, ""))
    break
  }
  return names.filter((name) => name !== "").join(".")
}
