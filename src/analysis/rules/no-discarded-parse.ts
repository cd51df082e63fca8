import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { oneLine } from "../flow/wording.ts"
import { canonicalPath } from "../model-index.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

const METHOD = /^(?:parse|parseAsync|safeParse|safeParseAsync|spa|validate|validateSync|validateAsync)$/
const BODY = /^_?(?:req|request|ctx\.request|context\.request|ctx\.req)\.body$/
const READ_BODY = /^(?:await\s+)?_?(?:req|request|ctx\.req|c\.req|ctx\.request|context\.req)\.json\(\)$/
const STORES =
  /^(?:create|update|edit|save|insert|upsert|add|store|register|replace|patch|modify|find(?:One|ById)AndUpdate|bulk_?create)(?=[A-Z_]|(?:One|Many|All|Async)?$)/
// What is written down elsewhere than in the record.
const ELSEWHERE = /log|audit|queue|job|event|metric|track|cache|history|analytic|notif|webhook|mail|header|breadcrumb/i
// With these the schema refuses what it does not know, or keeps it.
const KEEPS =
  /\.strict\(|\bstrictObject\(|\.passthrough\(|\blooseObject\(|\.catchall\(|\.loose\(|\bobjectWithRest\(|\.unknown\(|\bnoUnknown\(/
const OBJECT = /\b(?:object|interface)\(/
const MAX_SCHEMA = 12_000
const MAX_DEPTH = 3

export const noDiscardedParse = defineRule({
  kind: "source",
  id: "no-discarded-parse",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "What the schema lets through is thrown away, and what was sent is stored",
  why: "A schema of zod takes out the fields it does not know, but only of what it returns. Code that throws this away and goes on with the body stores whatever else was sent: a role, an owner, a price.",
  fix: "Take what the schema returns, and hand on that.",
  cwe: ["CWE-915", "CWE-20"],
  needs: {
    path: "server",
    words: [
      "parse body",
      "parseAsync body",
      "safeParse body",
      "safeParseAsync body",
      "spa body",
      "validate body",
      "validateSync body",
      "validateAsync body",
      "parse json",
      "parseAsync json",
      "safeParse json",
      "safeParseAsync json",
      "spa json",
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const check = checkIn(project, module, call)
      const around = check && enclosingFunction(call)
      if (!check || !around || !isThrownAway(module, call, around)) continue
      const stored = storedRaw(project, module, check, call, around)
      if (!stored || !dropsUnknown(project, module, check.schema)) continue
      const callee = oneLine(module.textOf(call.callee))
      const raw = oneLine(module.textOf(check.raw))
      const target = oneLine(module.textOf(stored.callee))
      const schema = oneLine(module.textOf(check.schema))
      yield {
        at: call,
        title: `\`${callee}\` takes fields out of what it returns, and \`${target}\` gets \`${raw}\``,
        message: `A client sets fields that \`${schema}\` does not know by sending them along: they are gone only from what \`${callee}\` returns, which nobody takes, and \`${target}\` gets \`${raw}\` as it was sent.`,
        fix: `Keep what \`${callee}\` returns and hand that to \`${target}\`, or make the schema strict.`,
      }
    }
  },
})

interface Check {
  readonly schema: Node
  /** The whole body, as the check gets it. */
  readonly raw: Node
}

/** A call that gives the body without the fields a schema does not know. */
function checkIn(project: Project, module: SourceModule, call: Call): Check | null {
  const callee = bare(call.callee)
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  if (name === null || !METHOD.test(name)) return null
  const [first, second] = call.arguments
  if (first && callee.type === "MemberExpression" && isBody(module, first)) {
    const path = pathOf(project, module, callee)
    const isParse = /arse|^spa$/.test(name)
    if (isParse ? !/^zod\b/.test(path) : !(/^(?:yup|joi|@hapi\/joi)\b/.test(path) && propertyOf(second, "stripUnknown"))) return null
    return { schema: callee.object, raw: first }
  }
  // `v.parse(schema, req.body)` of valibot
  return first && second && isBody(module, second) && /^valibot\.(?:safeP|p)arse(?:Async)?$/.test(pathOf(project, module, callee))
    ? { schema: first, raw: second }
    : null
}

function pathOf(project: Project, module: SourceModule, node: Node): string {
  return canonicalPath(originOf(project, module, node) ?? "")
}

// `req.body`, and `body` of `const body = await req.json()`
function isBody(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "MemberExpression") return BODY.test(module.textOf(inner))
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
  if (!init || !binding || binding.assigned.length > 0) return false
  const text = module.textOf(init)
  return text.length < 60 && (BODY.test(text) || READ_BODY.test(text))
}

/** Whether nobody takes the data out of what a call gives. */
function isThrownAway(module: SourceModule, call: Call, around: FunctionNode): boolean {
  let given: Node = call
  while (given.parent && given.parent.type !== "CallExpression" && bare(given.parent) === call) given = given.parent
  const { parent } = given
  if (parent?.type === "ExpressionStatement") return true
  // `if (!schema.safeParse(req.body).success) …`
  if (parent?.type === "MemberExpression") return parent.object === given && propertyName(parent) === "success"
  if (parent?.type !== "VariableDeclarator" || parent.init !== given) return false
  const { id } = parent
  const isVerdict = (name: string | null) => name !== null && /^(?:success|error|issues)$/.test(name)
  if (id.type === "ObjectPattern") return id.properties.every((each) => each.type === "Property" && isVerdict(propertyName(each)))
  const binding = id.type === "Identifier" ? module.bindings.resolve(id) : null
  return (
    binding !== null &&
    usesOf(module, binding, around).every(
      ({ parent: above, ...use }) =>
        above?.type === "MemberExpression" && above.object.start === use.start && isVerdict(propertyName(above)),
    )
  )
}

/** The call below the check that stores the body as it came. */
function storedRaw(project: Project, module: SourceModule, { raw }: Check, call: Call, around: FunctionNode): Call | null {
  const inner = bare(raw)
  const text = module.textOf(inner)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const isRaw = (node: Node) =>
    node.type === inner.type &&
    (binding ? node.type === "Identifier" && module.bindings.resolve(node) === binding : module.textOf(node) === text)
  let stored: Call | null = null
  for (const node of descendants(around)) {
    if (!isRaw(node)) continue
    const above = wholeIn(node)
    // What replaces the body, and a second look at it that is used, come to the same as a check that is used.
    if (above?.type === "AssignmentExpression" && above.left === node) return null
    if (above?.type !== "CallExpression" || above === call) continue
    const check = checkIn(project, module, above)
    if (check && !isThrownAway(module, above, around)) return null
    if (stored === null && node.start > call.end && !check && stores(project, module, above, node, 0)) stored = above
  }
  return stored
}

/** What takes a value as a whole: `update(id, body)`, `create({ ...body })`, `update({ data: body })`; the value itself where it is read in parts. */
function wholeIn(node: Node): Node | null {
  let below: Node = node
  for (let above = node.parent; above; above = above.parent) {
    switch (above.type) {
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "ParenthesizedExpression":
      case "SpreadElement":
      case "ObjectExpression":
      case "TSSatisfiesExpression":
        break
      case "Property": {
        const name = propertyName(above)
        if (above.value !== below || name === null || !/^(?:data|create|update|\$set|body|values)$/.test(name)) return null
        break
      }
      case "CallExpression":
        return above.callee === below ? null : above
      case "AssignmentExpression":
        return above
      default:
        return null
    }
    below = above
  }
  return null
}

/** Whether a call keeps what it is given whole, as far as its own code can be followed. */
function stores(project: Project, module: SourceModule, call: Call, value: Node, depth: number): boolean {
  const callee = bare(call.callee)
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  if (name === null || ELSEWHERE.test(module.textOf(callee).slice(0, 200))) return false
  if (callFacts(project, module, call).facts.includes("db-write")) return true
  if (!STORES.test(name)) return false
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind !== "function") return meaning?.kind !== "external" || !meaning.path.startsWith("globalThis.")
  const at = call.arguments.findIndex((each) => each.start <= value.start && value.end <= each.end)
  return !picks(project, meaning.module, meaning.node, at, depth)
}

/** Whether a function takes single fields out of a parameter by name and lets nothing else of it go on. */
function picks(project: Project, module: SourceModule, node: FunctionNode, at: number, depth: number): boolean {
  const given = node.params[at]
  const parameter = given?.type === "AssignmentPattern" ? given.left : given
  if (!parameter || depth > MAX_DEPTH) return false
  if (parameter.type === "ObjectPattern") return hasNoRest(parameter)
  const binding = parameter.type === "Identifier" ? module.bindings.resolve(parameter) : null
  return (
    binding !== null && node.body !== null && usesOf(module, binding, node).every((use) => isPart(project, module, use, binding, depth))
  )
}

function hasNoRest(pattern: Node & { type: "ObjectPattern" }): boolean {
  return pattern.properties.every((each) => each.type === "Property")
}

function isPart(project: Project, module: SourceModule, use: Node, binding: Binding, depth: number): boolean {
  const { parent } = use
  if (use === binding.identifier) return true
  if (parent?.type === "MemberExpression") return parent.object === use
  if (parent?.type === "VariableDeclarator") return parent.id.type === "ObjectPattern" && hasNoRest(parent.id)
  if (parent?.type === "IfStatement" || parent?.type === "UnaryExpression" || parent?.type === "LogicalExpression") return true
  const above = wholeIn(use)
  if (above?.type !== "CallExpression") return false
  const meaning = meaningOf(project, module, above.callee)
  if (meaning?.kind !== "function")
    return checkIn(project, module, above) !== null || /^(?:console|log(?:ger)?)\b/.test(module.textOf(above.callee))
  const at = above.arguments.findIndex((each) => each.start <= use.start && use.end <= each.end)
  return picks(project, meaning.module, meaning.node, at, depth + 1)
}

/** Whether a schema is one of an object that takes out what it does not know; one that cannot be read is not. */
function dropsUnknown(project: Project, module: SourceModule, schema: Node, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  const place = definitionOf(project, module, schema)
  if (!place || isFunction(place.node) || place.node.type === "Program") return false
  const text = place.module.textOf(place.node)
  if (text.length > MAX_SCHEMA || KEEPS.test(text)) return false
  // `base.extend({ … })`, `base.partial()`
  const root = rootOf(place.node)
  if (root && root !== place.node && root.type === "Identifier" && definitionOf(project, place.module, root) !== null)
    return dropsUnknown(project, place.module, root, depth + 1)
  return (
    OBJECT.test(text.slice(0, 300)) &&
    /^(?:\w+\s*\.)?\s*(?:object|interface|partial|required|pick|omit|pipe)\(/.test(text.replace(/\s+/g, " ").replace(/ \./g, "."))
  )
}

function rootOf(node: Node): Node | null {
  let inner = bare(node)
  for (let step = 0; step < 50; step++) {
    if (inner.type === "CallExpression") inner = bare(inner.callee)
    else if (inner.type === "MemberExpression") inner = bare(inner.object)
    else return inner
  }
  return null
}
