import type { Call } from "../calls/call-facts.ts"
import { endsLock, lockKeyOf, lockTakenFor, methodOf, wordsOfSet } from "../calls/redis-lock.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { SourceModule } from "../source/module.ts"
import { bare, enclosingFunction, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

const ENDS = /^(?:EX|PX|EXAT|PXAT|EXPIRATION|KEEPTTL)$/
const EXPIRES = /^p?expire(?:at)?$/i
const DELETES = /^(?:del|unlink)$/i
const RUNS_SCRIPT = /^eval/i
const DELETES_IN_SCRIPT = /\bcall\s*\(\s*["'](?:del|unlink)["']/i
// A script, or a command that is called by its name, may set a time to live.
const IN_SCRIPT = /\bp?expire(?:at)?\b/i

export const requireLockExpiry = defineRule({
  kind: "source",
  id: "require-lock-expiry",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "high",
  title: "A crash leaves this lock for ever",
  why: "A lock in Redis ends when its holder deletes it, and a process that is killed, restarted or cut off deletes nothing: `finally` does not run then. Without a time to live the work is never done again until somebody finds the key and deletes it by hand.",
  fix: "Give the lock a time to live in the same command, and prolong it while the work lasts.",
  cwe: ["CWE-667", "CWE-833"],
  needs: {
    path: "server",
    words: ["NX", "nx", "setnx", "setNX"].flatMap((takes) => ["del", "unlink", "eval", "DEL"].map((ends) => `${takes} ${ends}`)),
  },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    const calls = nodesOf(module.program, "CallExpression")
    const taken = calls.filter((each) => takesForEver(each))
    if (taken.length === 0 || isScripted(module)) return
    // With a key that is given an end elsewhere, or deleted when the process starts, somebody has thought of it.
    const ended = new Set<Call>()
    const released = new Map<Call, Call>()
    for (const call of calls) {
      const method = methodOf(call) ?? ""
      if (!EXPIRES.test(method) && !DELETES.test(method) && !RUNS_SCRIPT.test(method)) continue
      const [key] = call.arguments
      const byScript = releasedByScript(module, taken, call)
      if (byScript) released.set(byScript, call)
      if (key && EXPIRES.test(method)) for (const each of taken) if (isSameKey(each, call)) ended.add(each)
      const taking = lockTakenFor(module, taken, call)
      if (!taking || !key || !DELETES.test(method)) continue
      if (enclosingFunction(call) === null) ended.add(taking)
      else if (endsLock(module, call, key)) released.set(taking, call)
    }
    for (const [taking, release] of released) {
      if (ended.has(taking)) continue
      const how =
        methodOf(taking) === "set" ? (isOfOptions(taking) ? "`EX` or `PX` beside `NX`" : '`"PX", milliseconds` before `"NX"`') : null
      yield {
        at: taking,
        message: `A process that is killed between this line and \`${module.textOf(release.callee).replaceAll("`", "'").slice(0, 60)}\` on line ${module.lineOf(release)} leaves the lock for ever: it has no time to live, and nobody else gets it until it is deleted by hand.`,
        fix:
          how === null
            ? "Take it with one `SET` that has both `NX` and a time to live (`PX`): `SETNX` knows none, and an `EXPIRE` afterwards may never run."
            : `Give it a time to live in the same command: ${how}, longer than the work takes.`,
      }
    }

    function isSameKey(taking: Call, call: Call): boolean {
      const [one] = taking.arguments
      const [other] = call.arguments
      return one !== undefined && other !== undefined && lockKeyOf(module, one) === lockKeyOf(module, other)
    }
  },
})

/** `setnx(key, token)`, and a `set` of which everything it is given is known, `NX` among it and no time to live. */
function takesForEver(call: Call): boolean {
  const method = methodOf(call) ?? ""
  if (/^setnx$/i.test(method)) return call.arguments.length === 2
  if (method !== "set" || call.arguments.length < 3) return false
  const isKnown = call.arguments.slice(2).every((argument) => {
    const node = bare(argument)
    return (
      stringOf(node) !== null ||
      (node.type === "ObjectExpression" && node.properties.every((each) => each.type === "Property" && !each.computed))
    )
  })
  const words = wordsOfSet(call)
  return isKnown && words.includes("NX") && !words.some((each) => ENDS.test(each))
}

/** The lock that a script gives up: `eval(RELEASE, 1, key, token)`, `eval(RELEASE, { keys: [key], arguments: [token] })`. */
function releasedByScript(module: SourceModule, taken: readonly Call[], call: Call): Call | undefined {
  const [script, ...given] = call.arguments
  if (!RUNS_SCRIPT.test(methodOf(call) ?? "") || !script || !DELETES_IN_SCRIPT.test(scriptOf(module, script))) return undefined
  const keys = given.flatMap((each) => {
    const listed = propertyOf(each, "keys")
    const list = listed ? bare(listed) : null
    return list?.type === "ArrayExpression" ? list.elements : [each]
  })
  return taken.find(({ arguments: [own] }) => keys.some((each) => each && own && lockKeyOf(module, each) === lockKeyOf(module, own)))
}

function scriptOf(module: SourceModule, script: Node): string {
  const declaration = script.type === "Identifier" ? module.bindings.resolve(script)?.declaration : null
  return stringOf(declaration?.type === "VariableDeclarator" ? declaration.init : script) ?? ""
}

function isScripted(module: SourceModule): boolean {
  if (!IN_SCRIPT.test(module.code)) return false
  return nodesOf(module.program, "Literal", "TemplateElement").some((each) =>
    IN_SCRIPT.test(each.type === "TemplateElement" ? each.value.raw : typeof each.value === "string" ? each.value : ""),
  )
}

function isOfOptions(call: Call): boolean {
  const [, , third] = call.arguments
  return third !== undefined && bare(third).type === "ObjectExpression"
}
