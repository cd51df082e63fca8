import { partsOfJoin, partsOfTemplate, summandsOf } from "../flow/text.ts"
import { ancestors, bare, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** A text as it is put together in one place: what is written there, and the values between. */
export interface TextPiece {
  readonly node: Node
  readonly parts: readonly (string | Node)[]
  /** It is added to what stands there already: `text += "…"`. */
  readonly isAdded: boolean
}

const MAX_DEPTH = 5
// A text that is put together in more places, or of more parts, is a table or was made by a program.
const MAX_PIECES = 40
const MAX_PARTS = 200
const MAX_VALUES = 60
const MAX_READ = 10_000
const MAX_ANCESTORS = 200
// What changes nothing but white space.
const TIDIES = /^(?:trim|trimStart|trimEnd|toString)$/

/**
 * The places where the text of an expression is put together, in source order: where it is written, what the variable of its name is set to and
 * what is added to it. Names that stand for one text of the file are read as that text.
 */
export function piecesOf(module: SourceModule, node: Node): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  const seen = new Set<Node>()
  const waiting: { node: Node; depth: number }[] = [{ node, depth: 0 }]
  for (let next = waiting.shift(); next !== undefined && pieces.length < MAX_PIECES; next = waiting.shift()) {
    const inner = bare(next.node)
    if (next.depth > MAX_DEPTH || seen.has(inner)) continue
    seen.add(inner)
    for (const each of sourcesOf(module, inner).slice(0, MAX_PIECES)) waiting.push({ node: each, depth: next.depth + 1 })
    const parts = partsOf(module, inner, 0)
    const isAdded = isAddedSomewhere(next.node)
    if (parts !== null) pieces.push({ node: inner, parts, isAdded })
    else if (isAdded && !isText(inner)) pieces.push({ node: inner, parts: [inner], isAdded })
  }
  return pieces
}

function isAddedSomewhere(node: Node): boolean {
  const { parent } = node
  return parent?.type === "AssignmentExpression" && parent.operator === "+=" && parent.right === node
}

// What is one of two is looked at by itself.
function isText({ type }: Node): boolean {
  return type === "ConditionalExpression" || type === "LogicalExpression"
}

/** A text as it reads, with a space and a word where values stand; the beginning of a very long one. */
export function readingOf({ parts }: TextPiece): string {
  let text = ""
  for (const part of parts) {
    text += typeof part === "string" ? part : " x "
    if (text.length > MAX_READ) return text.slice(0, MAX_READ)
  }
  return text
}

/** Other expressions that an expression has its text from. */
function sourcesOf(module: SourceModule, node: Node): readonly Node[] {
  switch (node.type) {
    case "ConditionalExpression":
      return [node.consequent, node.alternate]
    case "LogicalExpression":
      return [node.left, node.right]
    case "CallExpression": {
      const callee = bare(node.callee)
      if (callee.type !== "MemberExpression") return []
      const method = propertyName(callee) ?? ""
      if (TIDIES.test(method)) return [callee.object]
      // `.replace(/\s+/g, " ")`
      const pattern = node.arguments[0] ? bare(node.arguments[0]) : null
      const isSpace = pattern?.type === "Literal" && "regex" in pattern && /^(?:\\[sn]|[ +*]|\\r)+$/.test(pattern.regex?.pattern ?? "")
      return method === "replace" && isSpace ? [callee.object] : []
    }
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0) return []
      const values = binding.declaration.init ? [binding.declaration.init, ...binding.assigned] : binding.assigned
      return values.length > MAX_VALUES ? [] : arrivingAt(node, values)
    }
    default:
      return []
  }
}

/** The values of a variable that can still be in it where it is used: none of another branch, and none from before it is set anew. */
function arrivingAt(use: Node, values: readonly Node[]): readonly Node[] {
  const around = nearestAncestors(use)
  const isAround = new Set(around)
  let arriving: Node[] = []
  for (const value of values) {
    const above = nearestAncestors(value)
    const shared = above.find((each) => isAround.has(each))
    if (shared && (isOtherBranch(shared, above, around) || isSetLater(use, value, shared, above, around))) continue
    const { parent } = value
    const isSet = parent?.type === "AssignmentExpression" && parent.operator === "=" && parent.end <= use.start
    const statement = parent?.parent
    if (isSet && statement?.type === "ExpressionStatement" && statement.parent && isAround.has(statement.parent)) arriving = []
    arriving.push(value)
  }
  return arriving
}

function nearestAncestors(node: Node): readonly Node[] {
  const found: Node[] = []
  for (const above of ancestors(node)) if (found.push(above) >= MAX_ANCESTORS) break
  return found
}

function isSetLater(use: Node, value: Node, shared: Node, above: readonly Node[], around: readonly Node[]): boolean {
  if (value.start < use.end) return false
  const between = [...above.slice(0, above.indexOf(shared)), ...around.slice(0, around.indexOf(shared))]
  // What runs by itself or again may have run before.
  return (
    !between.some((each) => isFunction(each)) && !above.slice(above.indexOf(shared)).some(({ type }) => /^(?:For|While|DoWhile)/.test(type))
  )
}

function isOtherBranch(shared: Node, above: readonly Node[], around: readonly Node[]): boolean {
  const one = above[above.indexOf(shared) - 1]
  const other = around[around.indexOf(shared) - 1]
  if (one === other) return false
  return shared.type === "SwitchStatement"
    ? one?.type === "SwitchCase" && other?.type === "SwitchCase"
    : shared.type === "IfStatement" && one !== shared.test && other !== shared.test
}

/** What a text is made of; `null` for an expression that puts none together. */
function partsOf(module: SourceModule, node: Node, depth: number): (string | Node)[] | null {
  const written = stringOf(node)
  if (written !== null) return [written]
  const parts =
    node.type === "TemplateLiteral"
      ? partsOfTemplate(node)
      : node.type === "BinaryExpression" && node.operator === "+"
        ? summandsOf(node)
        : partsOfJoin(node)
  if (parts === null || depth > MAX_DEPTH) return null
  const whole: (string | Node)[] = []
  for (const part of parts.slice(0, MAX_PARTS)) {
    if (typeof part === "string") whole.push(part)
    else whole.push(...(partsOf(module, onlyText(module, part), depth + 1) ?? [part]))
    if (whole.length > MAX_PARTS) break
  }
  return whole
}

/** What stands for a name that is set once, so that its text can be read in its place; else the expression itself. */
function onlyText(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  if (inner.type !== "Identifier") return inner
  const binding = module.bindings.resolve(inner)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return inner
  return binding.declaration.init ? bare(binding.declaration.init) : inner
}
