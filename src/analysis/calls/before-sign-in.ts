import { isTestPath } from "../classify.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { ancestors, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"
import { isServerPath } from "./server-path.ts"

// Where a password is sent to: `app.post("/signin", …)`, `router.use("/password", …)`, `{ method: "POST", url: "/login" }`, `@Post("login")`
const TAKES_PASSWORD =
  /(?:\.(?:post|put|patch|all|use|route)\(\s*|@Post\(\s*|\b(?:url|path)\s*:\s*)["'`][^"'`\s]{0,60}(?:log-?in|sign-?(?:in|up)|register|password)\b/i
const SIGN_IN = /log-?in|sign-?(?:in|up)|register|password|auth/i
// It is chosen what is written, or where.
const CHOOSES =
  /log-?in|sign-?in|passw|redact|mask|sanitiz|scrub|omit|strip|filter|delete\s|sensitive|hide|censor|\bpick\b|log_?bod(?:y|ies)|exclude|skip/i
const HOOK = /^(?:on(?:Request|Send|Response)|pre(?:Parsing|Validation|Handler|Serialization))$/

/**
 * Whether something stands in a function that runs for the requests of many routes, those with a password among them, and neither looks at
 * which route it is nor leaves anything out: a middleware, or a hook of Fastify.
 */
export function runsBeforeSignIn(project: Project, module: SourceModule, node: Node): boolean {
  const middleware = middlewareAround(module, node)
  if (!middleware || CHOOSES.test(module.namesOf(middleware)) || onlyInDevelopment(module, node)) return false
  return takesPasswords(project) && isForSignIn(project, middleware)
}

/** Whether the service has routes to which a password is sent. */
export function takesPasswords(project: Project): boolean {
  return project.once("takes passwords", () =>
    project.sourcePaths.some((path) => !isTestPath(path) && isServerPath(path) && project.codeMentions(path, TAKES_PASSWORD)),
  )
}

function middlewareAround(module: SourceModule, node: Node): FunctionNode | null {
  let found: FunctionNode | null = null
  for (const above of ancestors(node)) if (isFunction(above) && isMiddleware(module, above)) found = above
  return found
}

// `(req, res, next) => { …; next() }`, `(ctx, next) => …`, `fastify.addHook("preHandler", (request) => …)`
function isMiddleware(module: SourceModule, node: FunctionNode): boolean {
  const last = node.params.at(-1)
  if (last?.type === "Identifier" && last.name === "next" && node.params.length <= 3 && /\bnext\(/.test(module.textOf(node))) return true
  const call = node.parent
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    propertyName(call.callee) === "addHook" &&
    HOOK.test(stringOf(call.arguments[0]) ?? "")
  )
}

// One that is registered for some paths only, or with single routes, sees what is sent there.
function isForSignIn(project: Project, middleware: FunctionNode): boolean {
  const routes = routesOf(project).filter(
    ({ handler, middleware: before }) => handler.function === middleware || before.some((each) => each.function === middleware),
  )
  return (
    routes.length === 0 ||
    routes.some(({ path, method }) => (method === "USE" && (path === null || path === "/")) || SIGN_IN.test(path ?? ""))
  )
}
