import { ancestors, bare, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { calleeName } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"

/** A call that looks records up or changes them, with the conditions that keep it to the records of somebody. */
export interface OwnedCall {
  /** Names of the functions around it and the callee: the same call after a change has the same. */
  readonly key: string
  readonly callee: string
  readonly node: Call
  /** Names of the conditions, `userId`. */
  readonly owners: readonly string[]
  /** Whether its arguments speak of the caller in any way. */
  readonly mentionsCaller: boolean
}

const RECORDS =
  /^(?:find|get|fetch|load|read|select|count|update|save|delete|remove|destroy|cancel|patch|upsert|match|where|andWhere|filterBy|list|query|first)/i
const OWNER =
  /^(?:user|owner|author|creator|account|tenant|workspace|organi[sz]ation|org|customer|member|created_?by|company|team|uid|owner|profile)(?:_?id|_?uid|_?uuid)?$/i
// Whoever calls, as code names it.
const CALLER =
  /\b(?:(?:req|request|ctx|context|c|res\.locals)\.(?:\w+\.)*(?:user|session|auth|account|tenant|workspace)\w*|(?:auth|current)?[uU]ser(?:I[dD]|U[iI][dD]|UUID|Uuid|\.\w+)?|user_u?id|uid|owner(?:I[dD]|U[iI][dD])?|creator(?:I[dD]|U[iI][dD])?|account(?:I[dD])?|tenant(?:I[dD])?|workspace(?:I[dD]|\.id)?|session\.\w+|principal|credentials)\b/

/** The calls of a file that take records, in order, with the conditions on an owner among their arguments. */
export function ownedCalls(module: SourceModule): OwnedCall[] {
  const found: OwnedCall[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    const method =
      node.callee.type === "MemberExpression"
        ? (propertyName(node.callee) ?? "")
        : node.callee.type === "Identifier"
          ? node.callee.name
          : ""
    if (!RECORDS.test(method)) continue
    const owners = node.arguments.flatMap((each) => ownersIn(module, each, 0))
    const callee = calleeName(module, node)
    found.push({
      key: `${functionsAround(node)} ${callee}`,
      callee,
      node,
      owners,
      mentionsCaller: node.arguments.some((each) => CALLER.test(module.textOf(each).slice(0, 2_000))),
    })
  }
  return found
}

function ownersIn(module: SourceModule, argument: Node, depth: number): string[] {
  const inner = bare(argument)
  if (inner.type !== "ObjectExpression" || depth > 4) return []
  return inner.properties.flatMap((each) => {
    if (each.type !== "Property") return []
    const name = propertyName(each)
    if (name === null) return []
    const value = bare(each.value)
    if (value.type === "ObjectExpression")
      return /^(?:data|set|values|create|\$set|include|select|attributes)$/.test(name) ? [] : ownersIn(module, value, depth + 1)
    return OWNER.test(name) && CALLER.test(module.textOf(value).slice(0, 80)) ? [name] : []
  })
}

function functionsAround(node: Node): string {
  const names: string[] = []
  for (const above of ancestors(node)) if (isFunction(above)) names.push(functionName(above) ?? "")
  return names.filter((each) => each !== "").join(" ")
}
