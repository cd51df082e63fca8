import { deletedAt } from "../change/deleted-at.ts"
import { isExamplePath } from "../classify.ts"
import { graphqlTypes } from "../contracts/graphql-schema.ts"
import type { SchemaType } from "../contracts/graphql-schema.ts"
import { defineRule } from "../rule.ts"
import type { Spot } from "../rule.ts"

export const noBrokenGraphqlContract = defineRule({
  kind: "change",
  id: "no-broken-graphql-contract",
  section: "maintainability",
  practice: "api-design",
  severity: "medium",
  confidence: "high",
  title: "The GraphQL schema breaks queries that clients send today",
  why: "A query that names one field too many, or leaves out one argument that became required, is refused as a whole. Clients in browsers and telephones keep sending it long after the deployment.",
  fix: "Mark it with `@deprecated` and remove it when nobody asks for it any more; add new arguments as optional or with a default.",
  cwe: [],
  *check({ base, head, diff }) {
    const files = diff.files.filter(
      (file) => file.oldPath !== null && /\.(?:graphqls?|gql)$/.test(file.oldPath) && !isExamplePath(file.path),
    )
    if (files.length === 0) return
    const before = graphqlTypes(base)
    const after = graphqlTypes(head)
    for (const file of files) {
      const old = [...before].filter(([, type]) => type.path === file.oldPath)
      const breaks = old.flatMap(([name, type]) => [...compare(name, type, after.get(name))])
      const first = breaks[0]
      if (!first) continue
      const shown = breaks.slice(0, 4).map((each) => each.what)
      const text = (file.status === "deleted" ? null : head.textOf(file.path)) ?? ""
      yield {
        path: file.path,
        at: first.gone ? goneAt(base.textOf(file.oldPath ?? "") ?? "", file, first) : presentAt(text, first),
        title: `${first.what}${breaks.length === 1 ? "" : `, and ${breaks.length - 1} more`}`.replaceAll("`", ""),
        message: `${consequenceOf(breaks)}: ${shown.join("; ")}${breaks.length > shown.length ? `; and ${breaks.length - shown.length} more` : ""}.`,
        key: breaks.map((each) => each.what).join(" "),
      }
    }
  },
})

// What may be missing is still answered; a client that counts on it fails by itself.
function consequenceOf(breaks: readonly SchemaBreak[]): string {
  return breaks.every(({ isNullable }) => isNullable)
    ? "Clients that were written for a value that is always there fail where it is not"
    : "Queries that clients send today are refused after this change"
}

interface SchemaBreak {
  readonly what: string
  /** The same value as before, but for that it may be `null` now. */
  readonly isNullable?: true
  readonly type: string
  readonly field: string | null
  readonly gone: boolean
}

function* compare(name: string, before: SchemaType, after: SchemaType | undefined): Generator<SchemaBreak> {
  if (!after) {
    yield { what: `the type \`${name}\` is gone`, type: name, field: null, gone: true }
    return
  }
  for (const [key, field] of before.fields) {
    const now = after.fields.get(key)
    const label = `\`${name}.${key}\``
    if (!now) {
      // Announced long ago.
      if (!field.deprecated) yield { what: `${label} is gone`, type: name, field: key, gone: true }
      continue
    }
    if (before.kind === "output" && !fits(field.type, now.type) && field.type.replaceAll("!", "") === now.type.replaceAll("!", ""))
      yield {
        what: `${label} may be \`null\`: \`${now.type}\` instead of \`${field.type}\``,
        isNullable: true,
        type: name,
        field: key,
        gone: false,
      }
    else if (before.kind === "output" && !fits(field.type, now.type))
      yield { what: `${label} is \`${now.type}\` instead of \`${field.type}\``, type: name, field: key, gone: false }
    if (before.kind === "input" && !fits(now.type, field.type))
      yield { what: `${label} has to be \`${now.type}\` instead of \`${field.type}\``, type: name, field: key, gone: false }
    for (const [argument, { type, required }] of now.arguments) {
      const old = field.arguments.get(argument)
      if (required && old?.required !== true)
        yield { what: `${label} now requires the argument \`${argument}\``, type: name, field: key, gone: false }
      else if (old && !fits(type, old.type) && !required)
        yield {
          what: `the argument \`${argument}\` of ${label} is \`${type}\` instead of \`${old.type}\``,
          type: name,
          field: key,
          gone: false,
        }
    }
    for (const argument of field.arguments.keys())
      if (!now.arguments.has(argument))
        yield { what: `${label} no longer takes the argument \`${argument}\``, type: name, field: key, gone: false }
  }
  if (before.kind === "input")
    for (const [key, field] of after.fields)
      if (field.required && !before.fields.has(key))
        yield { what: `\`${name}.${key}\` is new and required`, type: name, field: key, gone: false }
}

/** Whether whoever can read the wider type can read the narrower one: `String!` where `String` was promised. */
function fits(wider: string, narrower: string): boolean {
  if (wider === narrower) return true
  if (narrower.endsWith("!")) return fits(wider.replace(/!$/, ""), narrower.slice(0, -1))
  if (wider.startsWith("[") && narrower.startsWith("[") && wider.endsWith("]") && narrower.endsWith("]"))
    return fits(wider.slice(1, -1), narrower.slice(1, -1))
  return false
}

function goneAt(text: string, file: Parameters<typeof deletedAt>[0], { type, field }: SchemaBreak): Spot {
  const line = lineOf(text, type, field)
  return line === 0 ? "file" : deletedAt(file, line)
}

function presentAt(text: string, { type, field }: SchemaBreak): Spot {
  const line = lineOf(text, type, field)
  return line === 0 ? "file" : { line }
}

function lineOf(text: string, type: string, field: string | null): number {
  const lines = text.split("\n")
  const start = lines.findIndex((line) => new RegExp(`\\b(?:type|interface|input|enum|union|scalar)\\s+${type}\\b`).test(line))
  if (start === -1 || field === null) return start + 1
  const found = lines.findIndex((line, index) => index > start && new RegExp(`^\\s*(?:\\|\\s*)?${field}\\b`).test(line))
  return (found === -1 ? start : found) + 1
}
