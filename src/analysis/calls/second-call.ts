import { ancestors, bare, descendants, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Call } from "./call-facts.ts"

// Who asks this knows that the first one may have happened.
const ASKS_FIRST = /headersSent|writableEnded|\.sent\b|\bcalled\b/

// Farther than anybody reads; a block of nothing else must not cost the square of its size.
const MAX_FOLLOWING = 30

/**
 * The call that certainly follows one at the end of an `if` or `catch` and that `isAgain` takes for the same thing done twice; `null` when the
 * function may have ended by then.
 */
export function secondCall(module: SourceModule, statement: Node, isAgain: (call: Call) => boolean): Call | null {
  let below: Node = statement
  let isConditional = false
  for (const above of ancestors(statement)) {
    if (isFunction(above)) return null
    switch (above.type) {
      case "BlockStatement":
      case "Program": {
        const found = followingCall(module, above.body, below, isAgain, isConditional)
        if (found !== undefined) return found
        break
      }
      case "IfStatement":
        if (above.test === below) return null
        isConditional = true
        break
      case "CatchClause":
        isConditional = true
        break
      case "TryStatement":
        // A `finally` may do anything; what follows the `try` runs after the `catch`, not after a block that threw.
        if (above.finalizer || above.block === below) return null
        break
      default:
        return null
    }
    below = above
  }
  return null
}

/** The call among the statements after one; `null` when one of them may end it before, `undefined` when the block just ends. */
function followingCall(
  module: SourceModule,
  body: readonly Node[],
  after: Node,
  isAgain: (call: Call) => boolean,
  isConditional: boolean,
): Call | null | undefined {
  const next = body.indexOf(after) + 1
  for (const [count, each] of body.slice(next, next + MAX_FOLLOWING + 1).entries()) {
    if (count === MAX_FOLLOWING) return null
    if (each.type === "ReturnStatement" || each.type === "ExpressionStatement") {
      const call = calledIn(each)
      // Two in a row without a condition are `write`-like uses of something that only looks like it.
      if (call && isAgain(call)) return isConditional ? call : null
      if (each.type === "ReturnStatement") return null
      continue
    }
    if (each.type === "VariableDeclaration" || each.type === "FunctionDeclaration" || each.type === "EmptyStatement") continue
    if (/^(?:For|While|DoWhile)\w*Statement$/.test(each.type) && !endsFlow(each)) continue
    // Where the block throws before, its `catch` says something as well; what comes after it, nobody can tell.
    if (each.type === "TryStatement") return followingCall(module, each.block.body, each, isAgain, isConditional) ?? null
    if (each.type !== "IfStatement" || ASKS_FIRST.test(module.textOf(each.test))) return null
    // `if (!updated) return response.status(409).end()` ends the function by doing it again.
    if (endsFlow(each) && !(isConditional && onlyDoesAgain(each, isAgain))) return null
  }
  return undefined
}

/** Whether all an `if` does is the same once more, and go: then the way through it does it twice as well as the one around it. */
function onlyDoesAgain(node: Node & { type: "IfStatement" }, isAgain: (call: Call) => boolean): boolean {
  if (node.alternate) return false
  const body = node.consequent.type === "BlockStatement" ? node.consequent.body : [node.consequent]
  const last = body.at(-1)
  if (last?.type !== "ReturnStatement" || body.slice(0, -1).some((each) => endsFlow(each))) return false
  const doing = last.argument ? last : body.at(-2)
  const call = doing ? calledIn(doing) : null
  return call !== null && isAgain(call)
}

function calledIn(statement: Node): Call | null {
  const expression =
    statement.type === "ReturnStatement" ? statement.argument : statement.type === "ExpressionStatement" ? statement.expression : null
  const call = expression && bare(expression)
  return call?.type === "CallExpression" ? call : null
}

function endsFlow(node: Node): boolean {
  for (const each of descendants(node, (inner) => isFunction(inner)))
    if (
      each.type === "ReturnStatement" ||
      each.type === "ThrowStatement" ||
      each.type === "BreakStatement" ||
      each.type === "ContinueStatement"
    )
      return true
  return false
}
