import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, nodesOf } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

export const requireCacheExpiry = defineRule({
  kind: "source",
  id: "require-cache-expiry",
  section: "performance",
  practice: "database",
  severity: "low",
  confidence: "medium",
  title: "This cache entry never ends",
  why: "A key without an expiry stays in Redis until somebody deletes it. With a key for each user or query the cache grows until Redis evicts what others need or refuses writes, and what is in it is never read fresh again.",
  fix: "Set the value with a time to live.",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.arguments.length !== 2) continue
      const { path, name } = callFacts(project, module, node)
      const [key, value] = node.arguments
      if (path !== "redis().set" || !key || !value || evicts(project)) continue
      // A key that is the same for all is one entry; a serialised value is a copy of something.
      const varies = bare(key).type === "TemplateLiteral" || bare(key).type === "BinaryExpression"
      if (
        !varies ||
        !/JSON\.stringify\(/.test(module.textOf(value)) ||
        /\.(?:expire|pexpire|expireAt|EXPIRE)\(|\.del\(|\.unlink\(/.test(module.text)
      )
        continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const shown = module.textOf(key).replace(/\s+/g, " ").replaceAll("`", "").slice(0, 40)
      yield {
        at: node,
        title: `\`${name}\` keeps \`${shown}\` for ever`,
        message: `Each \`${reach.route}\` with another \`${shown}\` adds an entry to Redis that nothing expires or deletes: the cache grows without end and never sees a newer value.`,
        fix: 'Pass an expiry: `"EX", seconds` (ioredis) or `{ EX: seconds }` (redis).',
      }
    }
  },
})

function evicts(project: Project): boolean {
  return project.once("redis evicts", () => [...project.tree.files.values()].some((file) => /maxmemory-policy/.test(file.text)))
}
