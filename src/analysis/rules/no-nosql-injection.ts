import semver from "semver"
import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown, isPlausible } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { bare, descendants, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noNosqlInjection = defineRule({
  kind: "flow",
  sink: "nosql",
  id: "no-nosql-injection",
  section: "security",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "Request data can put operators into the filter of a query",
  why: 'A JSON body may hold an object where the code expects text: `{ "$ne": null }`, or `{ "not": "" }` with Prisma, matches every record, so a login or a lookup by token succeeds without the secret. A value that is known to be text cannot carry an operator.',
  fix: "Make the value text before it reaches the filter: validate it with a schema, or `String(value)`, or, in MongoDB, `{ $eq: value }`.",
  cwe: ["CWE-943"],
  *check({ project, module, flow }) {
    if (!isPlausible(project, flow)) return
    const call = calleeOf(flow)
    if (runsCode(project, flow)) {
      yield {
        at: flow.node,
        severity: "critical",
        title: `\`${flow.source}\` becomes JavaScript that MongoDB runs for every document`,
        message: `A client of ${entryOf(flow)} writes part of the \`$where\` text through \`${flow.source}\`: a condition that is always true returns every document, an endless loop occupies the database. ${howKnown(flow)}`,
        fix: "Say it with operators (`$gt`, `$expr`) instead of `$where`; they take the value as data.",
      }
      return
    }
    const isPrisma = flow.technology === "Prisma"
    if (!flow.controls.includes("shape") || (!isPrisma && isSanitised(project)) || (isFlatQuery(flow) && !parsesNested(project, module)))
      return
    const field = fieldOf(flow)
    yield {
      at: flow.node,
      title:
        field === null
          ? `\`${flow.source}\` is the filter of \`${call}\``
          : `\`${flow.source}\` can put an operator into \`${field}\` of \`${call}\``,
      message: `${field === null ? `A client of ${entryOf(flow)} writes the whole filter` : `A client of ${entryOf(flow)} who sends \`${isPrisma ? '{ "not": "" }' : '{ "$ne": null }'}\` as \`${flow.source}\` matches ${isPrisma ? "records" : "documents"} without knowing \`${field}\``}: nothing on the way makes sure that it is text. ${howKnown(flow)}`,
      fix:
        field === null
          ? "Pick the fields that may be searched and make each a text."
          : `Make it text: validate the body with a schema, or write \`${field}: String(…)\`${isPrisma ? "" : ` or \`${field}: { $eq: … }\``}.`,
      confidence: flow.certain ? "high" : "medium",
      ...editsFor(module, flow, field),
    }
  },
})

// The filter is written here, or a function of this file makes it.
function runsCode(project: Project, flow: Flow): boolean {
  if (calleeOf(flow).endsWith("$where")) return true
  let filter: Node = bare(flow.argument)
  if (filter.type === "CallExpression") {
    const maker = meaningOf(project, flow.module, filter.callee)
    if (maker?.kind === "function") filter = maker.node
  } else if (filter.type === "Identifier") {
    const declaration = flow.module.bindings.resolve(filter)?.declaration
    if (declaration?.type === "VariableDeclarator" && declaration.init) filter = declaration.init
  }
  for (const node of descendants(filter))
    if (node.type === "Property" && propertyName(node) === "$where" && !isFunction(bare(node.value))) return true
  return false
}

// One call anywhere protects every route.
function isSanitised(project: Project): boolean {
  return project.once("mongo sanitizer", () =>
    project.sourcePaths.some((path) =>
      project.codeMentions(path, /["']express-mongo-sanitize["']|["']mongo-sanitize["']|sanitizeFilter["']?\s*[,:]\s*true/),
    ),
  )
}

function isFlatQuery(flow: Flow): boolean {
  return /\bquery\b|^@Query/.test(flow.source)
}

const FLAT = ["next", "fastify", "koa", "@hapi/hapi", "hono"]

// Express 5 reads `?a[$ne]=1` as the name `a[$ne]` unless the extended parser is chosen.
function parsesNested(project: Project, module: SourceModule): boolean {
  const nest = project.dependsOn(module.path, "@nestjs/common")
  const range = nest ?? project.dependsOn(module.path, "express")
  const lowest = range !== null && semver.validRange(range) ? semver.minVersion(range) : null
  // These never make objects of an address.
  if (lowest === null && FLAT.some((name) => project.dependsOn(module.path, name) !== null)) return false
  if (lowest === null || lowest.major < (nest === null ? 5 : 11)) return true
  return project.once("extended query parser", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /["']query parser["']\s*,\s*(?!["'](?:simple)["']|false)/)),
  )
}

/** The field of the filter that takes the value; `null` when the value is the filter. */
function fieldOf(flow: Flow): string | null {
  const filter = filterOf(flow)
  if (filter.type !== "ObjectExpression") return null
  const last = flow.source.split(".").at(-1) ?? ""
  const properties = filter.properties.flatMap((each) => (each.type === "Property" ? [each] : []))
  const named = properties.find((each) => mentions(each.value, last))
  return (named && propertyName(named)) ?? (properties[0] && propertyName(properties[0])) ?? null
}

// Prisma takes it among other things.
function filterOf(flow: Flow): Node {
  const argument = bare(flow.argument)
  return bare((flow.technology === "Prisma" ? propertyOf(argument, "where") : null) ?? argument)
}

function mentions(value: Node, word: string): boolean {
  for (const node of descendants(value))
    if ((node.type === "Identifier" && node.name === word) || (node.type === "MemberExpression" && propertyName(node) === word)) return true
  return false
}

// `{ email }` becomes `{ email: String(email) }`: what was text stays what it was, an operator becomes "[object Object]".
function editsFor(module: SourceModule, flow: Flow, field: string | null) {
  const filter = filterOf(flow)
  if (filter.type !== "ObjectExpression" || field === null) return {}
  const property = filter.properties.find((each) => each.type === "Property" && propertyName(each) === field)
  if (property?.type !== "Property") return {}
  const value = bare(property.value)
  if (value.type !== "Identifier" && value.type !== "MemberExpression") return {}
  const text = `String(${module.writtenOf(property.value)})`
  return {
    edits: [
      property.shorthand
        ? { start: property.start, end: property.end, text: `${field}: ${text}` }
        : { start: property.value.start, end: property.value.end, text },
    ],
  }
}
