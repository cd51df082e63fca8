import semver from "semver"
import { onOneLine } from "../calls/call-facts.ts"
import { answersItsFailures, isAsyncInNameOnly } from "../calls/promise-call.ts"
import { isExamplePath, isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { ancestors, bare, descendants, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"

export const requireAsyncErrorPath = defineRule({
  kind: "source",
  id: "require-async-error-path",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "A rejected promise in this Express 4 handler reaches nobody",
  why: "Express 4 ignores the promise a handler returns: when it rejects, the client waits until its timeout and Node ends the process on the unhandled rejection. Express 5, a wrapper or express-async-errors hands the error to the error middleware.",
  fix: "Wrap the handler so that a rejection reaches `next(error)`, or catch it in the handler.",
  cwe: ["CWE-755", "CWE-248"],
  needs: { routes: true },
  *check({ project, module }) {
    if (isTestPath(module.path) || isExamplePath(module.path) || !isExpress4(project, module) || handlesRejectionsGlobally(project)) return
    for (const route of routesIn(project, module.path)) {
      if (route.framework !== "Express" || route.isIndirect) continue
      for (const handler of [...route.middleware, route.handler]) {
        const { function: running } = handler
        if (running === null || !running.async || handler.wrapper !== null) continue
        const failing = uncaughtAwait(project, handler.functionModule, running)
        if (!failing) continue
        const what = nameOf(handler.functionModule, failing)
        if (handler !== route.handler && handler.functionModule !== module) {
          yield ofMiddleware(handler.functionModule, running, what, route)
          continue
        }
        const wrapper = siblingWrapper(project, module)
        const where =
          handler.functionModule === module
            ? `line ${module.lineOf(failing)}`
            : `${handler.functionModule.path}:${handler.functionModule.lineOf(failing)}`
        const isLiteral = bare(handler.node) === running
        yield {
          at: isLiteral ? headOf(running) : handler.node,
          title: `A failure in ${routeLabel(route)} leaves the client without an answer`,
          message: `When \`${what}\` (${where}) rejects, Express 4 never hears of it: the request hangs until the client gives up, and Node's default for the unhandled rejection is to end the process.`,
          fix: wrapper
            ? `Wrap it like the neighbouring routes: \`${wrapper}(…)\`.`
            : "Catch it and call `next(error)`, or wrap the handler in a function that does, or move to Express 5.",
          ...(wrapper ? { edits: wrapEdits(module, handler.node, running, wrapper) } : {}),
          key: `${routeLabel(route)} ${route.middleware.indexOf(handler)}`,
        }
      }
    }
  },
})

// What runs before routes of other files is not their fault: said where it is written, and once.
function ofMiddleware(module: SourceModule, running: FunctionNode, what: string, route: Route): Draft {
  const name = symbolOf(module, running).replaceAll("`", "'").slice(0, 60)
  return {
    path: module.path,
    at: headOf(running),
    title: `A failure in ${name === "" ? "this middleware" : `\`${name}\``} leaves the client without an answer`,
    message: `When \`${what}\` rejects, Express 4 never hears of it: every request that passes here, to ${routeLabel(route)} for one, hangs until the client gives up, and Node's default for the unhandled rejection is to end the process.`,
    fix: "Catch it and call `next(error)`, or move to Express 5.",
    key: `middleware ${name}`,
  }
}

function isExpress4(project: Project, module: SourceModule): boolean {
  const range = project.dependsOn(module.path, "express")
  if (range === null) return false
  const lowest = semver.validRange(range) ? semver.minVersion(range) : null
  return lowest !== null && lowest.major === 4
}

// Both patch the router, so that it is enough to load them anywhere before the routes.
function handlesRejectionsGlobally(project: Project): boolean {
  return project.once("express async patch", () =>
    project.sourcePaths.some((path) =>
      project.codeMentions(path, /["'](?:express-async-errors|express-promise-router|express-async-router|@awaitjs\/express)["']/),
    ),
  )
}

/** The first await or returned call whose rejection leaves the function, or `null`. */
function uncaughtAwait(project: Project, module: SourceModule, handler: FunctionNode): Node | null {
  if (!handler.body) return null
  for (const node of ownNodes(handler.body)) {
    if (node.type !== "AwaitExpression" && !(node.type === "ForOfStatement" && node.await)) continue
    const awaited = node.type === "AwaitExpression" ? bare(node.argument) : node.right
    if (hasCatch(awaited) || isGuarded(node, handler) || catchesItself(project, module, awaited)) continue
    return node.type === "AwaitExpression" ? node : awaited
  }
  return null
}

// `await readKey(req)`, where `readKey` gives `null` for whatever fails in it.
function catchesItself(project: Project, module: SourceModule, awaited: Node): boolean {
  if (awaited.type !== "CallExpression") return false
  const called = meaningOf(project, module, awaited.callee)
  return called?.kind === "function" && (answersItsFailures(called.node) || isAsyncInNameOnly(project, called.module, called.node))
}

/** `store.list`, without arguments and type arguments. */
function nameOf(module: SourceModule, failing: Node): string {
  const awaited = bare(failing)
  const named = awaited.type === "CallExpression" || awaited.type === "NewExpression" ? awaited.callee : awaited
  return onOneLine(module.textOf(named)).replaceAll("`", "'").slice(0, 60)
}

function hasCatch(node: Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return false
  const name = node.callee.property.name
  return name === "catch" || (name === "then" && node.arguments.length > 1) || hasCatch(bare(node.callee.object))
}

function isGuarded(node: Node, handler: FunctionNode): boolean {
  let below = node
  for (const above of ancestors(node)) {
    if (above === handler) return false
    if (above.type === "TryStatement" && above.block === below && above.handler) return true
    // What fails while the failure is being answered is beyond what a reviewer asks for.
    if (above.type === "CatchClause") return true
    below = above
  }
  return false
}

/** The callee most routes of this file (else of the project) wrap their handlers in, if this file knows that name. */
function siblingWrapper(project: Project, module: SourceModule): string | null {
  const counts = new Map<string, number>()
  for (const route of routesOf(project)) {
    if (route.module !== module || route.framework !== "Express") continue
    for (const { wrapper } of [...route.middleware, route.handler])
      if (wrapper !== null && /^[\w.]+$/.test(wrapper)) counts.set(wrapper, (counts.get(wrapper) ?? 0) + 1)
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return best?.[0] ?? null
}

function wrapEdits(module: SourceModule, argument: Node, running: FunctionNode, wrapper: string) {
  // A long handler is wrapped at both ends; the lines between would be repeated in the suggestion for nothing.
  if (module.endLineOf(argument) - module.lineOf(argument) > 20 && bare(argument) === running) return []
  return [
    { start: argument.start, end: argument.start, text: `${wrapper}(` },
    { start: argument.end, end: argument.end, text: ")" },
  ]
}

function headOf(running: FunctionNode): { start: number; end: number } {
  for (const node of descendants(running))
    if (node === running.body) return { start: running.start, end: Math.max(node.start, running.start + 1) }
  return running
}
