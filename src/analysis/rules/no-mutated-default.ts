import { calleeName } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingClass, enclosingFunction, identifiersNamed, isClass, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const NAME = /^[\w$.#]{1,80}$/
const GROWS = /^(?:push|unshift|splice|add|set)$/
// Of lodash and its kind; they write into their first argument.
const WRITES_INTO =
  /^(?:Object\.assign|_\.(?:assign|merge|defaults|defaultsDeep|extend|set)|lodash\.(?:assign|merge|set)|(?:deep)?merge|extend)$/

export const noMutatedDefault = defineRule({
  kind: "source",
  id: "no-mutated-default",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "What is changed here is shared by all requests",
  why: "A fallback hands out the default itself, not a copy. Whoever adds to it changes it for every later caller: lists grow with each request until memory is gone, and what one request asked for is there for the next.",
  fix: "Copy the default where it is taken.",
  cwe: ["CWE-471", "CWE-401"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { at, name, what, fix } of writtenIn(project, module))
      yield {
        at,
        title: `\`${name}\` is changed for every later call`,
        message: `${what}: what one request asked for is there for the next, and for those that run at the same time.`,
        fix,
      }
    for (const fallback of fallbacksIn(module)) {
      const name = module.textOf(fallback.value)
      // What goes into a sentence as it is written must be a name.
      const shared = NAME.test(name) ? sharedValue(project, module, fallback.value) : null
      const change = shared && firstChange(module, fallback.binding, fallback.declared)
      if (!change) continue
      const isList = shared.type === "ArrayExpression"
      yield {
        at: fallback.value,
        title: `\`${fallback.binding.name}\` ${isAlias(fallback) ? "is" : "may be"} \`${name}\` itself, and is changed`,
        message: `${isAlias(fallback) ? "" : "Where the caller gives nothing, "}\`${fallback.binding.name}\` is \`${name}\` and no copy of it; ${change.what} on line ${module.lineOf(change.node)} then changes it for every later call${isList ? ", and it grows each time" : ""}.`,
        fix: `Take a copy: \`${isList ? `[...${name}]` : `{ ...${name} }`}\`.`,
        trace: [
          { path: module.path, line: module.lineOf(fallback.value), what: `\`${name}\` is taken as it is` },
          { path: module.path, line: module.lineOf(change.node), what: `${change.what} changes it` },
        ],
        edits: [
          { start: fallback.value.start, end: fallback.value.start, text: isList ? "[..." : "{ ..." },
          { start: fallback.value.end, end: fallback.value.end, text: isList ? "]" : " }" },
        ],
      }
    }
  },
})

interface Written {
  readonly at: Node
  readonly name: string
  readonly what: string
  readonly fix: string
}

// What others start from; a table that is kept up to date has another name.
const STARTED_FROM = /default|template|initial|base|preset/i

/** `Object.assign(defaults, options)`, and what lies within a default that was copied one level deep: `copy.headers.token = …`. */
function* writtenIn(project: Project, module: SourceModule): Generator<Written> {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const [target] = call.arguments
    if (target?.type !== "Identifier" || call.arguments.length < 2 || !STARTED_FROM.test(target.name) || !enclosingFunction(call)) continue
    if (!WRITES_INTO.test(calleeName(module, call)) || !sharedValue(project, module, target)) continue
    const callee = calleeName(module, call)
    yield {
      at: call,
      name: target.name,
      what: `\`${callee}\` writes into its first argument`,
      fix: `Write into a new object: \`${callee}({}, ${target.name}, …)\`.`,
    }
  }
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    const copy = node.init ? bare(node.init) : null
    if (copy?.type !== "ObjectExpression" || node.id.type !== "Identifier" || !enclosingFunction(node)) continue
    const [spread] = copy.properties
    if (spread?.type !== "SpreadElement" || spread.argument.type !== "Identifier") continue
    const shared = sharedValue(project, module, spread.argument)
    const binding = module.bindings.resolve(node.id)
    if (shared?.type !== "ObjectExpression" || !binding || copy.properties.filter((each) => each.type === "SpreadElement").length > 1)
      continue
    const own = new Set(copy.properties.flatMap((each) => (each.type === "Property" ? [propertyName(each)] : [])))
    const inner = new Set(
      shared.properties
        .flatMap((each) => (each.type === "Property" && literal(each.value) ? [propertyName(each)] : []))
        .filter((each) => !own.has(each)),
    )
    const change = inner.size === 0 ? null : innerChange(module, binding, node.id, inner)
    if (!change) continue
    const name = spread.argument.name
    yield {
      at: change.node,
      name: `${name}.${change.key}`,
      what: `\`{ ...${name} }\` copies one level, and \`${change.key}\` of the copy is that of \`${name}\``,
      fix: `Copy what is changed as well: \`{ ...${name}, ${change.key}: … }\`, or \`structuredClone(${name})\`.`,
    }
  }
}

/** Where something below one of these properties of a copy is written to first. */
function innerChange(
  module: SourceModule,
  binding: Binding,
  declared: Node,
  inner: ReadonlySet<string | null>,
): { node: Node; key: string } | null {
  const around = enclosingFunction(declared)
  if (around === null || binding.assigned.length > 0) return null
  for (const each of identifiersNamed(around, binding.name)) {
    const member = each.parent
    if (each === declared || member?.type !== "MemberExpression" || member.object !== each || module.bindings.resolve(each) !== binding)
      continue
    const key = propertyName(member)
    if (key === null || !inner.has(key) || !NAME.test(key)) continue
    // From here on it has one of its own.
    if (member.parent?.type === "AssignmentExpression" && member.parent.left === member) return null
    const change = changeBy(module, member)
    if (change) return { node: change.node, key }
  }
  return null
}

interface Fallback {
  readonly binding: Binding
  readonly declared: Node
  /** What is taken when there is nothing else: a name or a property. */
  readonly value: Node
}

/** `const x = given ?? DEFAULTS`, `const x = given ? given : this.defaults`, `(x = DEFAULTS) => …`. */
function* fallbacksIn(module: SourceModule): Generator<Fallback> {
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    if (!node.init || node.id.type !== "Identifier") continue
    const init = bare(node.init)
    const values =
      init.type === "Identifier" && STARTED_FROM.test(init.name)
        ? [init]
        : init.type === "LogicalExpression" && init.operator !== "&&"
          ? [init.right]
          : init.type === "ConditionalExpression"
            ? [init.alternate, init.consequent]
            : []
    const binding = values.length === 0 || !enclosingFunction(node) ? null : module.bindings.resolve(node.id)
    const value = values.map((each) => bare(each)).find(isPlace)
    if (binding && value) yield { binding, declared: node.id, value }
  }
  for (const node of nodesOf(module.program, "AssignmentPattern")) {
    const value = bare(node.right)
    const binding = node.left.type === "Identifier" && isPlace(value) ? module.bindings.resolve(node.left) : null
    if (binding?.kind === "parameter") yield { binding, declared: node.left, value }
  }
}

function isAlias({ value }: Fallback): boolean {
  return value.parent?.type === "VariableDeclarator"
}

function isPlace(node: Node): boolean {
  return node.type === "Identifier" || (node.type === "MemberExpression" && propertyName(node) !== null)
}

/** The list or object that lives as long as the module or the instance, when a name stands for it; `null` for all else. */
function sharedValue(project: Project, module: SourceModule, value: Node): Node | null {
  if (value.type === "MemberExpression" && value.object.type === "ThisExpression") return fieldValue(value)
  const meaning = meaningOf(project, module, value)
  if (meaning?.kind !== "value" || enclosingFunction(meaning.node) !== null) return null
  return literal(meaning.node)
}

/** What a field of the class around is set to where it is declared. */
function fieldValue(member: Node & { type: "MemberExpression" }): Node | null {
  const owner = enclosingClass(member)
  const name = propertyName(member)
  if (owner === null || !isClass(owner)) return null
  const field = owner.body.body.find((each) => each.type === "PropertyDefinition" && propertyName(each) === name)
  return field?.type === "PropertyDefinition" && field.value ? literal(field.value) : null
}

function literal(node: Node): Node | null {
  const inner = bare(node)
  return inner.type === "ArrayExpression" || inner.type === "ObjectExpression" ? inner : null
}

interface Change {
  readonly node: Node
  /** In words, for the middle of a sentence. */
  readonly what: string
}

/** Where what a name stands for is written to, in source order; `null` when it only is read. */
function firstChange(module: SourceModule, binding: Binding, declared: Node): Change | null {
  const around = enclosingFunction(declared)
  if (around === null || binding.assigned.length > 0) return null
  for (const each of identifiersNamed(around, binding.name)) {
    if (each === declared || module.bindings.resolve(each) !== binding) continue
    const change = changeBy(module, each)
    if (change) return change
  }
  return null
}

function changeBy(module: SourceModule, name: Node): Change | null {
  const parent = name.parent
  if (parent?.type === "CallExpression" && parent.arguments[0] === name) {
    const callee = calleeName(module, parent)
    return WRITES_INTO.test(callee) ? { node: parent, what: `\`${callee}\`` } : null
  }
  if (parent?.type !== "MemberExpression" || parent.object !== name) return null
  const above = parent.parent
  if (above?.type === "MemberExpression" && above.object === parent) return changeBy(module, parent)
  if (above?.type === "CallExpression" && above.callee === parent) {
    const method = propertyName(parent) ?? ""
    return GROWS.test(method) ? { node: above, what: `\`${method}\`` } : null
  }
  if (above?.type === "AssignmentExpression" && above.left === parent) return { node: above, what: "the assignment" }
  return above?.type === "UnaryExpression" && above.operator === "delete" ? { node: above, what: "`delete`" } : null
}
