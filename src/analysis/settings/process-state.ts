import { isServerPath } from "../calls/server-path.ts"
import { nodesOf, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isClosed, objectOf } from "./read-options.ts"

/** Something that lives in one process and that the others do not see. */
export interface ProcessState {
  readonly node: Node
  /** `sessions`, `the counters of the rate limit` … */
  readonly what: string
  /** What users meet when there are several processes. */
  readonly consequence: string
  readonly fix: string
}

interface Keeper extends Omit<ProcessState, "node"> {
  readonly origin: RegExp
  /** The option that moves it out of the process, in any argument. */
  readonly moved: readonly string[]
  /** A word in the sources of the package that says the same. */
  readonly elsewhere?: RegExp
}

const KEEPERS: readonly Keeper[] = [
  {
    origin: /^(?:express-session|@fastify\/session|koa-generic-session)(?:\.default)?$/,
    moved: ["store"],
    what: "sessions",
    consequence: "visitors are logged out whenever another process answers, at random",
    fix: "Give the session a store that all processes share, such as `connect-redis`.",
  },
  {
    origin: /^(?:express-rate-limit(?:\.rateLimit|\.default)?|express-slow-down(?:\.slowDown)?|koa-ratelimit)$/,
    moved: ["store", "db"],
    what: "the counters of the rate limit",
    consequence: "each process counts for itself, so a caller gets the limit once for each of them",
    fix: "Give the limiter a store that all processes share, such as `rate-limit-redis`.",
  },
  {
    origin: /^rate-limiter-flexible\.RateLimiterMemory$/,
    moved: [],
    what: "the counters of the rate limit",
    consequence: "each process counts for itself, so a caller gets the limit once for each of them",
    fix: "Use `RateLimiterRedis`, or `RateLimiterClusterMasterPM2` with `RateLimiterCluster`.",
  },
  {
    origin: /^socket\.io(?:\.Server)?$/,
    moved: ["adapter"],
    elsewhere: /\.adapter\(|@socket\.io\/(?:pm2|sticky|cluster-adapter)|socket\.io-redis|IoAdapter/,
    what: "the rooms and connections of Socket.IO",
    consequence:
      "a message reaches only the clients of one process, and polling clients fail with “Session ID unknown” when another one answers",
    fix: "Use the cluster adapter with `@socket.io/pm2`, or the Redis adapter behind a balancer that keeps clients with their process.",
  },
]

/** What a file of a server keeps in its own process although the library can keep it elsewhere. */
export function* processStates(project: Project, module: SourceModule): Generator<ProcessState> {
  if (!isServerPath(module.path)) return
  for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
    const origin = originOf(project, module, node.callee)
    const keeper = origin === null ? undefined : KEEPERS.find((each) => each.origin.test(origin))
    if (!keeper || isMoved(project, module, node, keeper)) continue
    const { what, consequence, fix, elsewhere } = keeper
    if (elsewhere && project.sourcePaths.some((path) => project.codeMentions(path, elsewhere))) continue
    yield { node: node.callee, what, consequence, fix }
  }
}

function isMoved(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" | "NewExpression" },
  { moved }: Keeper,
): boolean {
  return call.arguments.some((argument) => {
    if (argument.type === "SpreadElement") return true
    const options = objectOf(project, module, argument)
    // What cannot be read may hold it; a server that is handed over holds none.
    if (options === null) return argument.type === "Identifier" && moved.length > 0 && !/server|http|app/i.test(argument.name)
    return moved.some((name) => propertyOf(options, name) !== null) || (moved.length > 0 && !isClosed(options))
  })
}
