import { bare, enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "./ast.ts"
import type { FunctionNode, Node } from "./ast.ts"
import { meaningOf, originOf } from "./meaning.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

/** What the text says of a number: what it is made of that is known, and whether there is more to it. */
export interface KnownPart {
  readonly value: number
  /** Nothing of it is only known when it runs. */
  readonly isWhole: boolean
}

// A constant of its own steps, a product and a sum each: nobody follows more by hand.
const MAX_STEPS = 300
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_557_600_000,
}

/**
 * The part of a number that constants make up: `left + 30 * DAY` is 30 days and more, `ms("30d")` is 30 days. Constants are followed into
 * other files, parameters to what the file passes for them. `null` when nothing is known of it.
 */
export function knownPart(project: Project, module: SourceModule, node: Node): KnownPart | null {
  return follow({ project, steps: 0, open: new Set() }, module, node)
}

interface Walk {
  readonly project: Project
  steps: number
  /** What is being followed, so that `left = left - 1` ends. */
  readonly open: Set<Node>
}

function follow(walk: Walk, module: SourceModule, node: Node): KnownPart | null {
  const value = bare(node)
  if (++walk.steps > MAX_STEPS || walk.open.has(value)) return null
  walk.open.add(value)
  const part = partOf(walk, module, value)
  walk.open.delete(value)
  return part
}

function partOf(walk: Walk, module: SourceModule, value: Node): KnownPart | null {
  const of = (each: Node) => follow(walk, module, each)
  switch (value.type) {
    case "Literal":
      return typeof value.value === "number" ? { value: value.value, isWhole: true } : null
    case "BinaryExpression": {
      const [left, right] = [of(value.left), of(value.right)]
      if (value.operator === "+" || value.operator === "-") return sum(left, right, value.operator === "+" ? 1 : -1)
      if (!left?.isWhole || !right?.isWhole) return null
      if (value.operator === "*") return { value: left.value * right.value, isWhole: true }
      if (value.operator === "/") return { value: left.value / right.value, isWhole: true }
      return value.operator === "**" ? { value: left.value ** right.value, isWhole: true } : null
    }
    case "CallExpression":
      return ofCall(walk.project, module, value, of)
    case "Identifier":
    case "MemberExpression":
      return ofName(walk, module, value)
    default:
      return null
  }
}

function sum(left: KnownPart | null, right: KnownPart | null, sign: number): KnownPart | null {
  if (left === null && right === null) return null
  return {
    value: (left?.value ?? 0) + sign * (right?.value ?? 0),
    isWhole: left !== null && right !== null && left.isWhole && right.isWhole,
  }
}

function ofCall(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" },
  of: (node: Node) => KnownPart | null,
): KnownPart | null {
  const origin = originOf(project, module, call.callee)
  const parts = call.arguments.map(of)
  // The largest of what is known, `Math.max(0, left)`; the least is at most what is known of one.
  if (origin === "globalThis.Math.max") {
    const [largest] = parts.filter((each) => each !== null).sort((a, b) => b.value - a.value)
    return largest ? { value: largest.value, isWhole: parts.every((each) => each?.isWhole) } : null
  }
  if (origin === "globalThis.Math.min") {
    if (parts.some((each) => each === null)) return null
    const [least] = (parts as KnownPart[]).sort((a, b) => a.value - b.value)
    return least ?? null
  }
  if (origin !== "ms") return null
  const match = /^(\d+(?:\.\d+)?)\s*([smhdwy])(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?|ea?rs?)?$/i.exec(
    stringOf(call.arguments[0]) ?? "",
  )
  return match ? { value: Number(match[1]) * (UNIT_MS[(match[2] as string).toLowerCase()] as number), isWhole: true } : null
}

function ofName(walk: Walk, module: SourceModule, name: Node & { type: "Identifier" | "MemberExpression" }): KnownPart | null {
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  if (binding?.kind === "parameter" && binding.pattern.length === 0 && isFunction(binding.declaration)) {
    const given = givenFor(module, binding.declaration, binding.name)
    const parts = given.map((each) => follow(walk, module, each))
    // The least of what is passed for it: all of them have to be as large.
    const [least] = parts.filter((each) => each !== null).sort((a, b) => a.value - b.value)
    return least && parts.length === parts.filter((each) => each !== null).length ? least : null
  }
  if (binding?.kind === "variable") {
    const { declaration, assigned, pattern } = binding
    if (declaration.type !== "VariableDeclarator" || !declaration.init || assigned.length > 0 || pattern.length > 0) return null
    return follow(walk, module, declaration.init)
  }
  const meaning = meaningOf(walk.project, module, name)
  return meaning?.kind === "value" && meaning.node !== name ? follow(walk, meaning.module, meaning.node) : null
}

/** What calls in the same file pass for a parameter of a function or method, but for what it passes to itself. */
function givenFor(module: SourceModule, called: FunctionNode, parameter: string): Node[] {
  const at = called.params.findIndex((each) => each.type === "Identifier" && each.name === parameter)
  const own = called.id?.name ?? (called.parent?.type === "MethodDefinition" ? propertyName(called.parent) : null)
  if (at === -1 || own === null) return []
  return nodesOf(module.program, "CallExpression").flatMap((call) => {
    const callee = bare(call.callee)
    const name =
      callee.type === "Identifier"
        ? callee.name
        : callee.type === "MemberExpression" && callee.object.type === "ThisExpression"
          ? propertyName(callee)
          : null
    const given = name === own && !isInside(call, called) ? call.arguments[at] : undefined
    return given ? [given] : []
  })
}

function isInside(node: Node, around: FunctionNode): boolean {
  for (let at = enclosingFunction(node); at; at = enclosingFunction(at)) if (at === around) return true
  return false
}
