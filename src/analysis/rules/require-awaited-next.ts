import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Frameworks whose middleware are promises that hold what comes after them: https://github.com/koajs/koa/blob/master/docs/guide.md,
// https://hono.dev/docs/guides/middleware
const FRAMEWORKS: readonly { readonly name: string; readonly packages: readonly string[]; readonly early: string }[] = [
  {
    name: "Koa",
    packages: ["koa", "@types/koa", "@midwayjs/koa", "egg"],
    early: "Koa answers, usually with 404, before the routes below have finished",
  },
  {
    name: "Hono",
    packages: ["hono"],
    early: "Hono finds no answer when this middleware is done, because the routes below have not finished",
  },
]

export const requireAwaitedNext = defineRule({
  kind: "source",
  id: "require-awaited-next",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "The answer is sent before the routes below are done",
  why: "In Koa and Hono the promise of a middleware holds everything that comes after it. When it does not wait for `next()`, the framework answers as soon as the middleware ends, and what fails below reaches no error handler: Node ends the process on the unhandled rejection.",
  fix: "`await next()`, or return it.",
  cwe: ["CWE-252"],
  needs: { path: "server", words: ["ctx next", "context next", "c next", "_next ctx"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const framework = FRAMEWORKS.find(({ packages }) => packages.some((each) => project.dependsOn(module.path, each) !== null))
    if (!framework) return
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const call = firstCall(node.expression)
      const around = enclosingFunction(node)
      if (call.type !== "CallExpression" || call.arguments.length > 0 || !around) continue
      if (!isNextOf(module, call.callee, around) || !isMiddleware(project, module, around)) continue
      const name = module.textOf(call.callee)
      yield {
        at: node,
        title: "The answer is sent before the routes below are done",
        message: `Nobody waits for \`${name}()\`: ${framework.early}, and when one of them fails no \`catch\` and no error middleware is told; Node ends the process on the unhandled rejection.`,
        fix: around.async ? `\`await ${name}()\`.` : `\`return ${name}()\`.`,
        ...(around.async ? { edits: [{ start: node.start, end: node.start, text: "await " }] } : {}),
      }
    }
  },
})

/** `next()`, also with `.then(…)` and `.catch(…)` behind it: they give another promise that nobody waits for. */
function firstCall(expression: Node): Node {
  let call = expression
  for (let step = 0; step < MAX_CHAIN && call.type === "CallExpression" && call.callee.type === "MemberExpression"; step++) {
    if (!/^(?:then|catch|finally)$/.test(propertyName(call.callee) ?? "")) break
    call = call.callee.object
  }
  return call
}

const MAX_CHAIN = 12

/** Whether a callee is the second parameter of this very function. */
function isNextOf(module: SourceModule, callee: Node, around: FunctionNode): boolean {
  if (callee.type !== "Identifier" || !/^_?next$/.test(callee.name)) return false
  const second = around.params[1]
  const binding = module.bindings.resolve(callee)
  return around.params.length === 2 && second !== undefined && binding?.kind === "parameter" && binding.identifier === bare(second)
}

/** `(ctx, next) => …`, by the names or by the type of the first; generators of Koa 1 hand `next` on otherwise. */
function isMiddleware(project: Project, module: SourceModule, { params, generator }: FunctionNode): boolean {
  const [first] = params
  if (generator || first?.type !== "Identifier") return false
  if (/^(?:ctx|context)$/.test(first.name)) return true
  return first.name === "c" && project.dependsOn(module.path, "hono") !== null
}
