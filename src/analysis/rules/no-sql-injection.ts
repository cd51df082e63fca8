import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noSqlInjection = defineRule({
  kind: "flow",
  sink: "sql",
  id: "no-sql-injection",
  section: "security",
  practice: "database",
  severity: "critical",
  confidence: "high",
  title: "Request data becomes part of an SQL text",
  why: "Whoever sends the request writes part of the statement and can read or change every row the service may touch. Bound parameters keep data out of the statement; names that cannot be bound come from a fixed list.",
  fix: "Pass the value as a bound parameter; take column names and sort directions from a fixed list.",
  cwe: ["CWE-89"],
  *check({ project, module, flow }) {
    const call = calleeOf(flow)
    const edits = bindParameter(project, module, flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the SQL that \`${call}\` runs`,
      message: `A client of ${entryOf(flow)} writes part of this statement through \`${flow.source}\` and can read or change anything the database user may. ${howKnown(flow)}`,
      fix: isName(module, flow)
        ? `A column or direction cannot be bound: look \`${flow.source}\` up in a fixed list and refuse what is not in it.`
        : parameterAdvice(flow, module),
      confidence: flow.certain && flow.exported === null ? "high" : "medium",
      // Whether a caller passes on what strangers send is not to be seen here.
      ...(flow.exported === null ? {} : { severity: "high" as const }),
      ...(edits ? { edits } : {}),
    }
  },
})

function parameterAdvice(flow: Flow, module: SourceModule): string {
  const call = module.textOf(flow.node)
  if (/RawUnsafe/.test(call))
    return "Use the tagged form ``$queryRaw`…${value}…` ``, where Prisma binds what stands in the holes, or write `$1` and pass the value as the next argument."
  switch (flow.technology) {
    case "PostgreSQL":
      return "Write `$1` where the value stands and pass `[value]` as the second argument."
    case "MySQL":
    case "Knex":
    case "SQLite":
      return "Write `?` where the value stands and pass the value separately."
    case "Sequelize":
      return "Write `:name` where the value stands and pass `{ replacements: { name } }`."
    case "TypeORM":
      return "Write a parameter (`:name` in a query builder, `$1` in `query`) and pass the value separately."
    default:
      return "Pass the value as a bound parameter."
  }
}

// `ORDER BY ${sort}`: what follows is a name, which no driver can bind.
function isName(module: SourceModule, flow: Flow): boolean {
  const text = bare(flow.argument)
  if (text.type !== "TemplateLiteral") return /\b(?:ORDER BY|GROUP BY)\b[^'"`]*$/i.test(module.textOf(text))
  return text.quasis.some(
    (quasi, index) =>
      index < text.expressions.length && /\b(?:ORDER BY|GROUP BY|FROM|INTO|UPDATE|ASC|DESC)\s+["`]?(?:\w+,\s*)?$/i.test(quasi.value.raw),
  )
}

/**
 * Binds the values of a template that stands in the call itself: `… WHERE id = ${id}` becomes `… WHERE id = $1` and `[id]`.
 * Holes that are names stay; when one of them is what the sender writes, the proof fails and the advice stays prose.
 */
function bindParameter(project: Project, module: SourceModule, flow: Flow): Edit[] | null {
  const call = flow.node
  const text = bare(flow.argument)
  if (call.type !== "CallExpression" || text.type !== "TemplateLiteral" || call.arguments.length !== 1) return null
  const holes = text.expressions.map((expression, index) => holeAt(module, text, expression, index))
  if (holes.some((hole) => hole === null)) return null
  const bound = (holes as Hole[]).filter((hole) => hole.isValue)
  if (bound.length === 0) return null
  const isPrisma = flow.technology === "Prisma"
  const marks = marksOf(project, flow)
  if (marks === null || (!isPrisma && !flow.certain)) return null
  // Prisma sends texts as texts: PostgreSQL would then refuse to compare them with a number or a UUID.
  if (isPrisma && marks === "numbered" && !bound.every((hole) => hole.isPattern)) return null
  const values = bound.map((hole) => hole.value).join(", ")
  return [
    ...bound.map((hole, index) => ({ start: hole.start, end: hole.end, text: marks === "numbered" ? `$${index + 1}` : "?" })),
    { start: flow.argument.end, end: flow.argument.end, text: isPrisma ? `, ${values}` : `, [${values}]` },
  ]
}

interface Hole {
  readonly start: number
  readonly end: number
  /** The expression to bind, with what stood around the hole inside its quotes. */
  readonly value: string
  readonly isValue: boolean
  /** The right side of LIKE, in quotes: certainly a text. */
  readonly isPattern: boolean
}

function holeAt(module: SourceModule, text: Node & { type: "TemplateLiteral" }, expression: Node, index: number): Hole | null {
  const before = text.quasis[index]?.value.raw ?? ""
  const after = text.quasis[index + 1]?.value.raw ?? ""
  const open = module.text.lastIndexOf("${", expression.start)
  const close = module.text.indexOf("}", expression.end)
  if (open < text.start || close === -1 || close > text.end) return null
  const left = /'([%_]*)$/.exec(before)
  const right = /^([%_]*)'/.exec(after)
  const code = module.textOf(expression)
  if (left && right) {
    const around = `${left[1]}${right[1]}` !== ""
    const value = around ? `\`${left[1]}\${${code}}${right[1]}\`` : code
    return {
      start: open - left[0].length,
      end: close + 1 + right[0].length,
      value,
      isValue: true,
      isPattern: /\bI?LIKE\s*'[%_]*$/i.test(before),
    }
  }
  const isValue =
    /(?:[=<>(]|,|\b(?:LIKE|ILIKE|LIMIT|OFFSET|AND|BETWEEN))\s*$/i.test(before) &&
    !/\b(?:ORDER|GROUP)\s+BY\b[^)]*$/i.test(before) &&
    !/\b(?:INTO|TABLE)\b[^)]*$/i.test(before.slice(-40))
  return { start: open, end: close + 1, value: code, isValue, isPattern: false }
}

function marksOf(project: Project, flow: Flow): "numbered" | "question" | null {
  if (flow.technology === "PostgreSQL") return "numbered"
  if (flow.technology === "MySQL") return "question"
  if (flow.technology !== "Prisma") return null
  for (const [path, { text }] of project.tree.files) {
    const provider = path.endsWith(".prisma") ? /datasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"(\w+)"/.exec(text)?.[1] : undefined
    if (provider !== undefined)
      return provider === "postgresql" || provider === "cockroachdb"
        ? "numbered"
        : provider === "mysql" || provider === "sqlite"
          ? "question"
          : null
  }
  return null
}
