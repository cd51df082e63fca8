import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

export const noRedisScriptInjection = defineRule({
  kind: "flow",
  sink: "lua",
  id: "no-redis-script-injection",
  section: "security",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "Request data becomes a Redis script or command",
  why: "A script runs inside the database with access to every key, and a command chosen by the client may be `FLUSHALL`. Keys and values have their own arguments.",
  fix: "Keep the script fixed and pass the values as `KEYS` and `ARGV`.",
  cwe: ["CWE-94"],
  *check({ flow }) {
    const isCommand = /\.(?:call|sendCommand)$/.test(calleeOf(flow))
    // The words after the first are data; only the first is the command.
    if (isCommand && /^\[?\s*["'`]/.test(flow.module.textOf(flow.argument))) return
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes ${isCommand ? "the command" : "part of the script"} \`${calleeOf(flow)}\` runs in Redis`,
      message: `A client of ${entryOf(flow)} runs ${isCommand ? "any command" : "Lua"} inside Redis through \`${flow.source}\` and can read, change or delete every key.`,
      confidence: flow.certain ? "high" : "medium",
    }
  },
})
