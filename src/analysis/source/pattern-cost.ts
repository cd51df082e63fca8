import { analyse } from "scslre"
import { bare, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import type { SourceModule } from "./module.ts"

/** How the time a pattern takes grows with the length of what it is run on. */
export type PatternCost = "linear" | "polynomial" | "exponential"

// What the analysis itself costs grows with these; patterns beyond them are left alone.
const MAX_LENGTH = 300
const MAX_NESTING = 8
const MAX_KEPT = 5_000

const known = new Map<string, PatternCost>()

/**
 * The cost of a pattern by its text alone; it is never run. `linear` also stands for what could not be told. Quadratic time that comes
 * only from trying every start (`/\s+$/`) counts as linear: it takes texts longer than servers accept.
 */
export function patternCost(source: string, flags: string): PatternCost {
  const key = `${flags}/${source}`
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size > MAX_KEPT) known.clear()
  const cost = compute(source, flags)
  known.set(key, cost)
  return cost
}

function compute(source: string, flags: string): PatternCost {
  if (source.length > MAX_LENGTH || !/[*+]|\{\d+,\}/.test(source) || nesting(source) > MAX_NESTING) return "linear"
  try {
    const { reports } = analyse({ source, flags }, { maxReports: 20, reportTypes: { Move: false } })
    if (reports.some((each) => each.exponential)) return cannotFail(source) ? "linear" : "exponential"
    return reports.length > 0 ? "polynomial" : "linear"
  } catch {
    return "linear"
  }
}

// Nothing after the only repeated group can fail, so nothing makes the engine try again.
function cannotFail(source: string): boolean {
  return /\)[*+]\??$/.test(source) && source.match(/\)(?:[*+]|\{\d+,\})/g)?.length === 1
}

function nesting(source: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === "\\") at++
    else if (character === "(") deepest = Math.max(deepest, ++depth)
    else if (character === ")") depth--
  }
  return deepest
}

/** The pattern an expression is: a literal, `new RegExp("…")`, or a constant that holds one of them; else `null`. */
export function patternOf(module: SourceModule, expression: Node): { source: string; flags: string; node: Node } | null {
  const node = bare(expression)
  if (node.type === "Literal" && "regex" in node && node.regex) return { source: node.regex.pattern, flags: node.regex.flags, node }
  if (
    (node.type === "NewExpression" || node.type === "CallExpression") &&
    node.callee.type === "Identifier" &&
    node.callee.name === "RegExp"
  ) {
    const source = stringOf(node.arguments[0])
    return source === null ? null : { source, flags: stringOf(node.arguments[1]) ?? "", node }
  }
  if (node.type !== "Identifier") return null
  const declaration = module.bindings.resolve(node)?.declaration
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || declaration.init.type === "Identifier") return null
  return patternOf(module, declaration.init)
}
