import { isTestPath } from "../classify.ts"
import { nodesOf, propertyName, stringOf } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

// https://fastify.dev/docs/latest/Reference/Hooks/: the hooks of requests and answers; those of the application run once.
const HOOKS = /^(?:on(?:Request|Send|Response|Error|Timeout|RequestAbort)|pre(?:Parsing|Validation|Handler|Serialization))$/
const RECEIVERS = /^(?:fastify|app|server|instance|scope|api)$/

/** What Fastify runs for every request or answer, `app.addHook("onSend", …)`, as routes that answer every path. */
export function fastifyHooksOf(project: Project): readonly Route[] {
  return project.once("hooks of Fastify", () =>
    project.sourcePaths.flatMap((path): Route[] => {
      if (isTestPath(path) || !project.mentions(path, /\.addHook\s*\(/) || project.dependsOn(path, "fastify") === null) return []
      const module = project.moduleOf(path)
      if (!module) return []
      return nodesOf(module.program, "CallExpression").flatMap((node): Route[] => {
        const [name, hook] = node.arguments
        if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "addHook" || !hook) return []
        if (!HOOKS.test(stringOf(name) ?? "") || !isFastify(project, module, node.callee.object)) return []
        const handler = handlerOf(project, module, hook)
        if (!handler.function) return []
        return [{ framework: "Fastify", method: "ALL", path: "*", module, node, router: null, middleware: [], handler }]
      })
    }),
  )
}

function isFastify(project: Project, module: SourceModule, receiver: Node): boolean {
  return (
    (receiver.type === "Identifier" && RECEIVERS.test(receiver.name)) || (originOf(project, module, receiver) ?? "").startsWith("fastify")
  )
}
