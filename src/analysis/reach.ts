import { isTestPath } from "./classify.ts"
import { escapePattern } from "./escape-pattern.ts"
import { calledFunctionsOf } from "./flow/called-functions.ts"
import { FUNCTION_LABEL } from "./models/function-services.ts"
import { routesOf } from "./routes/collect-routes.ts"
import { fastifyHooksOf } from "./routes/fastify-hooks.ts"
import { resolversOf } from "./routes/graphql-routes.ts"
import { nextHandlersOf } from "./routes/next-handlers.ts"
import { rawHandlersOf } from "./routes/raw-handlers.ts"
import { routeLabel } from "./routes/route.ts"
import { proceduresOf } from "./routes/trpc-procedures.ts"
import { ancestors, bare, descendants, functionName, isFunction, propertyName } from "./source/ast.ts"
import type { FunctionNode, Node } from "./source/ast.ts"
import { meaningOf } from "./source/meaning.ts"
import type { SourceModule } from "./source/module.ts"
import type { Project } from "./source/project.ts"

// Deeper call chains exist; findings at their end are too far from the request to be convincing.
const MAX_DEPTH = 6
const MAX_FUNCTIONS = 4_000
// `!g.client || !g.store`, `client === null`
const MISSING = /(?<=!)[\w$.]{1,80}(?![\w$.(])|(?<![\w$.])[\w$.]{1,80}(?=\s{0,9}={2,3}\s{0,9}(?:null|undefined)\b)/g
const MAX_TEST = 1_000
const CLOCKS = /^(?:setInterval|scheduleJob|scheduleRecurring\w*|CronJob|addCronJob|Cron)$/

/** How a function is reached from a request. */
export interface Reach {
  /** `GET /users/:id` */
  readonly route: string
  /** Calls between the handler and the function; 0 is the handler itself. */
  readonly depth: number
  /** The file of the function. */
  readonly path: string
  /** Whether a call on the way is made only as long as what it sets up is not there: `if (!client) client = await connect()`. */
  readonly isOnce: boolean
}

interface Start {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly route: string
}

/** Functions that run while a request is served, with the first route in order that leads there. */
function reachedFunctions(project: Project): ReadonlyMap<FunctionNode, Reach> {
  return project.once("reached functions", () => {
    const starts: Start[] = []
    for (const route of [
      ...routesOf(project),
      ...resolversOf(project),
      ...rawHandlersOf(project),
      ...nextHandlersOf(project),
      ...proceduresOf(project),
      ...fastifyHooksOf(project),
    ]) {
      if (isTestPath(route.module.path)) continue
      for (const handler of [...route.middleware, route.handler])
        if (handler.function) starts.push({ module: handler.functionModule, node: handler.function, route: routeLabel(route) })
    }
    return followCalls(project, starts)
  })
}

/** Functions that run while a function of a cloud provider answers; one instance of it answers one request at a time. */
function invokedFunctions(project: Project): ReadonlyMap<FunctionNode, Reach> {
  return project.once("invoked functions", () =>
    followCalls(
      project,
      calledFunctionsOf(project).map(({ module, node }) => ({ module, node, route: functionName(node) ?? FUNCTION_LABEL })),
    ),
  )
}

/** What is called from where requests come in, nearest first. Callbacks belong to the function around them, but for those that are handed to a clock. */
function followCalls(project: Project, starts: readonly Start[]): ReadonlyMap<FunctionNode, Reach> {
  const reached = new Map<FunctionNode, Reach>()
  const waiting: { module: SourceModule; node: FunctionNode; reach: Reach }[] = []
  const visit = ({ module, node, route }: Start, depth: number, isOnce: boolean) => {
    if (reached.has(node) || reached.size >= MAX_FUNCTIONS) return
    const reach = { route, depth, path: module.path, isOnce }
    reached.set(node, reach)
    waiting.push({ module, node, reach })
  }
  for (const start of starts) visit(start, 0, false)
  // The list grows while it is walked.
  for (const next of waiting) {
    if (next.reach.depth >= MAX_DEPTH) continue
    for (const call of callsIn(next.node)) {
      const target = meaningOf(project, next.module, call.callee)
      if (target?.kind !== "function") continue
      const isOnce = next.reach.isOnce || isSetUp(next.module, call)
      visit({ module: target.module, node: target.node, route: next.reach.route }, next.reach.depth + 1, isOnce)
    }
  }
  return reached
}

/** The files with a function that runs while a request is served. */
export function reachedPaths(project: Project): ReadonlySet<string> {
  return project.once("reached files", () => new Set([...reachedFunctions(project).values()].map(({ path }) => path)))
}

/** The files with a function that runs while a function of a cloud provider answers. */
export function invokedPaths(project: Project): ReadonlySet<string> {
  return project.once("invoked files", () => new Set([...invokedFunctions(project).values()].map(({ path }) => path)))
}

/** How the code at this node is reached from a request; `null` when it is not, as far as can be told. */
export function reachOf(project: Project, node: Node): Reach | null {
  return reachIn(reachedFunctions(project), node)
}

/** How the code at this node is reached from a function of a cloud provider; `null` when it is not, as far as can be told. */
export function invocationOf(project: Project, node: Node): Reach | null {
  return reachIn(invokedFunctions(project), node)
}

function reachIn(reached: ReadonlyMap<FunctionNode, Reach>, node: Node): Reach | null {
  for (const above of [node, ...ancestors(node)]) {
    if (!isFunction(above)) continue
    const reach = reached.get(above)
    if (reach) return reach
    if (runsByTheClock(above)) return null
  }
  return null
}

/** Whether a call is made only while something is missing that is set on the same way. */
function isSetUp(module: SourceModule, call: Node): boolean {
  let below = call
  for (const above of ancestors(call)) {
    if (isFunction(above)) return false
    if (above.type === "AssignmentExpression" && (above.operator === "??=" || above.operator === "||=")) return true
    if (above.type === "IfStatement" && above.consequent === below && setsWhatIsMissing(module, above.test, above.consequent)) return true
    below = above
  }
  return false
}

// Kept by condition: there may be thousands of calls below one, and each is asked about.
const setsUp = new WeakMap<Node, boolean>()

function setsWhatIsMissing(module: SourceModule, test: Node, body: Node): boolean {
  const known = setsUp.get(test)
  if (known !== undefined) return known
  const missing = test.end - test.start > MAX_TEST ? [] : (module.textOf(test).match(MISSING) ?? [])
  const text = missing.length === 0 ? "" : module.textOf(body)
  const answer = missing.some((place) => new RegExp(`(?<![\\w$.])${escapePattern(place)}\\s{0,9}=(?!=)`).test(text))
  setsUp.set(test, answer)
  return answer
}

function* callsIn(node: FunctionNode): Generator<Node & { type: "CallExpression" }> {
  for (const each of descendants(node, (below) => isFunction(below) && runsByTheClock(below)))
    if (each.type === "CallExpression") yield each
}

// `setInterval(() => …)`, `schedule.scheduleJob("0 * * * *", () => …)`, `new CronJob("0 * * * *", () => …)`
function runsByTheClock({ parent }: FunctionNode): boolean {
  if (parent?.type !== "CallExpression" && parent?.type !== "NewExpression") return false
  const callee = bare(parent.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  if (name === null) return false
  const owner = callee.type === "MemberExpression" && callee.object.type === "Identifier" ? callee.object.name : ""
  return CLOCKS.test(name) || (name === "schedule" && /cron|schedul/i.test(owner))
}
