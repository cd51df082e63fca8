import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, nodesOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const noRedisKeys = defineRule({
  kind: "source",
  id: "no-redis-keys",
  section: "performance",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "`KEYS` stops Redis for everybody while it looks at every key",
  why: "Redis runs one command at a time and `KEYS` walks the whole key space: with millions of keys nobody gets an answer for seconds, whichever service they use it from.",
  fix: "Walk with `SCAN`, or keep the names in a set.",
  cwe: ["CWE-400"],
  needs: { path: "server", words: ["keys", "Keys", "KEYS", "keysAsync"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const usesRedis = ["redis", "ioredis", "@redis/client"].some((name) => project.dependsOn(module.path, name) !== null)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const { method, path, receiver, name } = callFacts(project, module, node)
      const isCommand = /^(?:call|sendCommand|send_command|executeIsolated)$/.test(method) && usesRedis && isKeysCommand(node.arguments[0])
      if (!isCommand && (!/^keys(?:Async)?$/i.test(method) || node.arguments.length === 0 || /^Object$/.test(receiver))) continue
      const pattern = node.arguments[0] ? bare(node.arguments[0]) : null
      const isText =
        pattern?.type === "TemplateLiteral" ||
        (pattern?.type === "Literal" && typeof pattern.value === "string") ||
        pattern?.type === "Identifier" ||
        pattern?.type === "BinaryExpression"
      const isRedis =
        path === null
          ? usesRedis && isText && /(?:^|\.)(?:_?redis\w*|\w*Redis(?:Client)?|cacheClient)$/.test(receiver)
          : path === "redis().keys"
      if (!isCommand && !isRedis) continue
      const reach = reachOf(project, node)
      yield {
        at: node,
        ...(reach ? {} : { severity: "medium" as const }),
        title: `\`${name}\` stops Redis while it looks at every key`,
        message: `${reach ? `Each \`${reach.route}\` makes` : "This makes"} Redis walk its whole key space in one go: while \`KEYS\` runs, no other command of any client is answered, and that takes seconds with a few million keys.`,
        fix: "Iterate with `SCAN` (`scanIterator`, `scanStream`) and a `COUNT`, or keep the names in a set beside the values.",
      }
    }
  },
})

// `redis.call("KEYS", "*")`, `client.sendCommand(["KEYS", "*"])`
function isKeysCommand(given: Node | undefined): boolean {
  const value = given && bare(given)
  const [first] = value?.type === "ArrayExpression" ? value.elements : []
  return stringOf(first ?? value)?.toUpperCase() === "KEYS"
}
