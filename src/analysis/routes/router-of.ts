import { ancestors, enclosingClass, enclosingFunction, ownNodes } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Route } from "./route.ts"

/** Which router of its file a route is registered on: the controller class, or the variable the call is made on. */
export function routerOf(route: Route): string {
  if (route.framework === "NestJS") return String(enclosingClass(route.node)?.start ?? "")
  if (route.framework === "Hapi") return "server"
  const { node } = route
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return ""
  let receiver: Node = node.callee.object
  while (receiver.type === "CallExpression" && receiver.callee.type === "MemberExpression") receiver = receiver.callee.object
  // The same name in another function is another router.
  return `${enclosingFunction(node)?.start ?? ""} ${route.module.textOf(receiver).slice(0, 200)}`
}

/** Whether the handler of a route may leave the request to the next one that fits. */
export function passesOn(route: Route): boolean {
  const { function: running } = route.handler
  if (running === null) return true
  if (route.framework === "NestJS" || route.framework === "Fastify" || route.framework === "Hapi") return false
  const next = running.params[route.framework === "Express" ? 2 : 1]
  if (next?.type !== "Identifier" || !running.body) return false
  // `next(error)` ends in the error handler; only a bare call, or `next("route")`, goes on.
  for (const node of ownNodes(running.body)) {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== next.name) continue
    const [argument] = node.arguments
    if (route.framework !== "Express" || !argument || argument.type === "Literal") return true
  }
  return false
}

/** Whether a route is registered only under a condition, so that what it says of others may never hold together with them. */
export function isConditional(route: Route): boolean {
  const running = enclosingFunction(route.node)
  for (const above of ancestors(route.node)) {
    if (above === running) return false
    if (
      above.type === "IfStatement" ||
      above.type === "ConditionalExpression" ||
      above.type === "LogicalExpression" ||
      above.type === "SwitchCase"
    )
      return true
  }
  return false
}
