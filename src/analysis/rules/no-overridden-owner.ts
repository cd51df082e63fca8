import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { routeAround } from "../routes/handler-around.ts"
import { validationsOf } from "../routes/validations.ts"
import { bare, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const OWNER =
  /^(?:user|owner|author|creator|account|tenant|workspace|organi[sz]ation|org|customer|member|company|team|merchant|shop|store)(?:_?id|_?uuid)?$|^(?:created|owned)_?by$/i
// Whoever calls, as a middleware left it.
const CALLER =
  /^(?:(?:req|request|ctx|context|c)\.(?:state\.|auth\.|locals\.|raw\.)?(?:\w{0,30}(?:[uU]ser|[tT]enant|[aA]ccount|[oO]rg|[wW]orkspace|[cC]ompany|[cC]ustomer|[mM]erchant)\w{0,30}|session|auth|credentials)|res\.locals|session|(?:current)?[uU]ser|viewer|actor|principal|claims|auth)\b|^c\.get\(/
const REQUEST_PART =
  /^(?:_?req|request|ctx|ctx\.request|c\.req|event)\.(?:query|body|payload|queryStringParameters)$|^c\.req\.query\(\)$|^(?:c\.req|request|req)\.(?:json|parseBody)\(\)$/
const TAKES_RECORDS =
  /^(?:find\w*|count\w*|exists?|where|andWhere|filter|match|list|search|get\w*|query|select|create\w*|insert\w*|update\w*|upsert\w*|delete\w*|remove\w*|save|add|aggregate|destroy)$/
const BELOW = /^(?:where|data|values|filter|query|match|\$match|create|update|set|\$set)$/
const MAX_STEPS = 5

export const noOverriddenOwner = defineRule({
  kind: "source",
  id: "no-overridden-owner",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "What the client sends replaces the owner that was set before it",
  why: "Of two properties of one name the later one counts. Names that the client chooses, spread behind the owner from the session, let it name any other owner.",
  fix: "Spread what the client sends first and set the owner after it.",
  cwe: ["CWE-639", "CWE-915"],
  yieldsTo: ["no-mass-assignment"],
  needs: { path: "server", text: [/\.\.\.|Object\.assign/, /\b(?:query|body|payload|json|parseBody|queryStringParameters)\b/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* assigned(project, module)
    for (const node of nodesOf(module.program, "ObjectExpression")) {
      const owner = node.properties.findIndex((each) => each.type === "Property" && isOwner(module, each))
      const property = node.properties[owner]
      if (property?.type !== "Property" || !isForRecords(node)) continue
      const name = propertyName(property) ?? ""
      const later = node.properties.slice(owner + 1)
      // Whoever sets it again behind everything has thought of it.
      if (later.some((each) => each.type === "Property" && propertyName(each) === name)) continue
      const spread = later.find((each) => each.type === "SpreadElement" && isNamedByClient(module, each.argument, name))
      if (!spread || isValidated(project, module, node)) continue
      const code = module.textOf(spread).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      yield {
        at: spread,
        title: `\`${code}\` replaces \`${name}\``,
        message: `Whoever sends \`${name}\` along reaches the records of anybody: \`${code}\` stands behind \`${name}\`, its names are what the client sent, and the later one counts.`,
        fix: `Put \`${module.textOf(property).replace(/\s+/g, " ").slice(0, 80)}\` behind it.`,
      }
    }
  },
})

// `Object.assign({ tenantId: req.user.tenantId }, req.query)`
function* assigned(project: Project, module: SourceModule): Generator<Draft> {
  if (!module.text.includes("Object.assign")) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    const [first, ...later] = node.arguments
    const set = first ? bare(first) : null
    if (set?.type !== "ObjectExpression" || module.textOf(node.callee) !== "Object.assign") continue
    const property = set.properties.find((each) => each.type === "Property" && isOwner(module, each))
    if (property?.type !== "Property" || !isForRecords(node)) continue
    const name = propertyName(property) ?? ""
    const sent = later.find((each) => isNamedByClient(module, each, name))
    const last = later.at(-1)
    // Whoever sets it again behind everything has thought of it.
    if (!sent || (last && propertyOf(last, name)) || isValidated(project, module, node)) continue
    const code = module.textOf(sent).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
    yield {
      at: sent,
      title: `\`${code}\` replaces \`${name}\``,
      message: `Whoever sends \`${name}\` along reaches the records of anybody: \`${code}\` comes behind \`${name}\`, its names are what the client sent, and the later one counts.`,
      fix: `Put \`${module.textOf(property).replace(/\s+/g, " ").slice(0, 80)}\` behind it.`,
    }
  }
}

function isOwner(module: SourceModule, property: Node & { type: "Property" }): boolean {
  if (!OWNER.test(propertyName(property) ?? "")) return false
  let value = bare(property.value)
  for (let step = 0; step < MAX_STEPS && value.type === "Identifier"; step++) {
    const binding = module.bindings.resolve(value)
    if (binding?.kind !== "variable" || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) break
    value = bare(binding.declaration.init)
  }
  return CALLER.test(module.textOf(value).replace(/\?\.|!/g, (each) => (each === "!" ? "" : ".")))
}

// `Contact.find({ … })`, `prisma.note.create({ data: { … } })`
function isForRecords(node: Node): boolean {
  let current: Node = node
  for (let step = 0; step < MAX_STEPS; step++) {
    const { parent } = current
    if (parent?.type === "CallExpression" && parent.callee !== current)
      return parent.callee.type === "MemberExpression" && TAKES_RECORDS.test(propertyName(parent.callee) ?? "")
    if (parent?.type === "VariableDeclarator")
      return parent.id.type === "Identifier" && /where|filter|query|criteria|conditions/i.test(parent.id.name)
    if (parent?.type === "Property" && !BELOW.test(propertyName(parent) ?? "")) return false
    if (parent?.type !== "Property" && parent?.type !== "ObjectExpression") return false
    current = parent
  }
  return false
}

/** Whether the client chooses the names of what an expression holds, the owner's among them. */
function isNamedByClient(module: SourceModule, node: Node, owner: string, depth = 0): boolean {
  const inner = bare(node)
  if (depth > MAX_STEPS) return false
  if (REQUEST_PART.test(module.textOf(inner).replace(/\s+/g, "").replaceAll("?.", "."))) return true
  switch (inner.type) {
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      if (binding?.kind !== "variable" || binding.assigned.length > 0 || binding.declaration.type !== "VariableDeclarator") return false
      const { id, init } = binding.declaration
      if (!init) return false
      if (id.type === "Identifier") return isNamedByClient(module, init, owner, depth + 1)
      // `const { page, ...rest } = ctx.query`: whatever is not named before it.
      if (id.type !== "ObjectPattern") return false
      const rest = id.properties.at(-1)
      const isRest = rest?.type === "RestElement" && rest.argument.type === "Identifier" && rest.argument.name === inner.name
      return (
        isRest &&
        !id.properties.some((each) => each.type === "Property" && propertyName(each) === owner) &&
        isNamedByClient(module, init, owner, depth + 1)
      )
    }
    case "LogicalExpression":
      return isNamedByClient(module, inner.left, owner, depth + 1)
    case "ObjectExpression":
      return inner.properties.some((each) => each.type === "SpreadElement" && isNamedByClient(module, each.argument, owner, depth + 1))
    case "CallExpression": {
      // `Object.fromEntries(Object.entries(rest).filter(…))`, `omit(req.query, ["page"])`; what speaks of the owner may take it out.
      const callee = module.textOf(inner.callee).replace(/\s+/g, "")
      if (new RegExp(`["'\`]${owner}["'\`]`).test(module.textOf(inner).slice(0, 2_000))) return false
      if (
        /^(?:Object\.(?:fromEntries|entries|assign)|structuredClone|(?:_|lodash)\.(?:omit|omitBy|pickBy|clone|cloneDeep)|omit|omitBy|pickBy)$/.test(
          callee,
        )
      )
        return inner.arguments.some((each) => isNamedByClient(module, each, owner, depth + 1))
      const method = inner.callee.type === "MemberExpression" ? propertyName(inner.callee) : null
      return (
        inner.callee.type === "MemberExpression" &&
        /^(?:filter|map)$/.test(method ?? "") &&
        isNamedByClient(module, inner.callee.object, owner, depth + 1)
      )
    }
    default:
      return false
  }
}

// A schema of the route knows which names there are.
function isValidated(project: Project, module: SourceModule, node: Node): boolean {
  const route = routeAround(project, module, node)
  return route !== null && validationsOf(project, route).length > 0
}
