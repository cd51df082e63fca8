import { escapePattern } from "../escape-pattern.ts"
import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bare, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { helpedTransaction } from "./transaction-helper.ts"

/** A transaction that is run by handing a callback to its opener. */
export interface Transaction {
  readonly technology: "Prisma" | "TypeORM" | "Sequelize" | "Knex" | "Mongoose" | "Drizzle" | "SQL"
  readonly callback: FunctionNode
  /** What the transaction was opened on, `this.prisma`. */
  readonly client: string
  /** The callback's parameter, or the session of Mongoose. */
  readonly handle: string
}

const WRITES =
  /^(?:create|createMany|createManyAndReturn|update|updateMany|upsert|delete|deleteMany|save|insert|insertMany|remove|softDelete|restore|increment|decrement|updateOne|deleteOne|replaceOne|findOneAndUpdate|findByIdAndUpdate|findOneAndDelete|findByIdAndDelete|bulkCreate|bulkWrite|destroy|truncate|\$executeRaw|\$executeRawUnsafe)$/

/** What a pool lends a connection of its own for: `pool.query(…)`. */
export const POOLED = /^(?:pg\.Pool\(\)|mysql2\.createPool\(\))\.(?:query|execute)$/

/** Whether a call writes to a database, by the models or by its statement. */
export function isWrite(project: Project, module: SourceModule, call: Call): boolean {
  const { facts } = callFacts(project, module, call)
  if (facts.includes("db-write")) return true
  const [statement] = call.arguments
  return (
    facts.includes("db-read") &&
    statement !== undefined &&
    /^["'`]\s*(?:INSERT|UPDATE|DELETE|MERGE)\b/i.test(module.textOf(statement).slice(0, 60))
  )
}

/** The transaction a call opens; `null` for every other call, and where its callback works with something we do not see. */
export function transactionOf(project: Project, module: SourceModule, call: Call): Transaction | null {
  const helped = helpedTransaction(project, module, call)
  if (helped) return { technology: "SQL", client: "", ...helped }
  if (call.callee.type !== "MemberExpression") return null
  const method = propertyName(call.callee)
  if (method !== "$transaction" && method !== "transaction" && method !== "withTransaction") return null
  const callback = call.arguments.map((each) => bare(each)).find((each) => isFunction(each))
  if (!callback || !isFunction(callback)) return null
  const client = module.textOf(call.callee.object).replace(/\s+/g, "")
  const first = callback.params[0]
  const handle = first?.type === "Identifier" ? first.name : ""
  const { path } = callFacts(project, module, call)
  if (method === "withTransaction")
    return mentions(project, module, "mongoose") && !usesText(project, "transactionAsyncLocalStorage")
      ? { technology: "Mongoose", callback, client, handle: client }
      : null
  if (method === "$transaction") return { technology: "Prisma", callback, client, handle }
  // Without its own client the callback works with something we do not see.
  if (handle === "") return null
  if (path?.startsWith("typeorm.")) return { technology: "TypeORM", callback, client, handle }
  if (path?.startsWith("drizzle-orm.drizzle()")) return { technology: "Drizzle", callback, client, handle }
  if (path?.startsWith("knex()")) return { technology: "Knex", callback, client, handle }
  const isSequelize = path?.startsWith("sequelize.") ?? (/sequelize$/i.test(client) && mentions(project, module, "sequelize"))
  return isSequelize && !usesText(project, "useCLS") ? { technology: "Sequelize", callback, client, handle } : null
}

/** A write inside the callback that does not go through the transaction. */
export interface Escape {
  readonly why: string
  readonly fix: string
  readonly edits?: readonly { start: number; end: number; text: string }[]
}

/** Whether and how a call inside the callback of a transaction gets past it. */
export function escapeOf(project: Project, module: SourceModule, call: Call, { technology, client, handle }: Transaction): Escape | null {
  const { path, receiver, method } = callFacts(project, module, call)
  const text = module.textOf(chainOf(call).top)
  const mentionsHandle = new RegExp(`(?<![\\w$])${escapePattern(handle)}(?![\\w$])`).test(text)
  if (technology === "Knex") {
    const callee = bare(call.callee)
    const { methods } = chainOf(call)
    if (
      callee.type !== "Identifier" ||
      callee.name !== client ||
      mentionsHandle ||
      methods.includes("transacting") ||
      !methods.some((each) => /^(?:insert|update|del|delete|increment|decrement)$/.test(each))
    )
      return null
    return {
      why: `goes through \`${client}\`, not through \`${handle}\``,
      fix: `Use \`${handle}(…)\` here.`,
      edits: [{ start: callee.start, end: callee.end, text: handle }],
    }
  }
  if (technology === "Drizzle") {
    const callee = bare(call.callee)
    if (receiver !== client || !/^(?:insert|update|delete)$/.test(method) || callee.type !== "MemberExpression") return null
    return {
      why: `goes through \`${client}\`, not through \`${handle}\``,
      fix: `Use \`${handle}\` instead of \`${client}\`.`,
      edits: [{ start: callee.object.start, end: callee.object.end, text: handle }],
    }
  }
  if (technology === "SQL") {
    if (!POOLED.test(path ?? "") || mentionsHandle || !isWrite(project, module, call)) return null
    return { why: `goes through \`${receiver}\`, not through \`${handle}\``, fix: `Use \`${handle}\` instead of \`${receiver}\`.` }
  }
  if (!WRITES.test(method)) return null
  if (technology === "Prisma") {
    const callee = bare(call.callee)
    if (
      callee.type !== "MemberExpression" ||
      !(receiver === client || receiver.startsWith(`${client}.`)) ||
      receiver.slice(client.length).split(".").length > 2
    )
      return null
    if (method.startsWith("$") ? receiver !== client : receiver === client) return null
    if (handle === "")
      return {
        why: `goes through \`${client}\`, and the callback takes no client of the transaction`,
        fix: "Give the callback a parameter, `async (tx) => …`, and use `tx` inside.",
      }
    const object = receiver === client ? callee.object : callee.object.type === "MemberExpression" ? callee.object.object : null
    return {
      why: `goes through \`${client}\`, not through \`${handle}\``,
      fix: `Use \`${handle}\` instead of \`${client}\`.`,
      ...(object ? { edits: [{ start: object.start, end: object.end, text: handle }] } : {}),
    }
  }
  if (technology === "TypeORM") {
    if (mentionsHandle || !path || !/^typeorm\.(?:Repository|DataSource)\(\)\.\w+$/.test(path)) return null
    return {
      why: `goes through \`${receiver}\`, which has a connection of its own`,
      fix: `Use \`${handle}.withRepository(${receiver})\` or \`${handle}.${method}(…)\`.`,
    }
  }
  if (mentionsHandle || /\b(?:transaction|session)\b/.test(text)) return null
  if (technology === "Sequelize") {
    if (!/^(?:\w+\.)*[A-Z]\w*$/.test(receiver) || !/^(?:create|bulkCreate|update|upsert|destroy|increment|decrement)$/.test(method))
      return null
    return { why: `is not given \`{ transaction: ${handle} }\``, fix: `Pass \`{ transaction: ${handle} }\` in its options.` }
  }
  if (!path?.startsWith("mongoose.model()") || hasSpreadOrName(call)) return null
  return {
    why: `is not given the session`,
    fix: `Pass \`{ session: ${handle} }\` in its options${method === "create" ? ", and the documents as an array" : ""}.`,
  }
}

// Options that come from elsewhere may hold the session.
function hasSpreadOrName(call: Call): boolean {
  const last: Node | undefined = call.arguments.at(-1)
  return call.arguments.length > 1 && last?.type === "Identifier" && /opt/i.test(last.name)
}

function mentions(project: Project, module: SourceModule, name: string): boolean {
  return project.dependsOn(module.path, name) !== null
}

function usesText(project: Project, text: string): boolean {
  return project.once(`text ${text}`, () =>
    project.sourcePaths.some((path) => project.textOf(path)?.includes(text) && project.codeOf(path)?.includes(text)),
  )
}
