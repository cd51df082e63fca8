import { bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName } from "./ast.ts"
import type { Node } from "./ast.ts"
import type { SourceModule } from "./module.ts"
import { patternMadeBy, patternOf } from "./pattern-cost.ts"
import type { Pattern } from "./pattern-cost.ts"
import { patternsInTable } from "./pattern-table.ts"
import type { Project } from "./project.ts"

type Call = Node & { type: "CallExpression" }

/** A pattern of a file that is run on something a function of the file is given. */
export interface PatternUse {
  readonly call: Call
  readonly pattern: Pattern
  /** The file the pattern is written in: another one where it is kept in a table. */
  readonly home: SourceModule
  /** The parameter the text comes from, as it is named. */
  readonly given: string
  readonly text: Node
}

/** Methods of a text that take a pattern. */
export const TEXT_METHODS = new Set(["match", "matchAll", "replace", "replaceAll", "search", "split"])
const MAX_DEPTH = 6

/** Every use of a pattern known by its text on a value that depends on a parameter. */
export function* patternUses(project: Project, module: SourceModule): Generator<PatternUse> {
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.callee.type !== "MemberExpression" || !call.arguments[0]) continue
    const method = propertyName(call.callee)
    if (method === null) continue
    const isAsked = method === "test" || method === "exec"
    if (!isAsked && !TEXT_METHODS.has(method)) continue
    const [run, text] = isAsked ? [call.callee.object, call.arguments[0]] : [call.arguments[0], call.callee.object]
    for (const { pattern, home } of patternsRun(project, module, call, run)) {
      if (!/[*+]|\{\d+,\}/.test(pattern.source)) continue
      const given = parameterBehind(module, text, 0)
      if (given !== null) yield { call, pattern, home, given, text }
    }
  }
}

type Written = Pick<PatternUse, "pattern" | "home">

/** The patterns an expression may be, here or in a table that is gone through. */
function patternsRun(project: Project, module: SourceModule, call: Call, run: Node): readonly Written[] {
  const here = choices(module, run).flatMap((chosen): Written[] => {
    const pattern = patternOf(module, chosen) ?? patternMadeBy(module, call, chosen)
    return pattern === null ? [] : [{ pattern, home: module }]
  })
  if (here.length > 0) return here
  return patternsInTable(project, module, run).flatMap((place): Written[] => {
    const pattern = patternOf(place.module, place.node)
    return pattern === null ? [] : [{ pattern, home: place.module }]
  })
}

// `strict ? STRICT : LOOSE`, also by way of a variable.
function choices(module: SourceModule, expression: Node): readonly Node[] {
  const node = bare(expression)
  if (node.type === "ConditionalExpression") return [node.consequent, node.alternate]
  if (node.type !== "Identifier") return [node]
  const declaration = module.bindings.resolve(node)?.declaration
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  return init?.type === "ConditionalExpression" ? [init.consequent, init.alternate] : [node]
}

/** The name of a parameter an expression takes its text from, `null` when there is none. */
function parameterBehind(module: SourceModule, expression: Node, depth: number): string | null {
  if (depth > MAX_DEPTH) return null
  const node = bare(expression)
  const behind = (next: Node | null | undefined) => (next ? parameterBehind(module, next, depth + 1) : null)
  switch (node.type) {
    case "Identifier":
      return behindName(module, node, depth)
    case "MemberExpression":
      if (propertyName(node) === "length") return null
      return node.object.type === "ThisExpression" ? behind(setHere(module, node)) : behind(node.object)
    case "CallExpression":
      return (node.callee.type === "MemberExpression" ? behind(node.callee.object) : null) ?? behind(node.arguments[0])
    case "LogicalExpression":
    case "BinaryExpression":
      return behind(node.left) ?? behind(node.right)
    case "ConditionalExpression":
      return behind(node.consequent) ?? behind(node.alternate)
    case "AssignmentExpression":
      return behind(node.right)
    case "AwaitExpression":
      return behind(node.argument)
    case "TemplateLiteral":
      for (const each of node.expressions) {
        const found = behind(each)
        if (found !== null) return found
      }
      return null
    default:
      return null
  }
}

function behindName(module: SourceModule, node: Node, depth: number): string | null {
  const binding = module.bindings.resolve(node)
  if (!binding) return null
  const { declaration } = binding
  if (binding.kind === "parameter" && isFunction(declaration)) {
    // What a callback is given comes from the list it goes through.
    const call = declaration.parent
    if (call?.type === "CallExpression" && call.callee.type === "MemberExpression" && call.arguments[0] === declaration)
      return parameterBehind(module, call.callee.object, depth + 1)
    return binding.name
  }
  if (binding.kind !== "variable" || declaration.type !== "VariableDeclarator") return null
  const loop = declaration.parent?.parent
  const from = loop?.type === "ForOfStatement" && loop.left === declaration.parent ? loop.right : declaration.init
  for (const value of [...(from ? [from] : []), ...binding.assigned.slice(0, 4)]) {
    const found = parameterBehind(module, value, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** What the same function sets a property of `this` to. */
function setHere(module: SourceModule, member: Node): Node | null {
  const owner = enclosingFunction(member)
  if (!owner?.body) return null
  const text = module.textOf(member)
  for (const each of ownNodes(owner.body))
    if (each.type === "AssignmentExpression" && each.left !== member && module.textOf(each.left) === text) return each.right
  return null
}
