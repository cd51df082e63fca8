import { ancestors, bare, functionName, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { calleeName } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"

/** A call that looks records up or changes them, with the conditions that keep it to the records of somebody. */
export interface OwnedCall {
  /** Names of the functions around it and the callee: the same call after a change has the same. One way to find a record is as good as another. */
  readonly key: string
  readonly callee: string
  readonly node: Call
  /** Names of the conditions, `userId`. */
  readonly owners: readonly string[]
  /** Names of the conditions by which it takes records that belong to another one, `shopId`. */
  readonly parents: readonly string[]
  /** Names of the conditions that are none of these, `id`. */
  readonly others: readonly string[]
  /** Whether its arguments speak of the caller in any way, or of those the caller belongs to. */
  readonly mentionsCaller: boolean
  /** Whether they speak of the caller alone. */
  readonly mentionsUser: boolean
}

const RECORDS =
  /^(?:find|get|fetch|load|read|select|count|update|save|delete|remove|destroy|cancel|patch|upsert|match|where|andWhere|filterBy|list|query|first)/i
const OWNER =
  /^(?:user|owner|author|creator|account|tenant|workspace|organi[sz]ation|org|customer|member|created_?by|company|team|uid|owner|profile)(?:_?id|_?uid|_?uuid)?$/i
// Whoever calls, as code names it.
const CALLER =
  /\b(?:(?:req|request|ctx|context|c|res\.locals)\.(?:\w+\.)*(?:user|session|auth|account|tenant|workspace)\w*|(?:auth|current)?[uU]ser(?:I[dD]|U[iI][dD]|UUID|Uuid|\.\w+)?|user_u?id|uid|owner(?:I[dD]|U[iI][dD])?|creator(?:I[dD]|U[iI][dD])?|account(?:I[dD])?|tenant(?:I[dD])?|workspace(?:I[dD]|\.id)?|session\.\w+|principal|credentials)\b/

const GROUP = /^(?:account|tenant|workspace|organi[sz]ation|org|company|team)/i
// What a record belongs to, by its key.
const PARENT = /[a-z](?:Id|ID|Uuid|_id|_uuid)$/

/** Whether a condition of this name keeps records to one user, and not to those the user belongs to. */
export function isOfUser(owner: string): boolean {
  return !GROUP.test(owner)
}

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
    const conditions = conditionsOf(method, node.arguments)
    const owners = conditions.filter(({ name, value }) => OWNER.test(name) && CALLER.test(module.textOf(value).slice(0, 80)))
    const parents = conditions.filter(({ name }) => PARENT.test(name))
    const callee = calleeName(module, node)
    const texts = node.arguments.flatMap((each) => [module.textOf(each).slice(0, 2_000), ...originsIn(module, each)])
    found.push({
      key: `${functionsAround(node)} ${callee.replace(FINDS, "find").replace(MANY, "")}`,
      callee,
      node,
      owners: owners.map(({ name }) => name),
      parents: parents.map(({ name }) => name),
      others: conditions.filter((each) => !parents.includes(each) && !owners.includes(each)).map(({ name }) => name),
      mentionsCaller: texts.some((each) => CALLER.test(each)),
      mentionsUser: texts.some((each) => CALLER.test(each.replace(GROUPS, "_"))),
    })
  }
  return found
}

// `update(id, values)` and `select(columns)` take other things than conditions, but for what stands below `where`.
function conditionsOf(method: string, given: readonly Node[]): Condition[] {
  const all = (each: Node) => conditionsIn(each, 0)
  const [first] = given
  const takesValues = /^(?:update|save|patch|upsert)/i.test(method) && first !== undefined && bare(first).type !== "ObjectExpression"
  if (!takesValues && !/^select$/i.test(method)) return given.flatMap(all)
  return given.flatMap((each) => {
    const where = propertyOf(bare(each), "where")
    return where ? all(where) : []
  })
}

// `const { id } = req.auth`, and then `list(id)`.
function originsIn(module: SourceModule, argument: Node): string[] {
  const inner = bare(argument)
  const values = inner.type === "ObjectExpression" ? conditionsIn(inner, 0).map(({ value }) => value) : [inner]
  return values.flatMap((value) => {
    const declaration = value.type === "Identifier" ? module.bindings.resolve(value)?.declaration : null
    return declaration?.type === "VariableDeclarator" && declaration.init ? [module.textOf(declaration.init).slice(0, 200)] : []
  })
}

const FINDS = /(?<=\.)find(?:One|First|Unique|OneBy|OneOrFail|OneByOrFail|FirstOrThrow|UniqueOrThrow)$/
const MANY = /(?<=\.(?:update|delete))(?:One|Many)$/
const GROUPS = /\b(?:account|tenant|workspace|organi[sz]ation|org|company|team)\w*(?:\??\.(?:_?id))?/gi

interface Condition {
  readonly name: string
  readonly value: Node
}

function conditionsIn(argument: Node, depth: number): Condition[] {
  const inner = bare(argument)
  if (depth > 4) return []
  // `and(eq(pages.id, id), eq(pages.workspaceId, workspaceId))` of Drizzle
  if (inner.type === "CallExpression" && inner.callee.type === "Identifier") {
    if (inner.callee.name === "and") return inner.arguments.flatMap((each) => conditionsIn(each, depth + 1))
    const [column, value] = inner.arguments
    const name = /^(?:eq|inArray)$/.test(inner.callee.name) && column?.type === "MemberExpression" ? propertyName(column) : null
    return name !== null && value ? [{ name, value: bare(value) }] : []
  }
  if (inner.type !== "ObjectExpression") return []
  return inner.properties.flatMap((each): Condition[] => {
    if (each.type !== "Property") return []
    const name = propertyName(each)
    if (name === null) return []
    const value = bare(each.value)
    if (value.type === "ObjectExpression")
      return /^(?:data|set|values|create|\$set|include|select|attributes|order|orderBy|sort)$/.test(name)
        ? []
        : conditionsIn(value, depth + 1)
    return [{ name, value }]
  })
}

function functionsAround(node: Node): string {
  const names: string[] = []
  for (const above of ancestors(node)) if (isFunction(above)) names.push(functionName(above) ?? "")
  return names.filter((each) => each !== "").join(" ")
}
