import { bare, enclosingFunction, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { clientValueOf } from "./client-value.ts"

/** A callback of OAuth that takes a code and does not compare the `state` that comes with it. */
export interface UncheckedState {
  /** Where it looks whether there is a state, or where it takes the code. */
  readonly node: Node
  /** It looks whether there is one. */
  readonly isAsked: boolean
}

// Where a code becomes a token.
const EXCHANGES =
  /client_?secret|clientSecret|\bgetToken\(|authorization_?code|\bexchange\w*\(|fetchToken|requestToken|validateAuthorizationCode/i
// Somebody else compares it, or a code verifier does.
const ASKS_ELSEWHERE = /(?:state|verif|valid|csrf|nonce)\w{0,60}\(|code_?verifier/i
const LONGEST = 20_000

/**
 * The callbacks in a file that hand the `code` of their query on to get a token for it, where `state` is at most looked for: never compared, never handed on.
 */
export function* uncheckedStates(module: SourceModule): Generator<UncheckedState> {
  if (!EXCHANGES.test(module.text) || !/\bcode\b/.test(module.text)) return
  const reads = new Map<FunctionNode, { readonly code: Node[]; readonly state: Node[] }>()
  for (const node of nodesOf(module.program, "Identifier", "MemberExpression", "CallExpression")) {
    const name = queryValueOf(module, node)
    const around = name === null || isNameOnly(node) ? null : handlerAround(node)
    if (!around) continue
    const known = reads.get(around) ?? { code: [], state: [] }
    reads.set(around, known)
    if (name === "code") known.code.push(node)
    else known.state.push(node)
  }
  for (const [around, { code, state }] of reads) {
    const taken = code.find((each) => isTakenFurther(each))
    const text = module.textOf(around).slice(0, LONGEST)
    if (!taken || !EXCHANGES.test(text) || ASKS_ELSEWHERE.test(text.replace(EXCHANGES, "")) || isHandedToOthers(module, around)) continue
    if (state.some((each) => isTakenFurther(each))) continue
    const asked = state.find((each) => each.parent?.type !== "VariableDeclarator" && each.parent?.type !== "Property")
    // Without a word of it in the file, the state may be kept by whoever calls.
    if (asked || /\bstate\b/.test(text.replaceAll(/\bctx\.state\b/g, ""))) yield { node: asked ?? taken, isAsked: asked !== undefined }
  }
}

/** Whether a node reads the `code` of a query, `req.query.code` or a local name of it. */
export function queryCode(module: SourceModule, node: Node): boolean {
  return queryValueOf(module, node) === "code" && !isNameOnly(node)
}

// `req.query.state`, `url.searchParams.get("state")`, or a local name of either.
function queryValueOf(module: SourceModule, node: Node): "code" | "state" | null {
  const value = clientValueOf(module, node)
  const name = value ? (value.place === "query" ? value.name : null) : searchParameter(module, node)
  return name === "code" || name === "state" ? name : null
}

function searchParameter(module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  if (inner.type === "Identifier") {
    const binding = module.bindings.resolve(inner)
    const isPlain = binding?.kind === "variable" && binding.pattern.length === 0 && binding.declaration.type === "VariableDeclarator"
    const init = isPlain && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
    return init && bare(init).type === "CallExpression" ? searchParameter(module, init) : null
  }
  if (inner.type !== "CallExpression" || !/\b(?:searchParams|nextUrl\.searchParams)\??\.get$/.test(module.textOf(inner.callee))) return null
  return stringOf(inner.arguments[0])
}

// The name in a pattern that declares it says nothing about its use.
function isNameOnly(node: Node): boolean {
  const { parent } = node
  if (node.type !== "Identifier" || !parent) return false
  if (parent.type === "MemberExpression") return parent.property === node && !parent.computed
  if (parent.type === "Property") return parent.parent?.type === "ObjectPattern" || (parent.key === node && parent.value !== node)
  return parent.type === "VariableDeclarator" && parent.id === node
}

// A callback inside the handler belongs to it.
function handlerAround(node: Node): FunctionNode | null {
  let found: FunctionNode | null = null
  for (let each = enclosingFunction(node); each; each = enclosingFunction(each)) {
    found = each
    if (each.params.length > 0 && isFunction(each) && each.parent?.type === "CallExpression") return each
  }
  return found
}

/** Whether a value is used for more than to see whether there is one. */
function isTakenFurther(node: Node): boolean {
  let current = node
  for (let parent = node.parent; parent; parent = current.parent) {
    switch (parent.type) {
      case "UnaryExpression":
      case "IfStatement":
        return false
      case "BinaryExpression": {
        const other = bare(parent.left === current ? parent.right : parent.left)
        return !(other.type === "Literal" || (other.type === "Identifier" && other.name === "undefined"))
      }
      case "ConditionalExpression":
        return parent.test !== current
      case "LogicalExpression":
      case "ChainExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "ParenthesizedExpression":
        current = parent
        break
      case "CallExpression":
        // `Boolean(state)`, `Array.isArray(state)`
        return !(parent.callee.type === "Identifier" && parent.callee.name === "Boolean") && !/isArray/.test(nameOf(parent.callee))
      case "VariableDeclarator":
        return false
      default:
        return true
    }
  }
  return true
}

function nameOf(node: Node): string {
  return node.type === "MemberExpression" && node.property.type === "Identifier" ? node.property.name : ""
}

// `router.get("/callback", checkState, handler)`
function isHandedToOthers(module: SourceModule, around: FunctionNode): boolean {
  const call = around.parent?.type === "CallExpression" ? around.parent : null
  return (call?.arguments ?? []).some(
    (each) => each !== around && !isFunction(each) && /state|csrf|oauth|passport/i.test(module.textOf(each).replace(/^["'`].*$/s, "")),
  )
}
