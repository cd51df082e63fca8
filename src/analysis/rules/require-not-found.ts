import { defineRule } from "../rule.ts"
import { answerOf } from "../calls/answer-call.ts"
import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, enclosingFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const ONE = /^(?:findUnique|findFirst|findById|findOne|findByPk|findOneBy)$/

export const requireNotFound = defineRule({
  kind: "source",
  id: "require-not-found",
  section: "reliability",
  practice: "api-design",
  severity: "low",
  confidence: "medium",
  title: "What does not exist is answered with 200 and `null`",
  why: "Looking one thing up gives `null` when there is none. Sent as it is, the client gets 200 with `null` and fails later, at the first property it reads; caches keep the answer.",
  fix: "Answer 404 when nothing was found.",
  cwe: ["CWE-394"],
  needs: { path: "server", reached: true, words: ["res", "_res", "resp", "_resp", "response", "_response", "reply", "_reply"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const answer = answerOf(module, node)
      const body = answer && /^(?:json|send)$/.test(answer.method) ? node.arguments[0] : undefined
      const lookup = body ? lookupBehind(project, module, node, body) : null
      if (!lookup || !answer) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const { name } = callFacts(project, module, lookup)
      yield {
        at: node,
        title: `\`${reach.route}\` answers 200 with \`null\` for what does not exist`,
        message: `\`${name}\` gives \`null\` when nothing matches, and that goes out as status 200: the client takes it for a result and fails where it reads the first property.`,
        fix: `\`if (!found) return ${answer.response}.${answer.response.startsWith("rep") ? "code" : "status"}(404).${answer.method}(…)\` before it.`,
      }
    }
  },
})

/** The query for one thing whose result goes into the answer unseen; `null` when somebody looks at it first. */
function lookupBehind(project: Project, module: SourceModule, answer: Call, body: Node): Call | null {
  if (body.type === "AwaitExpression") return lookupOf(project, module, body)
  if (body.type !== "Identifier") return null
  const binding = module.bindings.resolve(body)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  const { init } = binding.declaration
  const around = enclosingFunction(answer)
  if (init?.type !== "AwaitExpression" || !around) return null
  for (const each of descendants(around))
    if (
      each.type === "Identifier" &&
      !isPropertyName(each) &&
      each !== body &&
      each !== binding.identifier &&
      each.name === binding.name &&
      module.bindings.resolve(each) === binding
    )
      return null
  return lookupOf(project, module, init)
}

function isPropertyName(node: Node): boolean {
  const { parent } = node
  return (
    (parent?.type === "MemberExpression" && parent.property === node && !parent.computed) ||
    (parent?.type === "Property" && parent.key === node && !parent.shorthand)
  )
}

function lookupOf(project: Project, module: SourceModule, awaited: Node): Call | null {
  for (const each of descendants(awaited)) {
    if (each.type !== "CallExpression") continue
    const { facts, method } = callFacts(project, module, each)
    if (!facts.includes("db-read") || !ONE.test(method)) continue
    const { top, methods } = chainOf(each)
    // `.orFail()` throws; anything unknown behind it may as well.
    if (bare(awaited) !== bare(top) || methods.some((one) => !/^(?:populate|select|lean|exec|sort)$/.test(one))) return null
    // A row of settings is there or the service does not run.
    return stringOf(each.arguments[0]) === null && each.arguments.length > 0 ? each : null
  }
  return null
}
