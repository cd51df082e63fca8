import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import type { Flow } from "../flow/flow.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

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
  *check({ module, flow }) {
    const where = flow.route === null ? "this handler" : `\`${flow.route}\``
    const call = "callee" in flow.node ? module.textOf(flow.node.callee as Node).replace(/\s+/g, " ") : "the query"
    const edits = bindParameter(module, flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the SQL that \`${call.slice(0, 50)}\` runs`,
      message: `A client of ${where} writes part of this statement through \`${flow.source}\` and can read or change anything the database user may. ${howWeKnow(flow)}`,
      fix: isName(module, flow) ? `A column or direction cannot be bound: look \`${flow.source}\` up in a fixed list and refuse what is not in it.` : parameterAdvice(flow, module),
      confidence: flow.certain ? "high" : "medium",
      ...(edits ? { edits } : {}),
    }
  },
})

function howWeKnow(flow: Flow): string {
  const steps = flow.trace.length
  return flow.certain ? `The value is followed over ${steps} step${steps === 1 ? "" : "s"} to ${flow.technology}.` : `The value is followed over ${steps} steps; the receiver is taken for a ${flow.technology} client by its name.`
}

function parameterAdvice(flow: Flow, module: SourceModule): string {
  const call = module.textOf(flow.node)
  if (/RawUnsafe/.test(call)) return "Use the tagged form, `$queryRaw`…${value}…``: Prisma binds what stands in the holes."
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
  return text.quasis.some((quasi, index) => index < text.expressions.length && /\b(?:ORDER BY|GROUP BY|FROM|INTO|UPDATE|ASC|DESC)\s+["`]?(?:\w+,\s*)?$/i.test(quasi.value.raw))
}

/**
 * `pool.query(`… WHERE id = ${id}`)` becomes `pool.query("… WHERE id = $1", [id])`: only when the text is a template in the call
 * itself, every hole stands for one value and nothing else is passed.
 */
function bindParameter(module: SourceModule, flow: Flow): Edit[] | null {
  const call = flow.node
  const text = bare(flow.argument)
  if (call.type !== "CallExpression" || text.type !== "TemplateLiteral" || isName(module, flow)) return null
  if (/RawUnsafe$/.test(module.textOf(call.callee)) && call.arguments.length === 1 && call.callee.type === "MemberExpression") return tagTemplate(call.callee, text, call)
  const marks = flow.technology === "PostgreSQL" ? "numbered" : flow.technology === "MySQL" ? "question" : null
  if (marks === null || call.arguments.length !== 1 || !flow.certain) return null
  if (!holesStandForValues(text)) return null
  const edits: Edit[] = []
  for (const [index, expression] of text.expressions.entries()) {
    const before = text.quasis[index]
    const after = text.quasis[index + 1]
    if (!before || !after) return null
    // The quotes around a hole belong to the old way.
    const quoted = before.value.raw.endsWith("'") && after.value.raw.startsWith("'")
    const start = before.end - (module.text.slice(before.end - 2, before.end) === "${" ? 2 : 0)
    const open = module.text.lastIndexOf("${", expression.start)
    const close = module.text.indexOf("}", expression.end)
    if (open === -1 || close === -1 || open < text.start || start < text.start) return null
    edits.push({ start: open - (quoted ? 1 : 0), end: close + 1 + (quoted ? 1 : 0), text: marks === "numbered" ? `$${index + 1}` : "?" })
  }
  const values = text.expressions.map((each) => module.textOf(each)).join(", ")
  return [...edits, { start: flow.argument.end, end: flow.argument.end, text: `, [${values}]` }]
}

function tagTemplate(callee: Node & { type: "MemberExpression" }, text: Node & { type: "TemplateLiteral" }, call: Node & { type: "CallExpression" }): Edit[] | null {
  // Prisma binds holes as they are; quotes around one would make it a text.
  if (!holesStandForValues(text) || text.quasis.some((quasi) => /'$/.test(quasi.value.raw))) return null
  const name = callee.property.type === "Identifier" ? callee.property.name.replace("Unsafe", "") : null
  if (name === null) return null
  return [
    { start: callee.property.start, end: text.start, text: name },
    { start: text.end, end: call.end, text: "" },
  ]
}

function holesStandForValues(text: Node & { type: "TemplateLiteral" }): boolean {
  return text.expressions.every((_, index) => /(?:=|<|>|\(|,|LIKE|IN|VALUES|LIMIT|OFFSET|AND|BETWEEN)\s*'?$/i.test(text.quasis[index]?.value.raw ?? ""))
}
