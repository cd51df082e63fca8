import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { invocationOf, reachOf } from "../reach.ts"
import { ancestors, descendants, enclosingFunction, functionName, isFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf, originOf, originOfMeaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

interface Client {
  readonly what: string
  readonly cost: string
  readonly confidence?: "medium"
}

const POOL = "each one opens connections of its own, and a burst of requests uses up all that the database accepts"
const CLIENTS: readonly (Client & { readonly origin: RegExp })[] = [
  { origin: /^@prisma\/client\.PrismaClient$/, what: "a Prisma client with its own pool", cost: POOL },
  { origin: /^(?:pg|@neondatabase\/serverless)\.(?:Pool|Client)$|^pg-promise\(\)$/, what: "a PostgreSQL connection", cost: POOL },
  {
    origin: /^mongodb\.MongoClient(?:\.connect)?$|^mongoose\.createConnection$/,
    what: "a MongoDB client with its own pool",
    cost: POOL,
  },
  { origin: /^mysql2?(?:\/promise)?\.(?:createPool|createConnection)$/, what: "a MySQL connection", cost: POOL },
  {
    origin: /^(?:sequelize|@sequelize\/core|sequelize-typescript)(?:\.Sequelize)?$/,
    what: "a Sequelize instance with its own pool",
    cost: POOL,
  },
  { origin: /^typeorm\.(?:DataSource|createConnection)$/, what: "a TypeORM data source with its own pool", cost: POOL },
  { origin: /^knex(?:\.knex)?$/, what: "a Knex instance with its own pool", cost: POOL },
  {
    origin: /^ioredis(?:\.Redis)?$|^redis\.createClient$/,
    what: "a Redis connection",
    cost: "each one is a new TCP connection, and those that nobody closes stay until Redis refuses more",
  },
  {
    origin: /^amqplib\.connect$|^kafkajs\.Kafka\(\)\.producer$/,
    what: "a connection to the message broker",
    cost: "each one pays for the handshake, and those that nobody closes stay until the broker refuses more",
  },
  {
    origin: /^bullmq\.Queue$|^bull$/,
    what: "a queue with its own Redis connections",
    cost: "each one is a new set of TCP connections, and those that nobody closes stay until Redis refuses more",
  },
  {
    origin:
      /^neo4j-driver(?:\.default)?\.driver$|^cassandra-driver\.Client$|^(?:@elastic\/elasticsearch|@opensearch-project\/opensearch)\.Client$|^nats\.connect$|^oracledb\.createPool$|^mssql\.(?:connect|ConnectionPool)$|^postgres$|^@clickhouse\/client\.createClient$/,
    what: "a client with its own connections",
    cost: POOL,
    confidence: "medium",
  },
  {
    // https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-reusing-connections.html
    origin: /^@aws-sdk\/client-[\w-]{1,40}\.\w{1,40}Client$/,
    what: "a client of AWS with its own connections",
    cost: "each one looks up the credentials and opens a TLS connection again, which takes longer than most calls",
    confidence: "medium",
  },
]

export const noClientPerRequest = defineRule({
  kind: "source",
  id: "no-client-per-request",
  section: "performance",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "Every request opens its own connection",
  why: "Database clients are pools that are meant to live as long as the process. One per request pays for the handshake each time and uses up the connections of the database under load.",
  fix: "Create the client once when the process starts and pass it to the handlers.",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: "or invoked", text: [/\bnew\b|connect|create|knex|producer|\bpgp?\b/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      if (enclosingFunction(node) === null) continue
      const origin = originOf(project, module, node.callee) ?? extendedBy(project, module, node)
      const client = origin === null ? undefined : CLIENTS.find((each) => each.origin.test(origin))
      if (!client) continue
      // `knex("orders")` and `Sequelize(…)` without `new` are other things than making a client.
      if (
        node.type === "CallExpression" &&
        /^(?:knex|sequelize|bull|ioredis)/.test(origin ?? "") &&
        node.arguments[0]?.type !== "ObjectExpression"
      )
        continue
      // What requests reach takes a look at the whole repository.
      if (isKept(module, node) || isKeptByCaller(project, module, node)) continue
      const requested = reachOf(project, node)
      const reach = requested ?? invocationOf(project, node)
      // A probe that opens a connection of its own asks whether one can be opened.
      if (!reach || reach.isOnce || /health|ready|readiness|liveness|\/live\b|ping|status/i.test(reach.route)) continue
      const callee = module.textOf(node.callee).replaceAll("`", "'")
      yield {
        at: node,
        // An instance of a function answers one request at a time, and some close what they open so that nothing is left when it is frozen.
        ...(requested && client.confidence === undefined ? {} : { confidence: "medium" as const }),
        title: `Every \`${reach.route}\` opens its own ${callee}`,
        message: `\`${node.type === "NewExpression" ? "new " : ""}${callee}\` makes ${client.what} for each request of \`${reach.route}\`: ${client.cost}.`,
        fix: "Create it once at the top of a module (or when the process starts) and use that one here.",
      }
    }
  },
})

/** What a class of the repository extends that is made here: `new PrismaService()` is a Prisma client. */
function extendedBy(project: Project, module: SourceModule, node: Node & { type: "CallExpression" | "NewExpression" }): string | null {
  const made = node.type === "NewExpression" ? meaningOf(project, module, node.callee) : null
  if (made?.kind !== "class") return null
  return originOfMeaning(project, { ...made, kind: "instance" })?.replace(/\(\)$/, "") ?? null
}

/** Whether the client outlives the request: assigned to something of the module or of an object, or put into a map. */
function isKept(module: SourceModule, made: Node): boolean {
  let below: Node = made
  for (const above of ancestors(made)) {
    if (above.type === "AssignmentExpression" && above.right === below) {
      if (above.operator !== "=" || above.left.type === "MemberExpression") return true
      if (above.left.type === "Identifier" && module.bindings.resolve(above.left) === module.bindings.top.get(above.left.name)) return true
      if (above.left.type === "Identifier" && isStoredLater(module, above.left)) return true
    }
    if (above.type === "VariableDeclarator" && above.id.type === "Identifier" && isStoredLater(module, above.id)) return true
    if (above.type === "CallExpression" && above.callee !== below && /\.set$|memoi[sz]e|once$/i.test(module.textOf(above.callee)))
      return true
    if (isFunction(above)) return false
    below = above
  }
  return false
}

/** Whether who calls the function around keeps what it made: `pool = createPool()` in a function that looks whether there is one already. */
function isKeptByCaller(project: Project, module: SourceModule, made: Node): boolean {
  const around = enclosingFunction(made)
  const name = around && functionName(around)
  if (name === null) return false
  for (const path of [module.path, ...(importersOf(project).get(module.path) ?? [])]) {
    const caller: SourceModule | null = isTestPath(path) || !(project.textOf(path) ?? "").includes(name) ? null : project.moduleOf(path)
    for (const call of caller ? nodesOf(caller.program, "CallExpression") : [])
      if (caller && call.callee.type === "Identifier" && call.callee.name === name && isKept(caller, call)) return true
  }
  return false
}

function isStoredLater(module: SourceModule, name: Node): boolean {
  const binding = module.bindings.resolve(name)
  const within = [...ancestors(name)].find((each) => isFunction(each))
  if (!binding || !within) return false
  for (const node of descendants(within)) {
    const isMe = (each: Node | null | undefined) => each?.type === "Identifier" && module.bindings.resolve(each) === binding
    if (
      node.type === "AssignmentExpression" &&
      isMe(node.right) &&
      (node.left.type === "MemberExpression" || (node.left.type === "Identifier" && module.bindings.top.has(node.left.name)))
    )
      return true
    if (
      node.type === "CallExpression" &&
      node.callee.type === "MemberExpression" &&
      /\.(?:set|push|add)$/.test(module.textOf(node.callee)) &&
      node.arguments.some(isMe)
    )
      return true
  }
  return false
}
