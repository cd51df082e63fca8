import { isTestPath } from "../classify.ts"
import { descendants } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

/** Handlers given to `http.createServer` and its like, which answer every path. */
export function rawHandlersOf(project: Project): readonly Route[] {
  return project.once("raw handlers", () =>
    project.sourcePaths.flatMap((path): Route[] => {
      if (isTestPath(path) || !project.mentions(path, /\bcreate(?:Secure)?Server\s*\(/)) return []
      const module = project.moduleOf(path)
      if (!module) return []
      return [...descendants(module.program)].flatMap((node): Route[] => {
        const handler = node.type === "CallExpression" ? node.arguments.at(-1) : undefined
        if (node.type !== "CallExpression" || !handler) return []
        if (!/^(?:https?|http2)\.create(?:Secure)?Server$/.test(originOf(project, module, node.callee) ?? "")) return []
        const found = handlerOf(project, module, handler)
        if (!found.function) return []
        return [{ framework: "Node", method: "ALL", path: "*", module, node, router: null, middleware: [], handler: found }]
      })
    }),
  )
}
