import { bare, functionName, isFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { symbolOf } from "../symbol-at.ts"
import type { RefusalWords } from "./refusal-words.ts"
import { counterpartIn, namedAround, packed, touches } from "./same-function.ts"

/** A condition that an answer such as `canEdit` asked for together with others before a change. */
export interface WeakerAnswer {
  /** At the base. */
  readonly around: FunctionNode
  readonly symbol: string
  readonly conditions: readonly Node[]
  /** At the head. */
  readonly now: FunctionNode
  readonly left: Node
}

interface Answer {
  readonly around: FunctionNode
  readonly name: string
  readonly node: Node
}

// What is called so says who may.
const SAYS_WHO_MAY =
  /^_?(?:(?:is|has|can|may|should|user|caller)_?[a-z]*(?:allow|permi|author|owner|admin|member|edit|view|read|write|delete|remove|manage|access|moderat)\w*|allowed|permitted|granted|authori[sz]ed)$/i

/**
 * `return a && b` and `const allowed = a && b` of functions that are still there, where some of the conditions stood on lines that are gone and all
 * that are left were there before.
 */
export function weakerAnswers(
  words: RefusalWords,
  { module, after, gone }: { readonly module: SourceModule; readonly after: SourceModule; readonly gone: ReadonlySet<number> },
): WeakerAnswer[] {
  const keyOf = (side: SourceModule) => (each: Answer) => `${symbolOf(side, each.around)} ${each.name}`
  const had = answersIn(module).filter(({ node }) => conditionsOf(node).length > 1)
  if (had.every(({ node }) => !touches(module, node, gone))) return []
  const has = Map.groupBy(answersIn(after), keyOf(after))
  const nowOf = counterpartIn(module, after)
  return [...Map.groupBy(answersIn(module), keyOf(module))].flatMap(([key, then]) => {
    const same = has.get(key) ?? []
    if (same.length !== then.length) return []
    return then.flatMap(({ around, node }, index): WeakerAnswer[] => {
      const left = same[index]?.node
      const now = left === undefined || !touches(module, node, gone) ? null : nowOf(around)
      if (left === undefined || now === null) return []
      const remaining = new Set(conditionsOf(left).map((each) => packed(after.textOf(each))))
      const all = conditionsOf(node)
      const lost = all.filter((each) => !remaining.has(packed(module.textOf(each))))
      const isPart = lost.length > 0 && lost.length < all.length && remaining.size === all.length - lost.length
      const conditions = isPart ? lost.filter((each) => words.asks(module.textOf(each))) : []
      return conditions.length === 0 ? [] : [{ around, symbol: symbolOf(module, around), conditions, now, left }]
    })
  })
}

function answersIn(module: SourceModule): Answer[] {
  const found: Answer[] = []
  const add = (name: string, node: Node | null | undefined, at: Node) => {
    const around = node && SAYS_WHO_MAY.test(name) ? (isFunction(at) ? at : namedAround(module, at)) : null
    if (node && around) found.push({ around, name, node })
  }
  for (const node of nodesOf(module.program, "VariableDeclarator"))
    if (node.id.type === "Identifier" && node.init && !isFunction(bare(node.init))) add(node.id.name, node.init, node)
  for (const node of nodesOf(module.program, "ReturnStatement")) {
    const around = namedAround(module, node)
    add(around === null ? "" : (functionName(around) ?? ""), node.argument, node)
  }
  for (const node of nodesOf(module.program, "ArrowFunctionExpression"))
    if (node.body.type !== "BlockStatement") add(functionName(node) ?? "", node.body, node)
  return found
}

/** What has to hold together: `a` and `b` of `!!(a && b)`. */
function conditionsOf(node: Node): Node[] {
  const inner = bare(node)
  if (inner.type === "UnaryExpression" && inner.operator === "!") {
    const twice = bare(inner.argument)
    return twice.type === "UnaryExpression" && twice.operator === "!" ? conditionsOf(twice.argument) : [inner]
  }
  return inner.type === "LogicalExpression" && inner.operator === "&&"
    ? [...conditionsOf(inner.left), ...conditionsOf(inner.right)]
    : [inner]
}
