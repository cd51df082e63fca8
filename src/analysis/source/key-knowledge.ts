import { escapePattern } from "../escape-pattern.ts"
import { bare, descendants, functionName, nodesOf } from "./ast.ts"
import type { FunctionNode, Node } from "./ast.ts"
import { meaningOf } from "./meaning.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

/** What a function knows of keys that lead to a prototype: nothing, `__proto__` alone, or `constructor` with `prototype` behind it as well. */
export type KeyKnowledge = "none" | "__proto__" | "both ways"

// `pieces[0] === "__proto__"` looks at one step of the way.
const FIRST_ONLY = /[\w$]{1,40}\[\d\]\s*[!=]==?\s*["'`](?:__proto__|constructor|prototype)["'`]/g
/** Kept where no prototype is, or asked for. */
export const KEPT_APART = /getPrototypeOf|Object\.create\(null\)|\bnew (?:Weak)?Map\b/
const NAMED_FOR_IT = /\bis_?(?:un)?safe|forbidden|disallow|blocked|dangerous|reserved/i
const MAX_CALLERS = 20
const MAX_LISTS = 30
// No list of keys is longer, and no function that looks at them.
const MAX_LENGTH = 8_000
const MAX_FUNCTIONS = 2_000

/** What a function and the lists and checks of its file that it asks say of such keys: `RESERVED.has(key)`. A name is believed where nothing else is seen. */
export function keyKnowledge(module: SourceModule, node: FunctionNode): KeyKnowledge {
  const text = module.namesOf(node).replace(FIRST_ONLY, "")
  if (KEPT_APART.test(text)) return "both ways"
  const lists = module.text.includes("__proto__") ? listsAskedBy(module, node) : []
  const said = [text, ...lists].join("\n")
  if (!said.includes("__proto__")) return NAMED_FOR_IT.test(text) || /["'`]prototype["'`]/.test(text) ? "both ways" : "none"
  return /constructor|["'`]prototype["'`]/.test(said) ? "both ways" : "__proto__"
}

// Declarations of the file beside the function that speak of `__proto__`, and what those ask in turn.
function listsAskedBy(module: SourceModule, node: FunctionNode): string[] {
  const asked = new Set<Node>()
  const ask = (from: Node, depth: number): void => {
    for (const each of descendants(from)) {
      const declaration = each.type === "Identifier" ? module.bindings.top.get(each.name)?.declaration : undefined
      if (!declaration || asked.has(declaration) || asked.size >= MAX_LISTS || declaration.end - declaration.start > MAX_LENGTH) continue
      if (declaration.start <= node.start && node.end <= declaration.end) continue
      asked.add(declaration)
      if (depth < 1) ask(declaration, depth + 1)
    }
  }
  ask(node, 0)
  return [...asked].map((each) => module.textOf(each)).filter((text) => text.includes("__proto__"))
}

/**
 * Whether keys are looked at before they come here: by every function of the file that calls this one, or by what takes them apart, in
 * whatever file that is.
 */
export function knowsElsewhere(project: Project, module: SourceModule, node: FunctionNode): boolean {
  return callersKnow(module, node) || takenApartKnowingly(project, module, node)
}

function callersKnow(module: SourceModule, node: FunctionNode): boolean {
  const name = functionName(node)
  if (name === null || !module.text.includes("__proto__")) return false
  const calls = new RegExp(`(?<![\\w$.])${escapePattern(name)}\\s*\\(`)
  const functions = nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
  if (functions.length > MAX_FUNCTIONS) return false
  const callers = functions.filter(
    (each) =>
      each !== node &&
      each.end - each.start <= MAX_LENGTH &&
      !(node.start <= each.start && each.end <= node.end) &&
      calls.test(module.textOf(each)),
  )
  return callers.length > 0 && callers.length <= MAX_CALLERS && callers.some((each) => keyKnowledge(module, each) === "both ways")
}

// `const tokens = compile(pointer)`, where `compile` refuses such tokens
function takenApartKnowingly(project: Project, module: SourceModule, node: FunctionNode): boolean {
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression" || bare(each.callee).type !== "Identifier") continue
    const meaning = meaningOf(project, module, each.callee)
    if (meaning?.kind !== "function" || meaning.node === node) continue
    // `const level = () => Object.create(null)` makes what is gone into; a function that has a map for something else knows nothing of keys.
    const isOfKeys = meaning.module.text.includes("__proto__") || /Object\.create\(null\)/.test(meaning.module.textOf(meaning.node))
    if (!isOfKeys) continue
    if (keyKnowledge(meaning.module, meaning.node) === "both ways") return true
  }
  return false
}
