import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { unboundedPageSize } from "../calls/page-size.ts"
import type { PageSize } from "../calls/page-size.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { routeAround } from "../routes/handler-around.ts"
import { validationsOf } from "../routes/validations.ts"
import { bare, enclosingFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const REQUEST = /^(?:req|request|ctx|context|c)(?:\.(?:request|req))?\.(?:query|body|params)(?:\.\w+|\[["']\w+["']\])?$/
// A bound anywhere around it: `Math.min`, a comparison, a schema of a validator.
const BOUNDED =
  /Math\.min\(|\bclamp\(|\bmaximum\b|(?<!Math)\.max\(|@Max\(|\.lte\(|\bmaxLimit|MAX_|isInt\(\s*\{|\.parse\(|\.safeParse\(|\.validate\w*\(/

const LIMIT = /\bLIMIT\s+(?:\$(\d{1,2})\b|:(\w{1,40})\b|\?(\s*,\s*\?)?)/i
const MAX_STATEMENT = 5_000

export const noUnboundedPageSize = defineRule({
  kind: "source",
  id: "no-unbounded-page-size",
  section: "performance",
  practice: "api-design",
  severity: "medium",
  confidence: "high",
  title: "The client decides how many rows one request reads",
  why: "A page size from the query string without an upper bound is no pagination: `?limit=1000000` reads the whole table into memory, and a few such requests at the same time take the process down.",
  fix: "Cap the page size.",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const limit = limitOf(project, module, node)
      const around = enclosingFunction(node)
      if (!limit || !around) continue
      const source = requestValue({ project, module }, limit, 0)
      if (!source) {
        const size = unboundedPageSize(project, module, limit)
        const reach = size && reachOf(project, node)
        if (size && reach) yield fromElsewhere(module, limit, size, reach.route)
        continue
      }
      const text = module.textOf(around)
      const name = limit.type === "Identifier" ? limit.name : null
      if (BOUNDED.test(text) || (name !== null && new RegExp(`\\b${name.replace(/\$/g, "\\$")}\\s*[><]`).test(text))) continue
      const reach = reachOf(project, node)
      if (!reach || (isValidatedFile(module) && !isPlainRoute(project, module, node))) continue
      yield {
        at: limit,
        title: `\`${source}\` decides how many rows are read, without a maximum`,
        message: `Nothing caps \`${source}\`: \`${reach.route}\` with a limit of a million loads that many rows into memory, and a few such requests at once take the process down.`,
        fix: "`Math.min(…, 100)`, or a maximum in the schema that validates the query.",
        edits: [
          { start: limit.start, end: limit.start, text: "Math.min(" },
          {
            start: limit.end,
            end: limit.end,
            text: `${/^(?:Number|parseInt|Number\.parseInt)\(|^\+/.test(module.textOf(limit)) || limit.type === "Identifier" ? "" : " || 20"}, 100)`,
          },
        ],
      }
    }
  },
})

// A number that came in elsewhere, through a schema, a helper or a caller.
function fromElsewhere(module: SourceModule, limit: Node, { name, path, line, isChecked }: PageSize, route: string): Draft {
  return {
    at: limit,
    confidence: "medium",
    title: `\`${name}\` decides how many rows are read, without a maximum`,
    message: `Nothing caps \`${name}\` (${path}:${line})${isChecked ? ", whose check names no largest value" : ""}: \`${route}\` with \`?${name}=1000000\` loads that many rows into memory, and a few such requests at once take the process down.`,
    fix: isChecked ? "A maximum in the check, `.max(100)`." : "`Math.min(…, 100)`, or a maximum in a schema that validates the query.",
    trace: [
      { path, line, what: isChecked ? `checks \`${name}\` and names no maximum` : `reads \`${name}\` of the query string` },
      { path: module.path, line: module.lineOf(limit), what: "reads that many rows" },
    ],
  }
}

/** The expression that says how many rows a query of a known library reads; `null` for other calls. */
function limitOf(project: Project, module: SourceModule, call: Call): Node | null {
  const { facts, path, method } = callFacts(project, module, call)
  if (facts.includes("db-list")) {
    const found = propertyOf(call.arguments[0], "take") ?? propertyOf(call.arguments[0], "limit")
    if (found) return bare(found)
    const options = propertyOf(call.arguments[2], "limit") ?? propertyOf(call.arguments[1], "limit")
    return options ? bare(options) : null
  }
  const ofStatement = facts.includes("db-read") ? statementLimit(call) : null
  if (ofStatement) return ofStatement
  if (
    (method === "limit" || method === "take") &&
    path !== null &&
    /^(?:mongoose|mongodb|knex|drizzle-orm|typeorm|kysely|objection|firebase-admin|@google-cloud\/firestore)\b/.test(path)
  )
    return call.arguments[0] ? bare(call.arguments[0]) : null
  return null
}

// `pool.query("SELECT … LIMIT $1 OFFSET $2", [limit, offset])`, with `?` in the place of `$1`, or `:limit` and an object.
function statementLimit(call: Call): Node | null {
  const [first, second] = call.arguments
  const statement = stringOf(first) ?? stringOf(propertyOf(first, "text")) ?? stringOf(propertyOf(first, "sql"))
  const given = propertyOf(first, "values") ?? second
  const values = given && bare(given)
  if (statement === null || statement.length > MAX_STATEMENT || !/^\s*(?:SELECT|WITH)\b/i.test(statement)) return null
  const match = LIMIT.exec(statement)
  if (!match || !values) return null
  const [, numbered, named, skipped] = match
  if (named !== undefined) {
    const value = propertyOf(values, named)
    return value && bare(value)
  }
  if (values.type !== "ArrayExpression") return null
  const before = statement.slice(0, match.index).split("?").length - 1
  // MySQL's `LIMIT ?, ?` begins with how many are left out.
  const index = numbered === undefined ? before + (skipped === undefined ? 0 : 1) : Number(numbered) - 1
  const value = values.elements[index]
  return value && value.type !== "SpreadElement" ? bare(value) : null
}

interface Place {
  readonly project: Project
  readonly module: SourceModule
}

// `Number(x)`, and a function of the repository that is called like it and compares with nothing.
function convertsOnly({ project, module }: Place, callee: Node): boolean {
  const name = module.textOf(callee)
  if (/^(?:Number|parseInt|Number\.parseInt)$/.test(name)) return true
  if (!/^(?:\w+\.)?(?:to|as|parse)(?:Number|Int|Integer)$/.test(name)) return false
  const meaning = meaningOf(project, module, callee)
  return meaning?.kind === "function" && !/[<>]|Math\.min|clamp|max/i.test(meaning.module.textOf(meaning.node).replaceAll("=>", ""))
}

/** The request's value behind an expression as the code writes it, `req.query.limit`; `null` when it comes from elsewhere. */
function requestValue(place: Place, expression: Node, depth: number): string | null {
  const { module } = place
  const node = bare(expression)
  if (depth > 4) return null
  switch (node.type) {
    case "MemberExpression": {
      const text = module.textOf(node).replace(/\?\./g, ".")
      return REQUEST.test(text) && propertyName(node) !== "query" && propertyName(node) !== "body" ? text : null
    }
    case "UnaryExpression":
      return node.operator === "+" ? requestValue(place, node.argument, depth + 1) : null
    case "LogicalExpression":
      return requestValue(place, node.left, depth + 1)
    case "CallExpression": {
      // `Math.max(1, …)` holds the lower end.
      if (module.textOf(node.callee) === "Math.max")
        return node.arguments.map((each) => requestValue(place, each, depth + 1)).find((each) => each !== null) ?? null
      const [first] = node.arguments
      return first && convertsOnly(place, node.callee) ? requestValue(place, first, depth + 1) : null
    }
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (binding?.declaration.type !== "VariableDeclarator" || !binding.declaration.init || binding.assigned.length > 0) return null
      if (binding.pattern.length === 0) return requestValue(place, binding.declaration.init, depth + 1)
      const from = module.textOf(binding.declaration.init).replace(/\?\./g, ".")
      return /\.(?:query|body|params)$/.test(from) && REQUEST.test(from) ? `${from}.${String(binding.pattern[0])}` : null
    }
    default:
      return null
  }
}

// Fastify and celebrate-like schemas stand beside the handler.
function isValidatedFile(module: SourceModule): boolean {
  return /\bmaximum\s*:|(?<!Math)\.max\(|querystring\s*:|\bcelebrate\(|zValidator\(|checkSchema\(/.test(module.code)
}

/** Whether nothing at all runs before the handler around a node that could check the request. */
function isPlainRoute(project: Project, module: SourceModule, node: Node): boolean {
  const route = routeAround(project, module, node)
  return route !== null && route.middleware.length === 0 && validationsOf(project, route).length === 0
}
