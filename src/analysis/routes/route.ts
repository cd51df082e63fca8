import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export type Framework = "Express" | "Fastify" | "NestJS" | "Koa" | "Hapi" | "Hono" | "GraphQL" | "Node"

/** One handler or middleware of a route, followed to its function where the text allows. */
export interface Handler {
  /** The argument as written: a function, a name, a call of a wrapper. */
  readonly node: Node
  readonly module: SourceModule
  /** The function that runs, inside any wrapper; `null` when it comes from a package or cannot be told. */
  readonly function: FunctionNode | null
  /** File of `function`. */
  readonly functionModule: SourceModule
  /** The callee of a call that wraps the function, `asyncHandler`; `null` when it is given directly. */
  readonly wrapper: string | null
}

/** One entry of the route table. */
export interface Route {
  readonly framework: Framework
  /** GET, POST, …, ALL, or USE for middleware that runs for every method. */
  readonly method: string
  /** With the prefixes of the routers it is mounted in where they are known; `null` when computed at run time. */
  readonly path: string | null
  readonly module: SourceModule
  /** The registering call or the decorated method. */
  readonly node: Node
  /** The declaration of the router or the plugin function it is registered on; `null` when that is not a plain name. */
  readonly router: Node | null
  /** Everything that runs before the handler and is registered with this route, in order. */
  readonly middleware: readonly Handler[]
  readonly handler: Handler
  /**
   * Registered through code that stands on top of the framework: a controller class, a table, files by convention. What wraps the
   * handler there is not seen, so nothing may be claimed about what becomes of its errors.
   */
  readonly isIndirect?: true
}

/** `GET /users/:id`, safe inside a Markdown code span. */
export function routeLabel(route: Pick<Route, "method" | "path">): string {
  return `${route.method} ${route.path?.replace(/[^\x21-\x7e]|`/g, "?").slice(0, 120) ?? "(path computed at run time)"}`
}
