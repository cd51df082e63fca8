import { endsLock, lockTakenFor, methodOf, wordsOfSet } from "../calls/redis-lock.ts"
import { isServerPath } from "../calls/server-path.ts"
import type { Call } from "../calls/call-facts.ts"
import { defineRule } from "../rule.ts"
import { enclosingFunction, nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

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
      const taking = lockTakenFor(module, taken, node)
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

/** `redis.set(key, token, "PX", 5_000, "NX")`, `redis.set(key, token, { NX: true, PX: 5_000 })`, and `setnx` where a time to live is set. */
function takes(module: SourceModule, call: Call): boolean {
  const method = methodOf(call)
  if (/^setnx$/i.test(method ?? "")) return /\bp?expire(?:at)?\s*\(/i.test(module.code)
  if (method !== "set") return false
  const words = wordsOfSet(call)
  return words.includes("NX") && words.some((each) => /^(?:EX|PX|EXAT|PXAT|EXPIRATION)$/.test(each))
}

// Whoever looks first whose it is has thought of it, though another may still come in between.
function comparesBefore(module: SourceModule, call: Call): boolean {
  const around = enclosingFunction(call)
  const before = around ? module.code.slice(around.start, call.start) : ""
  return /\.get\s*\(|\bwatch\s*\(/.test(before.slice(-600))
}
