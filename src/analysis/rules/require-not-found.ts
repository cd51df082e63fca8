import { defineRule } from "../rule.ts"
import { answerOf } from "../calls/answer-call.ts"
import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, enclosingFunction, identifiersNamed, nodesOf, propertyName, stringOf } from "../source/ast.ts"
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
  needs: {
    path: "server",
    reached: true,
    words: ["res", "_res", "resp", "_resp", "response", "_response", "reply", "_reply", "c", "await"],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const answer = answerOf(module, node) ?? honoAnswerOf(project, module, node)
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
        fix:
          answer.response === "c"
            ? "`if (!found) return c.json(…, 404)` before it."
            : `\`if (!found) return ${answer.response}.${answer.response.startsWith("rep") ? "code" : "status"}(404).${answer.method}(…)\` before it.`,
      }
    }
    for (const node of nodesOf(module.program, "ReturnStatement")) {
      if (node.argument?.type !== "Identifier" && node.argument?.type !== "AwaitExpression") continue
      const reach = isAnswered(project, module, node) ? reachOf(project, node) : null
      if (!reach || reach.depth > 0) continue
      const lookup = lookupBehind(project, module, node, node.argument)
      if (!lookup) continue
      const { name } = callFacts(project, module, lookup)
      yield {
        at: node,
        title: `\`${reach.route}\` answers 200 with nothing for what does not exist`,
        message: `\`${name}\` gives \`null\` when nothing matches, and that goes out as status 200: the client takes it for a result and fails where it reads the first property.`,
        fix: "Look whether something was found first, and answer 404 when not.",
      }
    }
  },
})

interface Sent {
  readonly response: string
  readonly method: string
}

/** `c.json(found)` of Hono, without a status. */
function honoAnswerOf(project: Project, module: SourceModule, { callee, arguments: given }: Call): Sent | null {
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "json" || given.length !== 1) return null
  const object = bare(callee.object)
  if (object.type !== "Identifier" || object.name !== "c" || module.bindings.resolve(object)?.kind !== "parameter") return null
  return project.dependsOn(module.path, "hono") === null ? null : { response: "c", method: "json" }
}

/** Whether what a handler returns is its answer: in Fastify and in the controllers of Nest. */
function isAnswered(project: Project, module: SourceModule, node: Node): boolean {
  const around = enclosingFunction(node)
  if (!around) return false
  const method = around.parent?.type === "MethodDefinition" ? around.parent : null
  if (method) return method.decorators.length > 0 && project.dependsOn(module.path, "@nestjs/common") !== null
  const [, second] = around.params
  // Handlers of Express are handed a response and return nothing; those of Fastify have `reply` there, when they need it.
  return (
    project.dependsOn(module.path, "fastify") !== null &&
    (second === undefined || (second.type === "Identifier" && /^_?reply$/.test(second.name)))
  )
}

/** The query for one thing whose result goes into the answer unseen; `null` when somebody looks at it first. */
function lookupBehind(project: Project, module: SourceModule, answer: Node, body: Node): Call | null {
  if (body.type === "AwaitExpression") return lookupOf(project, module, body)
  if (body.type === "MemberExpression") return firstRowOf(project, module, answer, body)
  if (body.type !== "Identifier") return null
  const binding = module.bindings.resolve(body)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  const { init } = binding.declaration
  const around = enclosingFunction(answer)
  if (init?.type !== "AwaitExpression" || !around) return null
  for (const each of identifiersNamed(around, binding.name))
    if (!isPropertyName(each) && each !== body && each !== binding.identifier && module.bindings.resolve(each) === binding) return null
  return lookupOf(project, module, init)
}

const SELECTS = /^["'`]\s*SELECT\b(?![^]{0,200}\b(?:COUNT|SUM|MAX|MIN|AVG|EXISTS)\s*\()[^]{0,2000}\bWHERE\b/i

/** The query of `const { rows } = await pool.query("SELECT … WHERE …")` behind `rows[0]`; `null` when somebody looks at the rows otherwise. */
function firstRowOf(project: Project, module: SourceModule, answer: Node, body: Node & { type: "MemberExpression" }): Call | null {
  if (!body.computed || body.property.type !== "Literal" || body.property.value !== 0) return null
  let rows = bare(body.object)
  if (rows.type === "MemberExpression" && propertyName(rows) === "rows") rows = bare(rows.object)
  const binding = rows.type === "Identifier" ? module.bindings.resolve(rows) : null
  const around = enclosingFunction(answer)
  if (!binding || !around || binding.declaration.type !== "VariableDeclarator" || binding.declaration.init?.type !== "AwaitExpression")
    return null
  for (const each of identifiersNamed(around, binding.name))
    if (each !== rows && each.start !== binding.identifier.start && !isPropertyName(each) && module.bindings.resolve(each) === binding)
      return null
  const call = bare(binding.declaration.init)
  const statement = call.type === "CallExpression" ? call.arguments[0] : undefined
  if (call.type !== "CallExpression" || !statement || !callFacts(project, module, call).facts.includes("db-read")) return null
  return SELECTS.test(module.textOf(statement).slice(0, 2_300)) ? call : null
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
