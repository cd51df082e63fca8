import { defineRule } from "../rule.ts"
import { ioBelow } from "../calls/io-below.ts"
import { callFacts, calleeName } from "../calls/call-facts.ts"
import { filterScope } from "../calls/filter-scope.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noUnboundedConcurrency = defineRule({
  kind: "source",
  id: "no-unbounded-concurrency",
  section: "performance",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "As many calls at once as the list is long",
  why: "`Promise.all` over a list starts everything at once. When a client or a table decides how long the list is, one request can occupy every connection of the pool or run into the rate limit of the other service.",
  fix: "Bound the list where it comes in, work in batches, or limit the number at once (`p-limit`).",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: true, words: ["Promise map"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || !/^Promise\.(?:all|allSettled)$/.test(module.textOf(node.callee))) continue
      const mapped = node.arguments[0] && bare(node.arguments[0])
      if (mapped?.type !== "CallExpression" || mapped.callee.type !== "MemberExpression" || propertyName(mapped.callee) !== "map") continue
      const origin = originOfList(project, module, mapped.callee.object, 0)
      const work = origin && mapped.arguments[0] ? workOf(project, module, mapped.arguments[0]) : null
      if (!origin || work === null || /limit|queue|pool|throttle|semaphore|bottleneck/i.test(module.textOf(mapped.arguments[0] as Node)))
        continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const list = module.textOf(mapped.callee.object).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
      yield {
        at: { start: node.start, end: mapped.callee.end },
        title: `\`${work}\` runs for all of \`${list}\` at once`,
        message: `\`${reach.route}\` starts \`${work}\` for every element of \`${list}\` at the same moment, and ${origin}: one request can take all connections or run into the other side's rate limit.`,
      }
    }
  },
})

function workOf(project: Project, module: SourceModule, argument: Node): string | null {
  const callback = bare(argument)
  const wanted = ["http", "db-write"] as const
  if (isFunction(callback)) return callback.body ? (ioBelow(project, module, callback.body, wanted)?.name ?? null) : null
  const meaning = meaningOf(project, module, callback)
  return meaning?.kind === "function" && meaning.node.body && ioBelow(project, meaning.module, meaning.node.body, wanted, 1)
    ? module.textOf(callback).slice(0, 60)
    : null
}

/** Who decides how long the list is, as the end of a sentence; `null` when nobody outside does or it is bounded. */
function originOfList(project: Project, module: SourceModule, list: Node, depth: number): string | null {
  const node = bare(list)
  if (depth > 4) return null
  if (node.type === "MemberExpression")
    return /^(?:req|request|ctx\.request)\.body\b/.test(module.textOf(node)) ? "the client decides how many there are" : null
  if (node.type === "CallExpression") {
    const { facts, method, name } = callFacts(project, module, node)
    if (facts.includes("db-list")) {
      const options = node.arguments[0]
      if (["take", "limit"].some((each) => propertyOf(options, each)) || (options && bare(options).type !== "ObjectExpression")) return null
      const filter = options && (propertyOf(options, "where") ?? (method === "find" ? options : undefined))
      if (filterScope(module, filter) !== "open") return null
      return `\`${name}\` decides how many there are, without a limit`
    }
    if (method === "filter" && node.callee.type === "MemberExpression") return originOfList(project, module, node.callee.object, depth + 1)
    return null
  }
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  if (binding?.declaration.type !== "VariableDeclarator" || !binding.declaration.init || binding.assigned.length > 0) return null
  // `if (ids.length > 100) …`
  if (new RegExp(`\\b${node.name}\\??\\.length\\s*[>]`).test(module.text)) return null
  const init = bare(binding.declaration.init)
  if (binding.pattern.length > 0)
    return /^(?:req|request|ctx\.request)\.body$/.test(module.textOf(init)) ? "the client decides how many there are" : null
  if (init.type === "CallExpression" && /\.(?:slice|limit)$/.test(calleeName(module, init))) return null
  return originOfList(project, module, init, depth + 1)
}
