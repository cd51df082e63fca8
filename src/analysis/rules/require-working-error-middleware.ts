import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const APPLICATION = /^express(?:\.Router)?\(\)\.(?:use|get|post|put|patch|delete|all)$/
const ERROR = /^_?(?:err|error|e|exception)$/

export const requireWorkingErrorMiddleware = defineRule({
  kind: "source",
  id: "require-working-error-middleware",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "This error middleware never gets the errors it was written for",
  why: "Express tells error middleware from other middleware by its four parameters, and asks only what is registered after the route that failed. With three parameters, or in front of the routes, it is never asked, and clients get Express's default page with the stack.",
  fix: "Give it four parameters and register it after all routes.",
  cwe: ["CWE-755"],
  needs: { path: "server", text: [/\.use\s*\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\.use\s*\(/.test(module.text)) return
    const registered = registrations(project, module)
    for (const { call, handler, declared, owner } of registered) {
      if (!handler) continue
      const [first] = handler.params
      if (first?.type !== "Identifier" || !ERROR.test(first.name)) continue
      if (handler.params.length === 3 || handler.params.length === 2) {
        yield {
          at: { start: call.start, end: call.callee.end },
          title: `With ${handler.params.length} parameters this is not error middleware`,
          message: `Express calls this function for every request, not for errors, because it has ${handler.params.length} parameters: \`${first.name}\` is the request, the other parameters are shifted by one, and real errors go to the default handler.`,
          ...(declared
            ? { trace: [{ path: declared.path, line: declared.lineOf(handler), what: "the function with the missing parameter" }] }
            : {}),
          fix: `Declare all four: \`(${first.name}, req, res, next)\`, also when \`next\` is not used.`,
        }
        continue
      }
      if (handler.params.length !== 4) continue
      const later = registered.filter((each) => each.call.start > call.end && each.owner === owner)
      const route = later.find((each) => each.isRoute)
      // Another one after those routes takes their errors.
      if (!route || later.some((each) => each.call.start > route.call.start && isErrorHandler(each.handler))) continue
      yield {
        at: { start: call.start, end: call.callee.end },
        title: `Errors of the routes registered after line ${module.lineOf(call)} do not come here`,
        message: `Express asks only the error middleware that is registered after a route: what fails in \`${route.label}\` (line ${module.lineOf(route.call)}) and in everything below it passes this handler by and goes to the default one.`,
        fix: "Move it below the last route.",
      }
    }
  },
})

interface Registration {
  readonly call: Node & { type: "CallExpression" }
  /** The text of the application or router. */
  readonly owner: string
  readonly handler: FunctionNode | null
  /** The file that the handler stands in, when it is another one or another place. */
  readonly declared: SourceModule | null
  readonly isRoute: boolean
  readonly label: string
}

/** What a file registers on Express applications at its top level or in one function, in order. */
function registrations(project: Project, module: SourceModule): Registration[] {
  const found: Registration[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression" || node.parent?.type !== "ExpressionStatement") continue
    const method = propertyName(node.callee) ?? ""
    if (!/^(?:use|get|post|put|patch|delete|all)$/.test(method) || !APPLICATION.test(originOf(project, module, node.callee) ?? "")) continue
    const around = enclosingFunction(node)
    const path = stringOf(node.arguments[0])
    const last = node.arguments.at(-1)
    const meaning = last && meaningOf(project, module, last)
    const handler = last && isFunction(last) ? last : meaning?.kind === "function" ? meaning.node : null
    found.push({
      call: node,
      owner: `${module.textOf(node.callee.object)} ${around?.start ?? -1}`,
      declared: meaning?.kind === "function" && handler !== last ? meaning.module : null,
      handler: method === "use" && (path === null || node.arguments.length === 2) ? handler : null,
      // `app.use("/orders", orders)` mounts a router; a function there is usually the answer to what was not found.
      isRoute: path !== null && (method !== "use" || (node.arguments.length === 2 && meaning?.kind !== "function" && !isFunction(last))),
      label: `${module.textOf(node.callee.object)}.${method}("${(path ?? "").replaceAll("`", "'").slice(0, 40)}", …)`,
    })
  }
  return found
}

function isErrorHandler(handler: FunctionNode | null): boolean {
  return handler?.params.length === 4
}
