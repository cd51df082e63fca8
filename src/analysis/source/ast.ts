import { visitorKeys } from "oxc-parser"
import type { ArrowFunctionExpression, Class, Function as AnyFunction, Node } from "oxc-parser"

export type { Node } from "oxc-parser"
export type FunctionNode = AnyFunction | ArrowFunctionExpression
export type ClassNode = Class

/** The direct child nodes of a node, in source order. */
function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key]
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item)
    } else if (isNode(value)) children.push(value)
  }
  return children
}

/** All nodes of one file, parents before children, in source order, with the number of the last node below each. */
interface NodeList {
  nodes: readonly Node[]
  last: Int32Array
  /** The nodes of one type, and of several under their names joined by a space for who asked for them, in source order. */
  readonly byType: Map<string, readonly Node[]>
  /** The identifiers of one name, in source order; put together when somebody asks for one. */
  byName: Map<string, Identifier[]> | null
}

// A node knows its place in the list. Every rule looks at every node of a file: walking a list costs a tenth of walking the tree.
interface Listed {
  list?: NodeList
  order?: number
}

// Up to this, copying a part of the list is cheaper than stepping through it.
const MAX_COPY = 4_000

/**
 * Every node below and including `root`, parents before children, in source order. `skip` may keep it from going
 * below a node (the node itself is still given). Needs no recursion, so that deep sources cannot exhaust the stack.
 */
export function descendants(root: Node, skip?: (node: Node) => boolean): Iterable<Node> {
  const { list, order = 0 } = root as Listed
  if (list === undefined) return walk(root, skip)
  const end = (list.last[order] as number) + 1
  if (skip !== undefined) return stepOver(list, order, end, skip)
  if (end - order === list.nodes.length) return list.nodes
  return end - order <= MAX_COPY ? list.nodes.slice(order, end) : step(list.nodes, order, end)
}

function* step(nodes: readonly Node[], from: number, end: number): Generator<Node> {
  for (let at = from; at < end; at++) yield nodes[at] as Node
}

function* stepOver({ nodes, last }: NodeList, from: number, end: number, skip: (node: Node) => boolean): Generator<Node> {
  for (let at = from; at < end; at++) {
    const node = nodes[at] as Node
    yield node
    if (at !== from && skip(node)) at = last[at] as number
  }
}

type Identifier = NodeOf<"Identifier">
type NodeOf<T extends Node["type"]> = Extract<Node, { type: T }>

/**
 * Every node of these types below and including the program of a file, in source order. Most rules want a few types only: what they
 * walk over is then a fiftieth of the file.
 */
export function nodesOf<T extends Node["type"]>(program: Node, ...types: readonly T[]): readonly NodeOf<T>[] {
  const { list, order } = program as Listed
  if (list === undefined || order !== 0)
    return [...descendants(program)].filter((node): node is NodeOf<T> => types.includes(node.type as T))
  const { byType } = list
  const [first] = types
  if (first !== undefined && types.length === 1) return (byType.get(first) ?? []) as readonly NodeOf<T>[]
  const key = types.join(" ")
  let found = byType.get(key)
  if (found === undefined) {
    found = types.flatMap((type) => byType.get(type) ?? []).sort(inOrder)
    byType.set(key, found)
  }
  return found as readonly NodeOf<T>[]
}

/** Every identifier of this name below and including `root`, in source order, whatever it means there. */
export function identifiersNamed(root: Node, name: string): readonly Identifier[] {
  const { list, order = 0 } = root as Listed
  if (list === undefined)
    return [...descendants(root)].filter((node): node is Identifier => node.type === "Identifier" && node.name === name)
  const same = (list.byName ??= groupByName(list)).get(name) ?? []
  if (order === 0) return same
  // A file may use one name in thousands of functions, and be asked about each.
  return same.slice(firstFrom(same, order), firstFrom(same, (list.last[order] as number) + 1))
}

/** Takes nodes in source order, returns the index of the first one from this place of the file on; their number when there is none. */
function firstFrom(nodes: readonly Node[], order: number): number {
  let from = 0
  let to = nodes.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (((nodes[middle] as Listed).order as number) < order) from = middle + 1
    else to = middle
  }
  return from
}

function groupByName({ byType }: NodeList): Map<string, Identifier[]> {
  const byName = new Map<string, Identifier[]>()
  for (const node of (byType.get("Identifier") ?? []) as readonly Identifier[]) {
    const same = byName.get(node.name)
    if (same === undefined) byName.set(node.name, [node])
    else same.push(node)
  }
  return byName
}

function inOrder(a: Node, b: Node): number {
  return ((a as Listed).order ?? 0) - ((b as Listed).order ?? 0)
}

// For nodes of no file that was parsed.
function* walk(root: Node, skip: (node: Node) => boolean = () => false): Generator<Node> {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node
    if (node !== root && skip(node)) continue
    const children = childrenOf(node)
    for (let index = children.length - 1; index >= 0; index--) waiting.push(children[index] as Node)
  }
}

/** Every node that runs when this function's own body runs: does not enter functions and classes inside it. */
export function ownNodes(root: Node): Iterable<Node> {
  return descendants(root, (node) => isFunction(node) || isClass(node))
}

/** Sets `parent` on every node below `root` and lists them all for `descendants` and `nodesOf`; done once after parsing. */
export function linkParents(root: Node): void {
  const nodes: Node[] = []
  const byType = new Map<string, Node[]>()
  const list: NodeList = { nodes, last: new Int32Array(0), byType, byName: null }
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const listed = node as Node & Listed
    listed.list = list
    listed.order = nodes.push(node) - 1
    const same = byType.get(node.type)
    if (same === undefined) byType.set(node.type, [node])
    else same.push(node)
    const keys = backwards[node.type] ?? none
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string
      const value = (node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key]
      if (value === null || typeof value !== "object") continue
      if (!Array.isArray(value)) {
        ;(value as { parent?: Node }).parent = node
        waiting.push(value as Node)
      } else if (value.length === 0) (node as unknown as Record<string, unknown>)[key] = nothing
      else {
        for (let at = value.length - 1; at >= 0; at--) {
          const child = value[at] as { parent?: Node } | null
          if (child === null) continue
          child.parent = node
          waiting.push(child as Node)
        }
      }
    }
  }
  // Lists that grow hold room for half as many again, and these live as long as the file.
  list.nodes = nodes.slice()
  for (const [type, same] of byType) byType.set(type, same.slice())
  const last = (list.last = new Int32Array(nodes.length))
  for (let at = nodes.length - 1; at > 0; at--) {
    if ((last[at] as number) < at) last[at] = at
    const above = ((nodes[at] as Node).parent as Listed).order as number
    if ((last[above] as number) < (last[at] as number)) last[above] = last[at] as number
  }
}

// The parser gives every identifier an empty list of decorators of its own: one of four megabytes that a file takes.
const nothing: readonly never[] = Object.freeze([])

// Last first, because what is put down last is taken up first. A property and not an entry of a map: looking it up makes the names of types, of
// which each node brings its own copy, one string for all.
const backwards: Readonly<Record<string, readonly string[]>> = Object.assign(
  Object.create(null),
  Object.fromEntries(Object.entries(visitorKeys).map(([type, keys]) => [type, [...keys].reverse()])),
)
const none: readonly string[] = []

/**
 * Tells for the nodes of one file which of some nodes of it is the nearest around them; `null` when there is none. Answers `undefined`
 * for a node that is not of this file, and for all nodes when it was not parsed by us.
 */
export function nearestAround(program: Node, some: Iterable<Node>): (node: Node) => Node | null | undefined {
  const { list } = program as Listed
  if (list === undefined) return () => undefined
  const { nodes, last } = list
  const nearest = new Int32Array(nodes.length).fill(-1)
  // Outer ones first, so that inner ones cover them.
  for (const node of [...some].sort(inOrder)) {
    const { order = 0 } = node as Listed
    nearest.fill(order, order + 1, (last[order] as number) + 1)
  }
  return (node) => {
    const listed = node as Listed
    if (listed.list !== list) return undefined
    const at = nearest[listed.order as number] as number
    return at === -1 ? null : nodes[at]
  }
}

/** The nodes around a node, nearest first. */
export function* ancestors(node: Node): Generator<Node> {
  for (let above = node.parent; above; above = above.parent) yield above
}

/** Whether the node is a function with a body of its own. */
export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return node?.type === "FunctionDeclaration" || node?.type === "FunctionExpression" || node?.type === "ArrowFunctionExpression"
}

/** Whether the node is a class declaration or expression. */
export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression"
}

/** The nearest function around a node, or `null` at the top level of the file. */
export function enclosingFunction(node: Node): FunctionNode | null {
  for (let above: Node | null | undefined = node.parent; above; above = above.parent) if (isFunction(above)) return above
  return null
}

/** The nearest class around a node, or `null`. */
export function enclosingClass(node: Node): ClassNode | null {
  for (let above: Node | null | undefined = node.parent; above; above = above.parent) if (isClass(above)) return above
  return null
}

/** What `this` is at a node, as far as it is written around it: a class, or the object literal whose method it stands in. */
export function ownerOfThis(node: Node): ClassNode | (Node & { type: "ObjectExpression" }) | null {
  for (let above: Node | null | undefined = node.parent; above; above = above.parent) {
    if (isClass(above)) return above
    const property = above.type === "FunctionExpression" ? above.parent : null
    if (property?.type === "Property" && property.value === above && property.parent?.type === "ObjectExpression") return property.parent
  }
  return null
}

/** The expression without type assertions, non-null marks, parentheses, optional chains and `await`. */
export function bare(node: Node): Node {
  let inner = node
  for (;;) {
    switch (inner.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ParenthesizedExpression":
      case "ChainExpression":
        inner = inner.expression
        break
      case "AwaitExpression":
        inner = inner.argument
        break
      default:
        return inner
    }
  }
}

/** The string of a literal or of a template without holes, else `null`. */
export function stringOf(node: Node | null | undefined): string | null {
  if (!node) return null
  const inner = bare(node)
  if (inner.type === "Literal" && typeof inner.value === "string") return inner.value
  if (inner.type === "TemplateLiteral" && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? null
  return null
}

/** The name of a property: `x.name`, `x["name"]`, `{ name: … }`, `name() {}`; `null` when it is computed at run time. */
export function propertyName(node: Node): string | null {
  switch (node.type) {
    case "MemberExpression":
      if (node.computed) return stringOf(node.property)
      return node.property.type === "Identifier" || node.property.type === "PrivateIdentifier" ? node.property.name : null
    case "Property":
    case "MethodDefinition":
    case "TSAbstractMethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
    case "TSPropertySignature":
      if (node.computed) return stringOf(node.key)
      return node.key.type === "Identifier" || node.key.type === "PrivateIdentifier" ? node.key.name : stringOf(node.key)
    default:
      return null
  }
}

/** The value of a property of an object literal, or `null`. */
export function propertyOf(node: Node | null | undefined, name: string): Node | null {
  if (!node) return null
  const inner = bare(node)
  if (inner.type !== "ObjectExpression") return null
  for (const property of inner.properties) if (property.type === "Property" && propertyName(property) === name) return property.value
  return null
}

/** The name a function goes by: its own, or that of the variable, property or method it is the value of; `null` when it has none. */
export function functionName(node: FunctionNode): string | null {
  if (node.id) return node.id.name
  const parent = node.parent
  if (!parent) return null
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name
  if (parent.type === "AssignmentExpression") return parent.left.type === "Identifier" ? parent.left.name : propertyName(parent.left)
  return propertyName(parent)
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
}

/** Under which name the other module exports what this import brings; `default` for both `x` and `{ default as x }`. */
export function importedName(specifier: Node): string {
  if (specifier.type !== "ImportSpecifier") return "default"
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value
}
