import { isTestPath } from "../classify.ts"
import { nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

/** A function that Next.js calls on the server with what a client sends: a route by its file, or a server action by its directive. */
export interface NextHandler extends Route {
  readonly kind: "api" | "route" | "action"
}

const VERB = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/
const PAGES = /(?:^|\/)pages\/(api\/.+)\.[cm]?[jt]sx?$/
const APP = /(?:^|\/)app\/((?:[^/]+\/)*)route\.[cm]?[jt]s$/
const DIRECTIVE = /["']use server["']/

/** The handlers of all files. */
export function nextHandlersOf(project: Project): readonly NextHandler[] {
  return project.once("handlers of Next.js", () => project.sourcePaths.flatMap((path) => nextHandlersIn(project, path)))
}

/** The handlers of one file. */
export function nextHandlersIn(project: Project, path: string): readonly NextHandler[] {
  const pages = PAGES.exec(path)
  const app = APP.exec(path)
  if (isTestPath(path) || !(pages ?? app ?? project.mentions(path, DIRECTIVE)) || project.dependsOn(path, "next") === null) return []
  const module = project.moduleOf(path)
  if (!module) return []
  if (pages)
    return exported(project, module, (name) => name === "default").map((each) => route(each, "api", "ALL", addressOf(pages[1] ?? "")))
  if (app)
    return exported(project, module, (name) => VERB.test(name)).map((each) => route(each, "route", each.name, addressOf(app[1] ?? "")))
  const isWhole = isMarked(module.program.body[0])
  // Clients can call an action only where the code that is sent to them names it.
  if (isWhole && isOnlyForServer(project, path)) return []
  const actions = isWhole
    ? exported(project, module, () => true)
    : functionsOf(module).flatMap((node) => {
        const first = node.body?.type === "BlockStatement" ? node.body.body[0] : undefined
        return isMarked(first) ? [{ name: "", module, node, handler: handlerOf(project, module, node) }] : []
      })
  return actions.map((each) => route(each, "action", "POST", null))
}

function isOnlyForServer(project: Project, path: string): boolean {
  const importers = [...(importersOf(project).get(path) ?? [])].filter((each) => !isTestPath(each))
  return (
    importers.length > 0 && !importers.some((each) => /\.[jt]sx$/.test(each) || project.mentions(each, /["']use (?:client|server)["']/))
  )
}

interface Exported {
  readonly name: string
  readonly module: SourceModule
  readonly node: Node
  readonly handler: Route["handler"]
}

function exported(project: Project, module: SourceModule, isWanted: (name: string) => boolean): Exported[] {
  return [...module.exports].flatMap(([name, offered]): Exported[] => {
    if (offered.kind !== "node" || !isWanted(name)) return []
    const handler = handlerOf(project, module, offered.node)
    return handler.function && handler.functionModule === module ? [{ name, module, node: offered.node, handler }] : []
  })
}

function route({ module, node, handler }: Exported, kind: NextHandler["kind"], method: string, path: string | null): NextHandler {
  return { kind, framework: "Node", isIndirect: true, method, path, module, node, router: null, middleware: [], handler }
}

function functionsOf(module: SourceModule): readonly FunctionNode[] {
  return nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
}

function isMarked(statement: Node | undefined): boolean {
  return statement?.type === "ExpressionStatement" && "directive" in statement && statement.directive === "use server"
}

// `(shop)` groups files and is no part of the address; `[id]` and `[...rest]` are parameters.
function addressOf(path: string): string {
  const parts = path.split("/").filter((each) => each !== "" && !/^\(.*\)$/.test(each) && each !== "index")
  return `/${parts.map((each) => each.replace(/^\[{1,2}(?:\.\.\.)?([\w-]+)\]{1,2}$/, ":$1")).join("/")}`
}
