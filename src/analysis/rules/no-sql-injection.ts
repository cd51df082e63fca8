import { bindParameters } from "../database/bind-parameters.ts"
import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { bare } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What is asked in a language of its own, and is as easily led astray.
const LANGUAGES: Readonly<Record<string, string>> = {
  Neo4j: "Cypher",
  Cassandra: "CQL",
  InfluxDB: "query",
  DynamoDB: "PartiQL or condition",
}

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
    // Names become aliases in a condition, which DynamoDB refuses unless they are plain.
    if (flow.technology === "DynamoDB" && flow.source.startsWith("Object.keys(")) return
    if (flow.marks.includes("sql-quoted") && closesWithQuotesOnly(project, flow)) return
    const language = LANGUAGES[flow.technology] ?? "SQL"
    const edits = bindParameters(project, module, flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the ${language} that \`${call}\` runs`,
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

// Elsewhere a backslash in front of a doubled quote ends the text: `\'' OR 1=1`.
function closesWithQuotesOnly(project: Project, { technology }: Flow): boolean {
  if (technology === "PostgreSQL" || technology === "SQLite") return true
  return (
    technology === "Prisma" &&
    project.once("Prisma of PostgreSQL", () => {
      const providers = [...project.tree.files.keys()]
        .filter((path) => path.endsWith(".prisma"))
        .flatMap((path) =>
          [...(project.codeOf(path) ?? "").matchAll(/^[ \t]*provider[ \t]*=[ \t]*"(\w+)"/gm)].map((match) => match[1] ?? ""),
        )
      const databases = providers.filter((each) => /^(?:postgres|postgresql|cockroachdb|sqlite|sqlserver|mysql|mongodb)$/.test(each))
      return databases.length > 0 && databases.every((each) => each !== "mysql" && each !== "mongodb")
    })
  )
}

function parameterAdvice(flow: Flow, module: SourceModule): string {
  const call = module.textOf(flow.node)
  if (/RawUnsafe/.test(call))
    return "Use the tagged form ``$queryRaw`…${value}…` ``, where Prisma binds what stands in the holes, or write `$1` and pass the value as the next argument."
  if (flow.technology === "Prisma" && /(?:^|\.)raw$/.test(calleeOf(flow)))
    return "Put the value into a hole of the tagged text itself, where Prisma binds it; `raw` takes a text as it is, and is for names from a fixed list."
  switch (flow.technology) {
    case "PostgreSQL":
      return "Write `$1` where the value stands and pass `[value]` as the second argument."
    case "MySQL":
    case "Knex":
    case "SQLite":
      return "Write `?` where the value stands and pass the value separately."
    case "Neo4j":
      return "Write `$name` where the value stands and pass `{ name }` as the second argument."
    case "Cassandra":
      return "Write `?` where the value stands and pass the values as the second argument, with `{ prepare: true }`."
    case "InfluxDB":
      return "Write it with the tag that quotes values: ``flux`…${value}…` ``, or `Influx.escape.stringLit(…)` with the first version."
    case "DynamoDB":
      return "Write `?` in a PartiQL statement and pass `Parameters`; in a condition write `:value` and pass `ExpressionAttributeValues`."
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
  // `"${name}"` is a name in quotes.
  if (text.type === "TemplateLiteral" && text.quasis.length === 2 && text.quasis.every(({ value }) => /^["`]$/.test(value.cooked ?? "")))
    return true
  if (text.type !== "TemplateLiteral") return /\b(?:ORDER BY|GROUP BY)\b[^'"`]*$/i.test(module.textOf(text))
  return text.quasis.some(
    (quasi, index) =>
      index < text.expressions.length && /\b(?:ORDER BY|GROUP BY|FROM|INTO|UPDATE|ASC|DESC)\s+["`]?(?:\w+,\s*)?$/i.test(quasi.value.raw),
  )
}
