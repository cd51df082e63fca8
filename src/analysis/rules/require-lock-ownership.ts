import { isServerPath } from "../calls/server-path.ts"
import type { Call } from "../calls/call-facts.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const LOCK = /lock|mutex|lease|leader|semaphore|exclusive/i
// A mark of what was done, set once so that it is not done twice; to take it back lets it be tried again.
const MARK = /(?:deliver|process|handl|notifi|complet|execut|consum|publish)ed|\b(?:sent|seen|done)\b|dedup|idempot/i
const RELEASE = /^(?:release|unlock|free|giveUp|resign)/i

export const requireLockOwnership = defineRule({
  kind: "source",
  id: "require-lock-ownership",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "high",
  title: "The lock of another process is released",
  why: "A lock with a time to live ends by itself when the work takes longer. Another process takes it then, and a plain `DEL` at the end of the first one's work removes the lock of the second: from there on both, and a third, work at the same time.",
  fix: "Store a token of one's own in the lock and delete it only while it holds that token, in one step (a Lua script), or use a library such as Redlock.",
  cwe: ["CWE-413", "CWE-667"],
  needs: { path: "server", words: ["NX del", "nx del", "setnx del", "setNX del", "NX unlink", "nx unlink", "setnx unlink"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    const calls = nodesOf(module.program, "CallExpression")
    const taken = calls.filter((each) => takes(module, each))
    // A lock that is prolonged for as long as the work takes does not end before it.
    if (taken.length === 0 || module.code.includes("setInterval")) return
    for (const node of calls) {
      const method = methodOf(node)
      if ((method !== "del" && method !== "unlink") || node.arguments.length !== 1 || node.callee.type !== "MemberExpression") continue
      const [key] = node.arguments
      const client = module.textOf(node.callee.object)
      const taking = taken.find(
        (each) =>
          each.callee.type === "MemberExpression" &&
          each.arguments[0] &&
          key &&
          module.textOf(each.callee.object) === client &&
          keyOf(module, each.arguments[0]) === keyOf(module, key),
      )
      if (!taking || !key || !endsLock(module, node, key) || comparesBefore(module, node)) continue
      yield {
        at: node,
        title: "The lock of another process is released",
        message: `When the work takes longer than the lock of line ${module.lineOf(taking)} lives, another process has taken it in the meantime, and \`${module.textOf(node.callee).replaceAll("`", "'").slice(0, 60)}\` deletes that one: a third gets in while the second still works.`,
        fix: "Store a random token as the value and delete the key only while it holds that token, in one step: `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`.",
      }
    }
  },
})

function methodOf(call: Call): string | null {
  return call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
}

/** `redis.set(key, token, "PX", 5_000, "NX")`, `redis.set(key, token, { NX: true, PX: 5_000 })`, and `setnx` where a time to live is set. */
function takes(module: SourceModule, call: Call): boolean {
  const method = methodOf(call)
  if (/^setnx$/i.test(method ?? "")) return /\bp?expire(?:at)?\s*\(/i.test(module.code)
  if (method !== "set") return false
  const words = call.arguments.slice(2).flatMap((each) => wordsOf(each))
  return words.includes("NX") && words.some((each) => /^(?:EX|PX|EXAT|PXAT|EXPIRATION)$/.test(each))
}

function wordsOf(argument: Node): string[] {
  const node = bare(argument)
  const word = stringOf(node)
  if (word !== null) return [word.toUpperCase()]
  if (node.type !== "ObjectExpression") return []
  return node.properties.flatMap((each) => {
    if (each.type !== "Property") return []
    const condition = stringOf(each.value)
    const isOff = each.value.type === "Literal" && each.value.value === false
    return isOff ? [] : [(propertyName(each) ?? "").toUpperCase(), ...(condition === null ? [] : [condition.toUpperCase()])]
  })
}

/** A key as it is put together, wherever it is kept: the same in the function that takes the lock and in the one that gives it up. */
function keyOf(module: SourceModule, key: Node): string {
  const node = bare(key)
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  const init = declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" ? declaration.init : null
  return module.textOf(init ? bare(init) : node).slice(0, 200)
}

/** Whether a deletion ends a lock: in a `finally`, or by what the key or the function is called. Marks of work done are deleted in a `catch`. */
function endsLock(module: SourceModule, call: Call, key: Node): boolean {
  if (LOCK.test(keyOf(module, key)) || LOCK.test(module.textOf(key))) return !isInCatch(call)
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "TryStatement" && above.finalizer === below) return true
    if (isFunction(above)) {
      const name = functionName(above)
      if (name !== null && MARK.test(keyOf(module, key)) && !/lock|mutex/i.test(name)) return false
      if (name !== null && (RELEASE.test(name) || LOCK.test(name))) return !isInCatch(call)
      const outer = above.parent
      if (outer?.type === "CallExpression" && methodOf(outer) === "finally") return true
    }
    below = above
  }
  return false
}

function isInCatch(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (isFunction(above)) return false
  }
  return false
}

// Whoever looks first whose it is has thought of it, though another may still come in between.
function comparesBefore(module: SourceModule, call: Call): boolean {
  const around = enclosingFunction(call)
  const before = around ? module.code.slice(around.start, call.start) : ""
  return /\.get\s*\(|\bwatch\s*\(/.test(before.slice(-600))
}
