import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import type { Route } from "../routes/route.ts"
import { bare, descendants, functionName, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"
import { testMapOf } from "../test-map.ts"
import { isNamedInChangedTest } from "./changed-tests.ts"

const MIN_TESTED = 3
const MIN_SHARE = 0.3

/** Routes of a file that the change adds or touches and that no test reaches, where it is the custom here to test routes. */
export function untestedRoutes(head: Project, change: ChangeView, path: string): readonly Route[] {
  const untested = routesIn(head, path).filter((route) => isTestable(route) && isUntested(head, change, route))
  return untested.length > 0 && areSiblingsTested(head, path) ? untested : []
}

function isTestable({ method, path }: Route): boolean {
  // A path with operators, `/+bySlug/:slug*?`, cannot be held against what tests send; what answers OPTIONS is CORS middleware.
  return method !== "USE" && method !== "OPTIONS" && path !== null && path !== "" && !/[(+*?]/.test(path)
}

function isUntested(head: Project, change: ChangeView, route: Route): boolean {
  const { functionModule, function: running } = route.handler
  const registered = change.touches(route.module.path, route.module.lineOf(route.node), firstLines(route.module, route.node))
  const inHandler =
    running !== null && change.touches(functionModule.path, functionModule.lineOf(running), functionModule.endLineOf(running))
  if ((!registered && !inHandler) || isGreeting(route) || isConstant(route)) return false
  const tests = testMapOf(head)
  if (tests.reachesRoute(route.method, route.path ?? "")) return false
  // A unit test of the handler itself is a test, too.
  const name = running && functionName(running)
  if (name && tests.namesExport(functionModule.path, name)) return false
  return !isNamedInChangedTest(head, change, route.path ?? "")
}

// `GET /` that answers the same to everybody.
function isGreeting({ method, path, handler }: Route): boolean {
  const body = handler.function?.body
  return (
    method === "GET" &&
    /^\/(?:api\/?)?$/.test(path ?? "") &&
    (body?.type !== "BlockStatement" || body.body.length <= 1) &&
    handler.function !== null &&
    !/\b(?:req|request|ctx|c)\.\w|@(?:Query|Body|Param|Headers)\(/.test(handler.functionModule.textOf(handler.function))
  )
}

// `GET /.well-known/nodeinfo` that answers with what is written there: nothing is asked of the request, decided, waited for or called.
function isConstant({ method, handler: { function: running } }: Route): boolean {
  const [request, reply] = running?.params ?? []
  const body = running?.body
  if (method !== "GET" || request?.type !== "Identifier" || reply?.type !== "Identifier" || !body) return false
  if (body.type === "BlockStatement" && body.body.length !== 1) return false
  let isAnswered = false
  for (const node of descendants(body)) {
    if (isFunction(node) || /^(?:Await|Conditional|Logical)Expression$|^If/.test(node.type)) return false
    if (node.type === "Identifier" && node.name === request.name) return false
    if (node.type !== "CallExpression") continue
    // `res.status(200).json(…)`
    let receiver: Node = bare(node.callee)
    while (receiver.type === "MemberExpression" || receiver.type === "CallExpression")
      receiver = bare(receiver.type === "MemberExpression" ? receiver.object : receiver.callee)
    if (receiver.type !== "Identifier" || receiver.name !== reply.name) return false
    isAnswered = true
  }
  return isAnswered
}

// The routes of the file where there are enough of them, else those of its folder, else all.
function areSiblingsTested(head: Project, path: string): boolean {
  const folder = folderOf(path)
  const all = routesOf(head).filter((each) => isTestable(each) && !isTestPath(each.module.path))
  const circles = [
    all.filter((each) => each.module.path === path),
    all.filter((each) => folderOf(each.module.path) === folder),
    all.filter((each) => head.manifestFor(each.module.path) === head.manifestFor(path)),
  ]
  const siblings = circles.find((each) => each.length > MIN_TESTED)
  if (!siblings) return false
  const tests = testMapOf(head)
  const tested = siblings.filter((each) => tests.reachesRoute(each.method, each.path ?? "")).length
  return tested >= MIN_TESTED && tested >= siblings.length * MIN_SHARE
}

function firstLines(module: SourceModule, node: Node): number {
  const call = bare(node)
  if (call.type !== "CallExpression") return module.lineOf(node)
  const last = call.arguments.at(-1)
  return last && isFunction(bare(last)) ? module.lineOf(last) : module.endLineOf(call)
}
