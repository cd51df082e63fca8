import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { callerWithEndlessKey } from "../calls/growing-fields.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isProse } from "../classify.ts"

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
      const written = bare(writtenAs(module, key))
      const varies = written.type === "TemplateLiteral" || written.type === "BinaryExpression"
      if (
        !(varies || callerWithEndlessKey(project, module, node, key)) ||
        !/JSON\.stringify\(/.test(module.textOf(writtenAs(module, value))) ||
        /\.(?:expire|pexpire|expireAt|EXPIRE)\(|\.del\(|\.unlink\(/.test(module.code)
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

/** What a constant is set to; everything else as it is. */
function writtenAs(module: SourceModule, node: Node): Node {
  const name = bare(node)
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  const { declaration } = binding ?? {}
  const isPlain = declaration?.type === "VariableDeclarator" && binding?.pattern.length === 0 && binding.assigned.length === 0
  return isPlain && declaration.init ? declaration.init : node
}

function evicts(project: Project): boolean {
  return project.once("redis evicts", () =>
    [...project.tree.files.keys()].some((path) => !isProse(path) && project.codeMentions(path, /maxmemory-policy/)),
  )
}
