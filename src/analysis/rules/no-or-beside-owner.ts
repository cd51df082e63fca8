import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

// What keeps rows to a customer or a user.
const OWNER =
  /^(?:tenant|org|organi[sz]ation|account|workspace|company|clinic|school|practice|agency|merchant|shop|store|team|customer|user|owner|author|created_?by|project)_?(?:id|uuid)?$/i
const AND = /^(?:and)?where(?:I?Like|Raw|In)?$/i
const OR = /^orWhere(?:I?Like|Raw)?$/
// A value's place in the text of a condition.
const PLACE = /\$\d+|:\w+|\uE001\d+/g
const START = /^\s*(?:select|update|delete|with)\b/i
const MAX_CHAIN = 60
const MAX_TEXT = 8_000
const MAX_PARENTHESES = 200

export const noOrBesideOwner = defineRule({
  kind: "source",
  id: "no-or-beside-owner",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "An OR beside the condition on the owner lets rows of others in",
  why: "AND binds closer than OR: `tenant = 1 AND name LIKE 'a%' OR phone LIKE 'a%'` asks for the tenant with the name only. Every row that fits what stands behind the OR comes back, whoever it belongs to.",
  fix: "Group the alternatives: in a callback or `Brackets` of the query builder, in parentheses in SQL.",
  cwe: ["CWE-863", "CWE-639"],
  needs: { path: "server", text: [/\.orWhere|\bOR\b|\$or\b/i, /where|find|\$match/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const found of [...inBuilders(project, module), ...inTexts(module), ...inAlternatives(module)]) {
      const code = module.textOf(found.at).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      yield {
        at: found.at,
        title: `What stands behind the OR is not kept to \`${found.owner}\``,
        message: `Rows of everybody come back: SQL reads "(${found.owner} = … AND …) OR …", so a row that fits ${found.isText ? "what stands behind the OR" : `\`${code}\``} needs no \`${found.owner}\`.`,
        fix: found.isText
          ? "Put the alternatives in parentheses: `… AND (a OR b)`."
          : "Group the alternatives: `.andWhere((group) => group.where(…).orWhere(…))`, in TypeORM `new Brackets(…)`.",
      }
    }
  },
})

// `OR: [{ userId, title: … }, { body: … }]`, `or(and(eq(notes.userId, id), ilike(notes.title, q)), ilike(notes.body, q))`
function* inAlternatives(module: SourceModule): Generator<Found> {
  for (const node of nodesOf(module.program, "Property", "CallExpression")) {
    const alternatives = alternativesIn(module, node)
    if (alternatives.length < 2 || alternatives.length > MAX_ALTERNATIVES || isKeptAround(node)) continue
    const read = alternatives.map((each) => fieldsIn(module, each))
    const kept = read.find((fields) => fields.length > 1 && fields.some((each) => OWNER_FIELD.test(each.name)))
    const owner = kept?.find((each) => OWNER_FIELD.test(each.name))
    if (!kept || !owner) continue
    const sought = kept.filter((each) => each !== owner)
    const index = read.findIndex(
      (fields) => fields.length > 0 && fields.every((each) => !OWNER_FIELD.test(each.name) && isSearchLike(each, sought)),
    )
    const at = alternatives[index]
    if (at) yield { at, owner: owner.name, isText: false }
  }
}

// With those that stand for a relation, `owner: userId`.
const OWNER_FIELD =
  /^(?:tenant|org|organi[sz]ation|account|workspace|company|customer|user|owner|author|created_?by|project|team)(?:_?(?:id|uuid))?$/i
const SEARCHES = /\b(?:contains|startsWith|endsWith|search|\$regex|\$text|like|iLike|ilike|Like|ILike|RegExp)\b|^\/.*\/\w*$/
const MAX_ALTERNATIVES = 20

interface Field {
  readonly name: string
  readonly value: string
}

function isSearchLike({ value }: Field, sought: readonly Field[]): boolean {
  return SEARCHES.test(value) || sought.some((each) => each.value === value)
}

function alternativesIn(module: SourceModule, node: Node): readonly Node[] {
  if (node.type === "Property") {
    const list = bare(node.value)
    const name = node.computed ? module.textOf(node.key) : propertyName(node)
    if (list.type !== "ArrayExpression" || !/^(?:OR|\$or|Op\.or|Sequelize\.Op\.or)$/.test(name ?? "")) return []
    return list.elements.flatMap((each) => (each ? [bare(each)] : []))
  }
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "or") return []
  return node.arguments.map((each) => bare(each))
}

/** The columns an alternative compares, with what it compares them with as written. */
function fieldsIn(module: SourceModule, node: Node): Field[] {
  if (node.type === "ObjectExpression")
    return node.properties.map((each) =>
      each.type === "Property"
        ? { name: propertyName(each) ?? "", value: module.textOf(each.value).slice(0, 200) }
        : { name: "", value: "" },
    )
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return [{ name: "", value: "" }]
  if (node.callee.name === "and") return node.arguments.flatMap((each) => fieldsIn(module, bare(each)))
  const [column, value] = node.arguments
  const name = column?.type === "MemberExpression" ? propertyName(column) : null
  return [{ name: name ?? "", value: /like/i.test(node.callee.name) ? "like" : value ? module.textOf(value).slice(0, 200) : "" }]
}

// A condition on the owner beside or around the alternatives holds for all of them.
function isKeptAround(node: Node): boolean {
  for (let each = node.parent, count = 0; each && count < 8; each = each.parent, count++) {
    if (isFunction(each) || each.type.endsWith("Statement")) return false
    if (
      each.type === "ObjectExpression" &&
      each.properties.some((one) => one.type === "SpreadElement" || (one !== node && OWNER_FIELD.test(propertyName(one) ?? "")))
    )
      return true
    if (each.type === "CallExpression" && each.callee.type === "Identifier" && each.callee.name === "and") return true
    if (each.type === "Property" && /^(?:AND|\$and|NOT|\$nor)$/.test(propertyName(each) ?? "")) return true
  }
  return false
}

interface Found {
  readonly at: Node | { readonly start: number; readonly end: number }
  readonly owner: string
  readonly isText: boolean
}

interface Condition {
  readonly node: Node & { type: "MemberExpression" }
  readonly call: Call
  readonly isOr: boolean
  /** The column that is compared with a value, `clinic_id`. */
  readonly column: string
  /** What it is compared with: as written, or the names of the places in a text. */
  readonly values: readonly string[]
  readonly isSearch: boolean
}

function* inBuilders(project: Project, module: SourceModule): Generator<Found> {
  for (const call of nodesOf(module.program, "CallExpression")) {
    // Once for each chain, from its end.
    if (call.parent?.type === "MemberExpression" || call.callee.type !== "MemberExpression") continue
    const { conditions, root } = chainOf(module, call)
    const first = conditions.findIndex((each) => each.isOr)
    if (first < 0) continue
    const before = [...conditionsBehind(project, module, root, call), ...conditions.slice(0, first)].filter((each) => !each.isOr)
    const owner = before.find((each) => isOwner(each))
    const others = before.filter((each) => !isOwner(each))
    const escaping = conditions.find((each) => each.isOr && !OWNER.test(each.column) && isSearchOf(each, others))
    if (owner && escaping && !conditions.slice(first).some((each) => each.isOr && isOwner(each)))
      yield { at: { start: escaping.node.property.start, end: escaping.call.end }, owner: owner.column, isText: false }
  }
}

function isOwner({ column, values }: Condition): boolean {
  return OWNER.test(column) && values.length > 0
}

// The same words are looked for in another column: no second way to be allowed.
function isSearchOf(or: Condition, others: readonly Condition[]): boolean {
  return (or.isSearch && or.values.length > 0) || others.some((each) => each.values.some((value) => or.values.includes(value)))
}

/** The conditions of one chain of calls in source order, and what the chain begins with. */
function chainOf(module: SourceModule, outermost: Call): { readonly conditions: readonly Condition[]; readonly root: Node } {
  const conditions: Condition[] = []
  let root: Node = outermost
  for (let count = 0; count < MAX_CHAIN && root.type === "CallExpression" && root.callee.type === "MemberExpression"; count++) {
    const method = propertyName(root.callee) ?? ""
    if (AND.test(method) || OR.test(method)) conditions.unshift(...conditionsIn(module, root, root.callee, method))
    root = bare(root.callee.object)
  }
  return { conditions, root }
}

function conditionsIn(module: SourceModule, call: Call, node: Node & { type: "MemberExpression" }, method: string): Condition[] {
  const [first, ...rest] = call.arguments
  const given = first && bare(first)
  if (!given) return []
  const common = { node, call, isOr: OR.test(method) }
  if (given.type === "ObjectExpression")
    return given.properties.flatMap((each) =>
      each.type === "Property"
        ? [{ ...common, column: lastName(propertyName(each) ?? ""), values: valuesOf(module, each.value), isSearch: false }]
        : [],
    )
  const text = stringOf(given)
  if (text === null) return []
  const last = rest.at(-1)
  // `where("p.name ILIKE :q", { q })`
  const condition = /^\s*["'`\w.]+?\b(\w+)["'`]?\s*(?:=|(?:I?LIKE)\b)/i.exec(text)
  if (condition) return [{ ...common, column: condition[1] ?? "", values: text.match(PLACE) ?? [], isSearch: /\bI?LIKE\b/i.test(text) }]
  const operator = rest.length > 1 && rest[0] ? (stringOf(rest[0]) ?? "") : "="
  if (!last || !/^(?:=|i?like)$/i.test(operator)) return []
  return [{ ...common, column: lastName(text), values: valuesOf(module, last), isSearch: /like/i.test(`${method}${operator}`) }]
}

function lastName(column: string): string {
  return column.split(".").at(-1) ?? ""
}

function valuesOf(module: SourceModule, node: Node): string[] {
  const inner = bare(node)
  return inner.type === "Literal" || isFunction(inner) ? [] : [module.textOf(inner).replace(/\s+/g, "").slice(0, 200)]
}

// `const query = db("patients").where("clinic_id", id)` or `patientsOf(clinicId)`, and what was added to it before.
function conditionsBehind(project: Project, module: SourceModule, root: Node, call: Call): Condition[] {
  if (root.type === "Identifier") {
    const binding = module.bindings.resolve(root)
    const declaration = binding?.declaration
    if (!binding || declaration?.type !== "VariableDeclarator" || !declaration.init || binding.pattern.length > 0) return []
    const begun = bare(declaration.init)
    const added = usesOf(module, binding, module.program)
      .filter((use) => use.start < call.start)
      .flatMap((use) => {
        const outermost = outermostOf(use)
        return outermost ? chainOf(module, outermost).conditions : []
      })
    return begun.type === "CallExpression" ? [...chainOf(module, begun).conditions, ...added] : added
  }
  const meaning = root.type === "CallExpression" ? meaningOf(project, module, root.callee) : null
  if (meaning?.kind !== "function" || !meaning.node.body) return []
  const { body } = meaning.node
  const last = body.type === "BlockStatement" ? body.body.at(-1) : null
  const given = body.type !== "BlockStatement" ? body : last?.type === "ReturnStatement" ? last.argument : null
  const made = given ? bare(given) : null
  return made?.type === "CallExpression" ? [...chainOf(meaning.module, made).conditions] : []
}

function outermostOf(use: Node): Call | null {
  let outermost: Call | null = null
  let current: Node | null | undefined = use
  for (let count = 0; count < MAX_CHAIN; count++) {
    const member: Node | null = current?.parent?.type === "MemberExpression" && current.parent.object === current ? current.parent : null
    const call: Node | null | undefined = member?.parent
    if (call?.type !== "CallExpression" || call.callee !== member) break
    current = outermost = call
  }
  return outermost
}

function* inTexts(module: SourceModule): Generator<Found> {
  for (const node of nodesOf(module.program, "TemplateLiteral", "Literal")) {
    const text = textOf(module, node)
    if (text === null || text.length > MAX_TEXT || !START.test(text) || !/\bor\b/i.test(text)) continue
    const condition = /\bwhere\b([^]*?)(?:\b(?:group\s+by|order\s+by|limit|having|returning|union)\b|;|$)/i.exec(ungrouped(text))?.[1] ?? ""
    const [first, ...others] = condition.split(/\bor\b/i)
    const compared = [...(first ?? "").matchAll(/(\w+)["`]?\s*=\s*(\$\d+|:\w+|\?|\uE001\d+)/g)]
    const owner = compared.find(([, column = ""]) => OWNER.test(column))?.[1]
    if (owner === undefined || others.length === 0 || others.some((each) => new RegExp(`\\b${owner}\\b`).test(each))) continue
    const places: readonly string[] = (first ?? "").match(PLACE) ?? []
    const kept = compared.find(([, column]) => column === owner)?.[2]
    const isSearch = others.some(
      (each) =>
        /\bi?like\s+(?:\$\d|:\w|\?|\uE001|concat|lower)/i.test(each) ||
        (each.match(PLACE) ?? []).some((place) => place !== kept && places.includes(place)),
    )
    if (isSearch && /\band\b/i.test(first ?? "")) yield { at: node, owner, isText: true }
  }
}

// With the values of a template text by number, the same number for the same value.
function textOf(module: SourceModule, node: Node): string | null {
  if (node.type !== "TemplateLiteral") return stringOf(node)
  const values = node.expressions.map((each) => module.textOf(each))
  return node.quasis
    .map((each, index) => `${each.value.raw}${index < values.length ? `\uE001${values.indexOf(values[index] ?? "")}` : ""}`)
    .join("")
}

// What stands in parentheses is a condition of its own.
function ungrouped(text: string): string {
  let rest = text
  for (let count = 0; count < MAX_PARENTHESES; count++) {
    const shorter = rest.replace(/\([^()]*\)/, " ")
    if (shorter === rest) break
    rest = shorter
  }
  return rest
}
