import { isServerPath } from "../calls/server-path.ts"
import { cycleOf } from "../contracts/schema-cycle.ts"
import { defineRule } from "../rule.ts"
import { isClosed, objectOf } from "../settings/read-options.ts"
import { nodesOf, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

interface Server {
  readonly origin: RegExp
  readonly argument: number
  /** Options that can hold a limit. */
  readonly limits: readonly string[]
}

const SERVERS: readonly Server[] = [
  { origin: /^(?:@apollo\/server|apollo-server(?:-\w+)?)\.ApolloServer$/, argument: 0, limits: ["validationRules", "plugins"] },
  { origin: /^graphql-yoga\.createYoga$/, argument: 0, limits: ["plugins", "validationRules"] },
  { origin: /^mercurius$/, argument: 1, limits: ["queryDepth", "validationRules"] },
  { origin: /^@nestjs\/graphql\.GraphQLModule\.forRoot$/, argument: 0, limits: ["validationRules", "plugins"] },
  { origin: /^express-graphql\.graphqlHTTP$/, argument: 0, limits: ["validationRules"] },
]
const LIMITERS = [
  "graphql-depth-limit",
  "graphql-query-complexity",
  "graphql-validation-complexity",
  "graphql-cost-analysis",
  "graphql-query-complexity-apollo-plugin",
  "@escape.tech/graphql-armor",
  "@escape.tech/graphql-armor-max-depth",
  "@envelop/depth-limit",
  "@graphql-yoga/plugin-persisted-operations",
  "@pothos/plugin-complexity",
]

export const requireQueryLimit = defineRule({
  kind: "source",
  id: "require-query-limit",
  section: "security",
  practice: "api-design",
  severity: "medium",
  confidence: "low",
  title: "One GraphQL query may ask for everything at once",
  why: "A client chooses how deep and how wide a query is. Where types lead back to each other a short text asks for millions of objects, and a limit on the number of requests does not help against a single one.",
  fix: "Limit depth or cost while the query is validated, with `graphql-depth-limit` or `graphql-query-complexity` for instance, or accept persisted queries only.",
  cwe: ["CWE-770", "CWE-674"],
  needs: { path: "server", words: ["ApolloServer", "createYoga", "mercurius", "GraphQLModule", "graphqlHTTP"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || LIMITERS.some((name) => project.dependsOn(module.path, name) !== null)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const plugin = node.arguments[0]
      const registered = plugin?.type === "Identifier" && module.textOf(node.callee).endsWith("register") ? plugin : node.callee
      const origin = originOf(project, module, registered)
      const server = origin === null ? undefined : SERVERS.find((each) => each.origin.test(origin))
      if (!server || mayLimit(project, module, node.arguments[server.argument], server)) continue
      const cycle = cycleOf(project)
      const way = cycle === null ? null : `${cycle.join(" { ")} { …`
      yield {
        at: node.callee,
        ...(way === null ? {} : { confidence: "medium" as const }),
        title: way === null ? "Nothing limits how deep a GraphQL query goes" : `Nothing limits how deep a query nests \`${cycle?.[0]}\``,
        message:
          way === null
            ? "A single query can ask for more than the service can answer: no rule limits its depth or cost before it runs."
            : `A single query can nest \`${way}\` as often as it likes, and each level multiplies the rows that are read: no rule limits its depth or cost before it runs.`,
        key: "query limit",
      }
    }
  },
})

// Options that cannot be read, or a list of rules or plug-ins, may limit something.
function mayLimit(project: Project, module: SourceModule, options: Node | undefined, { limits }: Server): boolean {
  const object = objectOf(project, module, options)
  if (object === null || !isClosed(object)) return true
  return limits.some((name) => {
    const value = propertyOf(object, name)
    return value !== null && (name !== "plugins" || /depth|complex|cost|limit|armor|persisted|(?:^|\W)use\w*\(/i.test(module.textOf(value)))
  })
}
