import { escapePattern } from "../escape-pattern.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { someCallsOf } from "./calls-of.ts"

/** Where a number of the query string comes in that nothing holds down. */
export interface PageSize {
  /** The name the client knows it by. */
  readonly name: string
  readonly path: string
  readonly line: number
  /** Whether a schema checks it there, without a largest value. */
  readonly isChecked: boolean
}

const MAX_STEPS = 60
const MAX_CALLS = 40
const QUERY = /^(?:req|request|ctx|context|c)(?:\.(?:request|req))?\.query(?:\(\))?$|\bsearchParams\b/
const ASKS = /^(?:(?:c|ctx|context)\.req\.query|(?:\w{1,20}\.)?searchParams\.get)$/
const PARSES = /^(?:parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|validateSync|cast)$/
const NUMBER = /number|int\b|integer/i
// What may keep a number small.
const BOUND =
  /\bmax\w*\(|\.lte?\(|\.less\(|\benum\b|\bnativeEnum\b|\bliteral\b|\bunion\b|\bvalid\(|\boneOf\(|\bequal\(|transform|refine|\bpipe\(|\bcatch\(|preprocess|Math\.min|\bcheck\(|\bcustom\(|\btest\(/

interface Walk {
  readonly project: Project
  steps: number
  readonly seen: Set<Node>
}

/** The number of the query string behind the number of rows a query reads, followed through schemas, helpers and callers; `null` when something bounds it. */
export function unboundedPageSize(project: Project, module: SourceModule, limit: Node): PageSize | null {
  return valueOf({ project, steps: 0, seen: new Set() }, module, limit)
}

function valueOf(walk: Walk, module: SourceModule, expression: Node): PageSize | null {
  const node = bare(expression)
  if (++walk.steps > MAX_STEPS || walk.seen.has(node)) return null
  walk.seen.add(node)
  switch (node.type) {
    case "UnaryExpression":
      return node.operator === "+" ? valueOf(walk, module, node.argument) : null
    case "LogicalExpression":
      return node.operator === "&&" ? null : valueOf(walk, module, node.left)
    case "CallExpression": {
      const name = module.textOf(node.callee).slice(0, 40)
      if (name === "Math.max") return first(node.arguments, (each) => valueOf(walk, module, each))
      const [given] = node.arguments
      // `c.req.query("limit")` of Hono, `url.searchParams.get("limit")`
      const asked = stringOf(given)
      if (asked !== null && ASKS.test(name.replaceAll("?.", ".")))
        return { name: asked, path: module.path, line: module.lineOf(node), isChecked: false }
      return given && /^(?:Number|parseInt|Number\.parseInt|Math\.(?:floor|trunc|round|abs))$/.test(name)
        ? valueOf(walk, module, given)
        : null
    }
    case "MemberExpression": {
      const name = propertyName(node)
      const found = name === null ? null : memberOf(walk, module, node.object, name)
      // Where it is read from a query that was handed in is where it can be held down.
      return found?.isChecked === false && isParameter(module, node.object)
        ? { ...found, path: module.path, line: module.lineOf(node) }
        : found
    }
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (!binding || isCompared(module, binding)) return null
      const [name] = binding.pattern
      if (binding.kind === "parameter") {
        if (binding.pattern.length > 1 || name === null) return null
        return first(givenFor(walk.project, module, binding), (each) =>
          name === undefined ? valueOf(walk, each.module, each.node) : memberOf(walk, each.module, each.node, name),
        )
      }
      const { declaration } = binding
      if (declaration.type !== "VariableDeclarator" || !declaration.init || binding.assigned.length > 0) return null
      if (binding.pattern.length === 0) return valueOf(walk, module, declaration.init)
      return binding.pattern.length === 1 && typeof name === "string" ? memberOf(walk, module, declaration.init, name) : null
    }
    default:
      return null
  }
}

function isParameter(module: SourceModule, node: Node): boolean {
  const name = bare(node)
  return name.type === "Identifier" && module.bindings.resolve(name)?.kind === "parameter" && /query|search/i.test(name.name)
}

/** The same for a property of what an expression gives. */
function memberOf(walk: Walk, module: SourceModule, expression: Node, name: string): PageSize | null {
  const node = bare(expression)
  if (++walk.steps > MAX_STEPS) return null
  const text = node.end - node.start > 200 ? "" : module.textOf(node).replaceAll("?.", ".")
  if (QUERY.test(text)) return { name, path: module.path, line: module.lineOf(node), isChecked: false }
  switch (node.type) {
    case "ObjectExpression":
      return first(node.properties, (each) => {
        if (each.type === "SpreadElement") return memberOf(walk, module, each.argument, name)
        return propertyName(each) === name ? valueOf(walk, module, each.value) : null
      })
    case "MemberExpression":
      return /^(?:data|value)$/.test(propertyName(node) ?? "") ? memberOf(walk, module, node.object, name) : null
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (binding?.kind === "parameter" && binding.pattern.length === 0)
        return (
          ofQueryClass(walk.project, module, binding, name) ??
          first(givenFor(walk.project, module, binding), (each) => memberOf(walk, each.module, each.node, name))
        )
      const { declaration } = binding ?? {}
      if (declaration?.type !== "VariableDeclarator" || !declaration.init) return null
      if (binding?.pattern.length === 0) return memberOf(walk, module, declaration.init, name)
      const [from] = binding?.pattern ?? []
      if (from === "data" || from === "value") return memberOf(walk, module, declaration.init, name)
      // `const { query } = req`
      const isQuery = from === "query" && /^(?:req|request|ctx)$/.test(module.textOf(declaration.init))
      return isQuery ? { name, path: module.path, line: module.lineOf(node), isChecked: false } : null
    }
    case "CallExpression":
      return ofCall(walk, module, node, name)
    default:
      return null
  }
}

/** A property of what `schema.parse(req.query)`, or a function of the repository, gives. */
function ofCall(walk: Walk, module: SourceModule, call: Node & { type: "CallExpression" }, name: string): PageSize | null {
  const callee = bare(call.callee)
  const valid = checkedByHono(module, call)
  if (valid) {
    const schema = definitionOf(walk.project, module, valid)
    return schema && ofSchema(walk.project, schema.module, schema.node, name)
  }
  if (callee.type === "MemberExpression" && PARSES.test(propertyName(callee) ?? "")) {
    const [given] = call.arguments
    if (!given || !QUERY.test(module.textOf(given).slice(0, 200).replaceAll("?.", "."))) return null
    const schema = definitionOf(walk.project, module, callee.object)
    return schema && ofSchema(walk.project, schema.module, schema.node, name)
  }
  const called = meaningOf(walk.project, module, callee)
  if (called?.kind !== "function" || !called.node.body) return null
  if (called.node.body.type !== "BlockStatement") return memberOf(walk, called.module, called.node.body, name)
  for (const node of ownNodes(called.node.body)) {
    const found = node.type === "ReturnStatement" && node.argument ? memberOf(walk, called.module, node.argument, name) : null
    if (found) return found
  }
  return null
}

/** The schema of `zValidator("query", schema)` that stands before the handler in which `c.req.valid("query")` asks for its result. */
function checkedByHono(module: SourceModule, call: Node & { type: "CallExpression" }): Node | null {
  if (!/^(?:c|ctx|context)\.req\.valid$/.test(module.textOf(call.callee).slice(0, 40)) || stringOf(call.arguments[0]) !== "query")
    return null
  const handler = enclosingFunction(call)
  const route = handler?.parent?.type === "CallExpression" ? handler.parent : null
  for (const each of route?.arguments ?? []) {
    if (each.type !== "CallExpression" || !module.textOf(each.callee).slice(0, 40).endsWith("Validator")) continue
    if (stringOf(each.arguments[0]) === "query" && each.arguments[1]) return each.arguments[1]
  }
  return null
}

/** A number of a schema for which it names no largest value. */
function ofSchema(project: Project, module: SourceModule, schema: Node, name: string): PageSize | null {
  for (const each of descendants(schema)) {
    if (each.type !== "Property" || propertyName(each) !== name) continue
    const rule = definitionOf(project, module, each.value)
    const text = rule === null ? "" : rule.module.textOf(rule.node)
    if (!NUMBER.test(text) || BOUND.test(text) || BOUND.test(module.textOf(each.value))) return null
    return { name, path: module.path, line: module.lineOf(each), isChecked: true }
  }
  return null
}

/** `@Query() query: ListOrders` of Nest, whose class has checks and no `@Max` for the number. */
function ofQueryClass(project: Project, module: SourceModule, { identifier }: Binding, name: string): PageSize | null {
  const decorators = "decorators" in identifier ? (identifier.decorators as readonly Node[]) : []
  const annotation = "typeAnnotation" in identifier ? (identifier.typeAnnotation as Node | null) : null
  if (!decorators.some((each) => /^@Query\(\s*\)$/.test(module.textOf(each))) || annotation?.type !== "TSTypeAnnotation") return null
  const type = annotation.typeAnnotation
  const owner = type.type === "TSTypeReference" ? meaningOf(project, module, type.typeName) : null
  if (owner?.kind !== "class") return null
  for (const member of owner.node.body.body) {
    if (member.type !== "PropertyDefinition" || propertyName(member) !== name) continue
    const text = owner.module.textOf(member)
    // One that has no check at all may be checked elsewhere, by a pipe of its own.
    if (
      !/@(?:IsInt|IsNumber|IsPositive|Min)\(/.test(text) ||
      /@(?:Max|IsIn|IsEnum|Transform|Validate|Equals|IsPageSize|\w*Limit\w*)\(/.test(text)
    )
      return null
    return { name, path: owner.module.path, line: owner.module.lineOf(member.key), isChecked: true }
  }
  return null
}

/** Whether the function that has a number compares it with another: `if (limit > 100) …`. */
function isCompared(module: SourceModule, binding: Binding): boolean {
  const around = isFunction(binding.declaration) ? binding.declaration : enclosingFunction(binding.declaration)
  const text = around ? module.textOf(around) : module.code
  const name = escapePattern(binding.name)
  return new RegExp(`\\b${name}\\s*[<>]|[<>]=?\\s*${name}\\b|Math\\.min\\([^()]{0,80}\\b${name}\\b`).test(text.slice(0, 20_000))
}

interface Given {
  readonly module: SourceModule
  readonly node: Node
}

/** What callers of a function in its file and those that import it hand in for a parameter. */
function givenFor(project: Project, module: SourceModule, { declaration, identifier }: Binding): Given[] {
  if (!isFunction(declaration)) return []
  const index = declaration.params.findIndex((each) => each.start <= identifier.start && identifier.end <= each.end)
  return someCallsOf(project, module, declaration)
    .slice(0, MAX_CALLS)
    .flatMap(({ module: caller, call }) => (call.arguments[index] ? [{ module: caller, node: call.arguments[index] }] : []))
}

function first<T>(items: readonly T[], find: (item: T) => PageSize | null): PageSize | null {
  for (const each of items) {
    const found = find(each)
    if (found) return found
  }
  return null
}
