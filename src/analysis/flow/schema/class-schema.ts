import { bare, isClass, isFunction, propertyName, propertyOf, stringOf } from "../../source/ast.ts"
import type { ClassNode, Node } from "../../source/ast.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { definitionOf } from "./definition.ts"
import { closed, listOf, objectOf, text } from "./schema.ts"
import type { Schema } from "./schema.ts"
import { schemaOfPattern } from "./written-chain.ts"

const MAX_DEPTH = 5
const CLOSED =
  /^Is(?:Int|Number|Boolean|Enum|In|UUID|MongoId|Date|DateString|ISO8601|Positive|Negative|Alpha|Alphanumeric|Hexadecimal|NumberString|BooleanString|IP|LatLong|Port|Currency|CreditCard|Locale|Timezone)$/
const TEXT =
  /^Is(?:String|Email|Url|URL|PhoneNumber|MobilePhone|JWT|NotEmpty|Base64|FQDN|Lowercase|Uppercase|StrongPassword)$|^(?:MinLength|MaxLength|Length|Contains|NotContains)$/
const SAYS_NOTHING = /^(?:Api\w+|Transform|Type|Expose|Exclude|Field|IsOptional|IsDefined|ValidateIf|Allow)$/

/**
 * Reads a class whose properties carry the decorators of class-validator; `null` where it is none of the repository. With
 * `whitelist` properties without a decorator do not arrive.
 */
export function readClassSchema(project: Project, module: SourceModule, type: Node, whitelist: boolean, depth = 0): Schema | null {
  const at = depth > MAX_DEPTH ? null : definitionOf(project, module, type)
  if (!at || !isClass(at.node)) return null
  const { module: where, node } = at
  const key = `class schema ${depth}${whitelist ? " whitelisted" : ""}`
  return project.onceFor(node, key, () => readAt(project, where, node, whitelist, depth))
}

function readAt(project: Project, module: SourceModule, node: ClassNode, whitelist: boolean, depth: number): Schema | null {
  const fields = new Map<string, Schema>()
  const { superClass } = node
  if (superClass) {
    const inherited = readParent(project, module, superClass, whitelist, depth + 1)
    if (!inherited?.fields) return null
    for (const [name, schema] of inherited.fields) fields.set(name, schema)
  }
  let isChecked = fields.size > 0
  for (const member of node.body.body) {
    const name = member.type === "PropertyDefinition" ? propertyName(member) : null
    if (member.type !== "PropertyDefinition" || name === null) continue
    const decorators = decoratorsOf(member)
    if (decorators.length === 0) continue
    isChecked = true
    fields.set(name, readProperty(project, module, member, decorators, whitelist, depth))
  }
  return isChecked ? objectOf(fields, whitelist ? "dropped" : "kept") : null
}

interface Decorator {
  readonly name: string
  readonly arguments: readonly Node[]
}

function decoratorsOf(member: Node): Decorator[] {
  const written = "decorators" in member ? (member.decorators as readonly Node[]) : []
  return written.flatMap((each) => {
    const call = each.type === "Decorator" && each.expression.type === "CallExpression" ? each.expression : null
    if (!call) return []
    const name = call.callee.type === "Identifier" ? call.callee.name : propertyName(call.callee)
    return name === null ? [] : [{ name, arguments: call.arguments }]
  })
}

function readProperty(
  project: Project,
  module: SourceModule,
  member: Node,
  decorators: readonly Decorator[],
  whitelist: boolean,
  depth: number,
): Schema {
  const find = (pattern: RegExp) => decorators.find(({ name }) => pattern.test(name))
  const type = find(/^Type$/)?.arguments[0]
  const isNested = find(/^ValidateNested$/) !== undefined
  const named = type && isFunction(type) && type.body ? bare(type.body) : null
  const isList =
    find(/^(?:IsArray|Array\w+)$/) !== undefined ||
    decorators.some((each) => each.arguments.some((given) => isTrue(propertyOf(given, "each"))))
  let schema: Schema = text
  if (isNested && named) schema = readClassSchema(project, module, named, whitelist, depth + 1) ?? text
  else if (find(CLOSED)) schema = closed
  else if (find(/^Matches$/)) schema = schemaOfPattern(find(/^Matches$/)?.arguments[0]) ?? text
  else if (find(TEXT) || decorators.some(({ name }) => !SAYS_NOTHING.test(name))) schema = text
  // `@Type(() => Number)` makes a number of whatever comes.
  if (named?.type === "Identifier" && /^(?:Number|Boolean|Date)$/.test(named.name)) schema = closed
  if (isNumberType(module, member)) schema = closed
  return isList ? listOf(schema) : schema
}

// A property declared as a number and checked by anything at all.
function isNumberType(module: SourceModule, member: Node): boolean {
  const annotation = "typeAnnotation" in member ? (member.typeAnnotation as Node | null) : null
  return annotation !== null && /^:\s*(?:number|boolean|Date)\s*$/.test(module.textOf(annotation))
}

// `extends PartialType(CreateDto)`, `OmitType(A, ["b"])`, `IntersectionType(A, B)` or a class.
function readParent(project: Project, module: SourceModule, parent: Node, whitelist: boolean, depth: number): Schema | null {
  const inner = bare(parent)
  if (inner.type !== "CallExpression") return readClassSchema(project, module, inner, whitelist, depth)
  const name = inner.callee.type === "Identifier" ? inner.callee.name : null
  const [first] = inner.arguments
  if (depth > MAX_DEPTH || !first) return null
  const base = readParent(project, module, first, whitelist, depth + 1)
  if (!base?.fields) return null
  if (name === "PartialType") return base
  if (name === "IntersectionType") {
    const fields = new Map(base.fields)
    for (const each of inner.arguments.slice(1))
      for (const [field, schema] of readParent(project, module, each, whitelist, depth + 1)?.fields ?? []) fields.set(field, schema)
    return objectOf(fields, base.others)
  }
  const list = inner.arguments[1] && bare(inner.arguments[1])
  const names = list?.type === "ArrayExpression" ? list.elements.map((each) => stringOf(each)) : null
  if (names === null || (name !== "OmitType" && name !== "PickType")) return null
  return objectOf(new Map([...base.fields].filter(([field]) => names.includes(field) === (name === "PickType"))), base.others)
}

function isTrue(node: Node | null): boolean {
  return node?.type === "Literal" && node.value === true
}

/** The class a parameter is declared with, as an expression; `null` for anything but a plain name. */
export function declaredClass(parameter: Node): Node | null {
  const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
  const annotation = "typeAnnotation" in target ? target.typeAnnotation : null
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null
  return type?.type === "TSTypeReference" && type.typeName.type === "Identifier" ? type.typeName : null
}

