import { analyse } from "scslre"
import type { Report, SelfReport } from "scslre"
import { canFailAfter, hasAmbiguousRepetition, hasManyWildcards } from "./pattern-ambiguity.ts"
import { bare, propertyName, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import type { SourceModule } from "./module.ts"

/** How the time a pattern takes grows with the length of what it is run on. */
export type PatternCost = "linear" | "polynomial" | "exponential"

type Call = Node & { type: "CallExpression" }

/** A pattern whose text is known, and where it is written. */
export interface Pattern {
  readonly source: string
  readonly flags: string
  readonly node: Node
}

type Quantifier = SelfReport["parentQuant"]

// What the analysis itself costs grows with these; patterns beyond them are left alone.
const MAX_LENGTH = 300
const MAX_NESTING = 8
const MAX_KEPT = 5_000

const MAKES_PATTERN = new Set(["match", "matchAll", "search"])

const known = new Map<string, PatternCost>()
const moving = new Map<string, boolean>()

/**
 * The cost of a pattern by its text alone; it is never run. `linear` also stands for what could not be told. Quadratic time that comes
 * only from trying every start (`/\s+$/`) counts as linear here; `isSlowFromEveryStart` tells of it.
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

/**
 * Whether the time grows with the square of the text only because the pattern is tried from every start, as `/ *, *\/` with a text of
 * blanks. Worth a word only where somebody else writes the text: 15 KB of blanks
 * occupy `/\s+$/` for a second, 100 KB for a minute.
 */
export function isSlowFromEveryStart(source: string, flags: string): boolean {
  const key = `${flags}/${source}`
  const before = moving.get(key)
  if (before !== undefined) return before
  if (moving.size > MAX_KEPT) moving.clear()
  let found = false
  try {
    if (isLookedAt(source))
      found = analyse({ source, flags }, { maxReports: 1, reportTypes: { Trade: false, Self: false } }).reports.length > 0
  } catch {
    // A pattern nobody can read is left alone.
  }
  moving.set(key, found)
  return found
}

/**
 * Whether the time grows with the third power of the text or faster because of words between wildcards: what fits into the headers of one
 * request keeps such a pattern busy for minutes.
 */
export function isSlowBetweenWords(source: string, flags: string): boolean {
  if (!isLookedAt(source)) return false
  try {
    return hasManyWildcards(analyse({ source, flags }, { maxReports: 1, reportTypes: { Move: false, Trade: false, Self: false } }).parsed)
  } catch {
    return false
  }
}

function isLookedAt(source: string): boolean {
  return source.length <= MAX_LENGTH && /[*+]|\{\d+,\}/.test(source) && nesting(source) <= MAX_NESTING
}

function compute(source: string, flags: string): PatternCost {
  if (!isLookedAt(source)) return "linear"
  try {
    const { reports, parsed } = analyse({ source, flags }, { maxReports: 20, reportTypes: { Move: false } })
    const exponential = reports.filter((each) => each.exponential)
    if (exponential.some((each) => canFailAfter(outerOf(each), [], parsed.flags))) return "exponential"
    if (hasAmbiguousRepetition(parsed)) return "exponential"
    return reports.length > exponential.length || hasManyWildcards(parsed) ? "polynomial" : "linear"
  } catch {
    return "linear"
  }
}

// The repetition that goes round over both places which share a text.
function outerOf(report: Report): Quantifier {
  if (report.type === "Self") return report.parentQuant
  if (report.type === "Move") return report.quant
  const { startQuant, endQuant } = report
  const isAround = (outer: Quantifier) =>
    [startQuant, endQuant].every((each) => outer.start <= each.start && outer.end >= each.end) && outer.max > 1
  for (let node: object | null = endQuant; node !== null; node = "parent" in node ? (node.parent as object | null) : null)
    if (isQuantifier(node) && isAround(node)) return node
  return endQuant
}

function isQuantifier(node: object): node is Quantifier {
  return "type" in node && node.type === "Quantifier"
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

/**
 * The pattern that `match`, `matchAll` or `search` makes of an expression that is no pattern but a text which is written down; `null` for
 * every other call. `replace` and `split` look for the text itself.
 */
export function patternMadeBy(module: SourceModule, call: Call, expression: Node | undefined = call.arguments[0]): Pattern | null {
  const method = propertyName(call.callee)
  // The searches of databases have these names as well, and take options besides.
  if (method === null || !MAKES_PATTERN.has(method) || !expression || call.arguments.length > 1) return null
  const source = patternOf(module, expression) === null ? joined(module, expression, 0) : null
  return source === null ? null : { source, flags: method === "matchAll" ? "g" : "", node: bare(expression) }
}

/** The pattern an expression is: a literal, `new RegExp("…")`, or a constant that holds one of them; else `null`. */
export function patternOf(module: SourceModule, expression: Node): Pattern | null {
  const node = bare(expression)
  if (node.type === "Literal" && "regex" in node && node.regex) return { source: node.regex.pattern, flags: node.regex.flags, node }
  if (
    (node.type === "NewExpression" || node.type === "CallExpression") &&
    node.callee.type === "Identifier" &&
    node.callee.name === "RegExp"
  ) {
    const source = joined(module, node.arguments[0], 0)
    return source === null ? null : { source, flags: stringOf(node.arguments[1]) ?? "", node }
  }
  if (node.type !== "Identifier") return null
  const declaration = module.bindings.resolve(node)?.declaration
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || declaration.init.type === "Identifier") return null
  return patternOf(module, declaration.init)
}

// A text that is written down in pieces: `"^" + WORD + "$"`, `${WORD}+`, a constant, the source of another pattern.
function joined(module: SourceModule, expression: Node | undefined, depth: number): string | null {
  if (!expression || depth > 8) return null
  const node = bare(expression)
  const whole = stringOf(node)
  if (whole !== null) return whole
  if (node.type === "BinaryExpression" && node.operator === "+") {
    const left = joined(module, node.left, depth + 1)
    const right = left === null ? null : joined(module, node.right, depth + 1)
    return left === null || right === null || left.length + right.length > MAX_LENGTH ? null : left + right
  }
  if (node.type === "TemplateLiteral") {
    let text = node.quasis[0]?.value.cooked ?? ""
    for (const [index, each] of node.expressions.entries()) {
      const part = joined(module, each, depth + 1)
      if (part === null || text.length > MAX_LENGTH) return null
      text += part + (node.quasis[index + 1]?.value.cooked ?? "")
    }
    return text
  }
  if (node.type === "MemberExpression" && propertyName(node) === "source") return patternOf(module, node.object)?.source ?? null
  if (node.type === "Literal" && "regex" in node && node.regex) return node.regex.pattern
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  if (binding?.kind !== "variable" || binding.assigned.length > 0 || binding.pattern.length > 0) return null
  return binding.declaration.type === "VariableDeclarator" ? joined(module, binding.declaration.init ?? undefined, depth + 1) : null
}
