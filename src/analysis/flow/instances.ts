import { isClass, isFunction, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Meaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { createEnvironment } from "./environment.ts"
import { isErrorClass, sayingOf } from "./errors.ts"
import { isInteresting } from "./value.ts"
import type { Value } from "./value.ts"
import type { Walk } from "./walk.ts"

const MAX_PARENTS = 3
const MAX_FIELDS = 40

interface Members {
  readonly methods: Map<string, Value>
  readonly fields: readonly { readonly module: SourceModule; readonly name: string; readonly value: Node }[]
  readonly constructor: { readonly module: SourceModule; readonly node: FunctionNode } | null
  /** Whether a method adds to what the object holds: `this.parts.push(…)`. */
  readonly collects: boolean
  /** Whether it is a class of errors, which say what they are made with. */
  readonly isError: boolean
}

/**
 * An object of a class of the repository that keeps something of what its constructor is given, or whose methods collect something: its
 * methods, with `this` as far as it is known. `undefined` when it keeps nothing, so that the class says more.
 */
export function instanceOf(walk: Walk, meaning: Meaning, values: readonly Value[]): Value | undefined {
  const isGiven = values.some((each) => isInteresting(each))
  if (meaning.kind !== "class" || !isClass(meaning.node) || (!isGiven && !hasCollector(walk.project, meaning.node))) return undefined
  const members = membersOf(walk.project, meaning)
  if (members === null || (!members.constructor && !members.collects && !members.isError)) return undefined
  const { methods, fields, constructor, collects, isError } = members
  const self: Value & { kind: "object" } = { kind: "object", fields: new Map(methods), rest: null }
  for (const { module, name, value } of fields) {
    const held = walk.evaluate(value, { module, environment: createEnvironment(null), returned: null })
    if (held?.kind === "object") self.fields.set(name, held)
  }
  if (constructor) walk.run(constructor.module, constructor.node, values, null, self)
  else if (isError) for (const [name, value] of sayingOf(values[0] ?? null)) self.fields.set(name, value)
  const keeps = [...self.fields].some(([name, value]) => value !== methods.get(name) && isInteresting(value))
  return keeps || collects ? self : undefined
}

function membersOf(project: Project, meaning: Meaning): Members | null {
  const environment = createEnvironment(null)
  const methods = new Map<string, Value>()
  const fields: Members["fields"][number][] = []
  let constructor: Members["constructor"] = null
  let collects = false
  let isError = false
  let at: Meaning | null = meaning
  for (let depth = 0; at?.kind === "class" && depth < MAX_PARENTS; depth++) {
    const { module, node }: { module: SourceModule; node: Node } = at
    if (!isClass(node)) return null
    collects ||= hasCollector(project, node)
    for (const member of node.body.body) {
      const name = propertyName(member) ?? ""
      if (member.type === "PropertyDefinition" && member.value && !member.static && fields.length < MAX_FIELDS)
        fields.push({ module, name, value: member.value })
      if (member.type !== "MethodDefinition" || !isFunction(member.value) || !member.value.body || member.static) continue
      const key = member.kind === "set" ? setterKey(name) : name
      if (member.kind === "constructor") constructor ??= { module, node: member.value }
      else if (!methods.has(key)) {
        const isGetter = member.kind === "get" ? { isGetter: true as const } : {}
        methods.set(key, { kind: "closure", module, node: member.value, environment, ...isGetter })
      }
    }
    if (!node.superClass) break
    at = meaningOf(project, module, node.superClass)
    isError = at?.kind === "external" && isErrorClass(at.path)
    if (at?.kind !== "class" && !isError) return null
  }
  return { methods, fields, constructor, collects, isError }
}

/** Under what name an object holds what runs when the property is assigned; no property has such a name. */
export function setterKey(name: string): string {
  return `set ${name}`
}

/** Runs the constructor of the class above with the object that is being made: `super(pool, name)`. */
export function constructParent(walk: Walk, module: SourceModule, callee: Node, values: readonly Value[]): void {
  const parent = walk.self?.kind === "object" ? meaningOf(walk.project, module, callee) : null
  if (walk.self?.kind === "object" && parent?.kind === "external" && isErrorClass(parent.path))
    for (const [name, value] of sayingOf(values[0] ?? null)) walk.self.fields.set(name, value)
  if (parent?.kind !== "instance" || !isClass(parent.node)) return
  const maker = membersOf(walk.project, { kind: "class", module: parent.module, node: parent.node })?.constructor
  if (maker) walk.run(maker.module, maker.node, values, null, walk.self)
}

// A method that adds to what the object holds, and one that gives the object back, as builders do.
function hasCollector(project: Project, node: Node): boolean {
  return project.onceFor(node, "collects", () => {
    if (!isClass(node)) return false
    return node.body.body.some(
      (member) =>
        member.type === "MethodDefinition" &&
        (member.kind === "method" || member.kind === "set") &&
        isFunction(member.value) &&
        member.value.body &&
        adds(member.value),
    )
  })
}

function adds({ body }: FunctionNode): boolean {
  if (!body) return false
  for (const node of ownNodes(body)) {
    const target =
      node.type === "AssignmentExpression"
        ? node.left
        : node.type === "CallExpression" &&
            node.callee.type === "MemberExpression" &&
            /^(?:push|set|add)$/.test(propertyName(node.callee) ?? "")
          ? node.callee.object
          : null
    if (target?.type === "MemberExpression" && target.object.type === "ThisExpression") return true
  }
  return false
}
