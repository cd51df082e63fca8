import { bare, descendants, enclosingFunction, isClass, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { escapePattern } from "../escape-pattern.ts"

/** Something that is made for one caller and kept for the whole process under a part of the caller that many have alike. */
export interface KeptMaking {
  /** Where it is kept, and where it is taken from there; the same place where one expression does both. */
  readonly node: Node
  readonly taken: Node
  /** The key, `viewer.schoolId`. */
  readonly key: Node
  /** The function or class that makes it. */
  readonly made: Node
  /** What the caller is called, and what else of it decides how the thing is made, `viewer.role`. */
  readonly caller: string
  readonly other: string
}

const CALLER = /user|viewer|actor|principal|identity|claims|session|caller|member|auth|^(?:me|ctx|context)$/i
// Each caller has another one.
const OF_ONE =
  /^(?:_?id|sub|uid|uuid|e?mail|login|username|handle|key|token|jti|sid)$|(?:user|session|member|account|subject|viewer|actor|token)_?(?:id|key)?$/i
const MAX_TEXT = 10_000

/** The things a file makes for one caller and keeps for all that have something in common. */
export function keptMakings(project: Project, module: SourceModule): KeptMaking[] {
  return keepings(module).flatMap(({ node, key, value }): KeptMaking[] => {
    const around = enclosingFunction(node)
    const attribute = key.type === "MemberExpression" && !key.computed ? propertyName(key) : null
    const caller = key.type === "MemberExpression" ? bare(key.object) : null
    if (!around || attribute === null || OF_ONE.test(attribute) || caller?.type !== "Identifier" || !CALLER.test(caller.name)) return []
    const binding = module.bindings.resolve(caller)
    const making = binding?.kind === "parameter" ? makingOf(module, around, value, binding) : null
    if (!making) return []
    const other = otherPart(project, module, making.call.callee, making.position, attribute)
    return other === null
      ? []
      : [{ node, taken: takenIn(module, around, node, key), key, made: making.call.callee, caller: caller.name, other }]
  })
}

// `table.get(key)`, `table[key]`
function takenIn(module: SourceModule, around: FunctionNode, node: Node, key: Node): Node {
  const asked = module.textOf(key)
  for (const each of descendants(around)) {
    if (each.start >= node.start) break
    if (each.type === "CallExpression" && each.callee.type === "MemberExpression" && /^(?:get|has)$/.test(propertyName(each.callee) ?? ""))
      if (each.arguments[0] && module.textOf(each.arguments[0]) === asked && isOfProcess(module, each.callee.object)) return each
    if (each.type === "MemberExpression" && each.computed && module.textOf(each.property) === asked && isOfProcess(module, each.object))
      return each
  }
  return node
}

interface Keeping {
  readonly node: Node
  readonly key: Node
  readonly value: Node
}

// `table.set(key, value)`, `table[key] = value`, `table[key] ??= value`
function keepings(module: SourceModule): Keeping[] {
  const found: Keeping[] = []
  for (const node of nodesOf(module.program, "CallExpression", "AssignmentExpression")) {
    if (node.type === "AssignmentExpression") {
      const { left } = node
      if (left.type === "MemberExpression" && left.computed && isOfProcess(module, left.object))
        found.push({ node, key: bare(left.property), value: bare(node.right) })
      continue
    }
    const [key, value] = node.arguments
    if (!key || !value || node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "set") continue
    if (isOfProcess(module, node.callee.object)) found.push({ node, key: bare(key), value: bare(value) })
  }
  return found
}

// A variable of the module lives as long as the process.
function isOfProcess(module: SourceModule, table: Node): boolean {
  const inner = bare(table)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  return (
    binding !== null &&
    binding.kind === "variable" &&
    binding.declaration.type === "VariableDeclarator" &&
    enclosingFunction(binding.declaration) === null
  )
}

type Making = Node & { type: "CallExpression" | "NewExpression" }

// The call that makes what is kept, given the caller as a whole: `createLoaders(viewer)`.
function makingOf(module: SourceModule, around: FunctionNode, value: Node, caller: Binding): { call: Making; position: number } | null {
  const candidates = value.type === "Identifier" ? valuesOf(module, around, value) : [value]
  for (const each of candidates) {
    if (each.type !== "CallExpression" && each.type !== "NewExpression") continue
    const position = each.arguments.findIndex((argument) => {
      const inner = bare(argument)
      return inner.type === "Identifier" && module.bindings.resolve(inner) === caller
    })
    if (position >= 0) return { call: each, position }
  }
  return null
}

function valuesOf(module: SourceModule, around: FunctionNode, name: Node & { type: "Identifier" }): Node[] {
  const binding = module.bindings.resolve(name)
  const found: Node[] = []
  for (const each of binding ? descendants(around) : []) {
    if (each.type === "VariableDeclarator" && each === binding?.declaration && each.init) found.push(bare(each.init))
    if (each.type === "AssignmentExpression" && each.left.type === "Identifier" && module.bindings.resolve(each.left) === binding)
      found.push(bare(each.right))
  }
  return found
}

/** What else of the caller the maker reads than the key, by itself or in a function of its file that it hands the caller to. */
function otherPart(project: Project, module: SourceModule, callee: Node, position: number, attribute: string): string | null {
  const meaning = meaningOf(project, module, callee)
  const maker = meaning?.kind === "function" ? meaning.node : meaning?.kind === "class" ? constructorOf(meaning.node) : null
  const given = maker?.params[position]
  const parameter = given?.type === "TSParameterProperty" ? given.parameter : given
  if (!maker || !meaning || !("module" in meaning) || parameter?.type !== "Identifier") return null
  const name = escapePattern(parameter.name)
  const reads = new RegExp(`(?<![.\\w$])${name}\\??\\.(?!${escapePattern(attribute)}\\b)\\w+(?!\\w*\\()`)
  const own = meaning.module.textOf(meaning.kind === "class" ? meaning.node : maker).slice(0, MAX_TEXT)
  const found = reads.exec(own)
  if (found) return found[0]
  const handsOn = new RegExp(`\\w\\((?:[^()]{0,80},)?\\s*${name}\\s*[,)]`).test(own.slice(own.indexOf("{")))
  return handsOn ? (reads.exec(meaning.module.code.slice(0, MAX_TEXT))?.[0] ?? null) : null
}

function constructorOf(node: Node): FunctionNode | null {
  if (!isClass(node)) return null
  for (const each of node.body.body)
    if (each.type === "MethodDefinition" && each.kind === "constructor" && isFunction(each.value)) return each.value
  return null
}
