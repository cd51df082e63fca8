import { defineRule } from "../rule.ts"
import { isEndlessBehind } from "../calls/endless-key.ts"
import { callerWithEndlessKey, growingFields } from "../calls/growing-fields.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

export const noGrowingModuleState = defineRule({
  kind: "source",
  id: "no-growing-module-state",
  section: "performance",
  practice: "performance",
  severity: "medium",
  confidence: "medium",
  title: "Every request leaves an entry in memory that nothing removes",
  why: "What hangs on a variable of the module lives as long as the process. A map or list that each request adds to and nobody takes from grows until the process is killed for its memory, usually days after the deployment that brought it.",
  fix: "Give entries an end: an LRU cache with a size and a time to live, or a store outside the process.",
  cwe: ["CWE-401", "CWE-770"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<Binding>()
    for (const node of descendants(module.program)) {
      const growth = growthOf(module, node)
      if (!growth || told.has(growth.binding) || isTrimmed(module, growth.binding.name)) continue
      const reach = isEndlessBehind(module, growth.node) ? reachOf(project, node) : callerWithEndlessKey(project, module, node, growth.node)
      if (!reach) continue
      told.add(growth.binding)
      const { name } = growth.binding
      yield {
        at: node,
        title: `\`${name}\` grows with every request`,
        message: `\`${reach.route}\` adds to \`${name}\`, which lives as long as the process, and nothing in this file removes an entry: memory grows until the process is killed for it.`,
        fix: "Use an LRU cache with a maximum size and a time to live, or keep it in Redis with an expiry.",
      }
    }
    for (const { name, node, route, from, forgetsOnRead } of growingFields(project, module))
      yield {
        at: node,
        title: `\`${name}\` grows with every request`,
        message: `\`${route}\` adds to \`${name}\`${from ? ` (${from.path}:${from.line})` : ""}, which lives as long as the process, and ${forgetsOnRead ? "an entry that is too old goes only when somebody asks for it again" : "nothing removes an entry"}: memory grows until the process is killed for it.`,
        fix: "Use an LRU cache with a maximum size and a time to live, or throw the oldest entry away from a number of entries on.",
        ...(from
          ? {
              trace: [
                { ...from, what: "hands the key in" },
                { path: module.path, line: module.lineOf(node), what: "keeps the entry" },
              ],
            }
          : {}),
        key: `grows ${name}`,
      }
  },
})

interface Growth {
  readonly binding: Binding
  /** What makes the entry different from the others. */
  readonly node: Node
}

/** An entry added to a map, list or object of the module: `seen.set(key, …)`, `seen[key] = …`, `log.push(…)`. */
function growthOf(module: SourceModule, node: Node): Growth | null {
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.callee.object.type === "Identifier") {
    const method = propertyName(node.callee) ?? ""
    const binding = collection(module, node.callee.object, /^(?:set|add)$/.test(method) ? /^new (?:Map|Set)\b/ : /^\[\s*\]$/)
    const first = node.arguments[0]
    if (!binding || !first || !/^(?:set|add|push|unshift)$/.test(method)) return null
    return { binding, node: first }
  }
  if (
    node.type !== "AssignmentExpression" ||
    node.left.type !== "MemberExpression" ||
    !node.left.computed ||
    node.left.object.type !== "Identifier"
  )
    return null
  const binding = collection(module, node.left.object, /^\{\s*\}$|^Object\.create\(null\)$/)
  return binding && { binding, node: node.left.property }
}

/** The variable of the module behind a name that was made empty; `null` for others, and for those that other files get. */
function collection(module: SourceModule, identifier: Node & { type: "Identifier" }, made: RegExp): Binding | null {
  const binding = module.bindings.resolve(identifier)
  if (!binding || binding !== module.bindings.top.get(identifier.name) || binding.declaration.type !== "VariableDeclarator") return null
  const { init } = binding.declaration
  if (!init || binding.assigned.length > 0 || binding.pattern.length > 0 || module.exports.has(binding.name)) return null
  return made.test(module.textOf(bare(init))) ? binding : null
}

function isTrimmed(module: SourceModule, name: string): boolean {
  const escaped = name.replace(/\$/g, "\\$")
  return new RegExp(
    `\\b${escaped}\\s*\\.(?:delete|clear|splice|shift|pop|length\\s*=)|delete\\s+${escaped}\\s*\\[|\\b${escaped}\\.(?:size|length)\\s*[>=]|Object\\.keys\\(${escaped}\\)|(?:return|=|,|\\()\\s*${escaped}\\s*[,;)\\n]`,
  ).test(module.code)
}
