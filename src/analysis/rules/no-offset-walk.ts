import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Loop = Node & { type: "ForStatement" | "WhileStatement" | "DoWhileStatement" }

const SKIPS = ["skip", "offset"] as const
const DATABASE = /^(?:mongoose|mongodb|knex|drizzle-orm|typeorm|@prisma\/client|sequelize|kysely)\b/

export const noOffsetWalk = defineRule({
  kind: "source",
  id: "no-offset-walk",
  section: "performance",
  practice: "database",
  severity: "low",
  confidence: "medium",
  title: "A walk through a table counts the rows it has read before",
  why: "The database reads and throws away every row that an OFFSET skips, so page after page the walk reads the table from its beginning: twice the rows are four times the work. Rows that others insert or delete meanwhile move the pages, and some are read twice or never.",
  fix: "Continue behind the last row: `WHERE id > $last ORDER BY id LIMIT n`.",
  cwe: ["CWE-1050"],
  needs: { path: "server", text: [/\boffset\b|\bskip\b/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const skipped = skippedBy(project, module, node)
      const name = skipped ? countedIn(module, skipped) : null
      if (!skipped || name === null) continue
      const [statement] = node.arguments
      const offset = statement ? offsetIn(module, statement) : null
      yield {
        at: { start: node.start, end: Math.min(node.end, node.start + 160) },
        title: "Each page reads all rows before it again",
        message: `The loop goes through the whole table with a growing \`${name}\`: for each page the database reads and drops all rows of the pages before, and rows that are inserted or deleted meanwhile make it skip others or meet them twice.`,
        ...(offset === null
          ? {}
          : { trace: [{ path: module.path, line: module.lineOf({ start: offset }), what: "skips the rows of earlier pages" }] }),
        key: `offset ${name}`,
      }
    }
  },
})

/** The expressions that say how many rows a query of a database leaves out; `null` for other calls. */
function skippedBy(project: Project, module: SourceModule, call: Call): readonly Node[] | null {
  const { facts, path, method } = callFacts(project, module, call)
  if (facts.includes("db-list")) {
    for (const argument of call.arguments.slice(0, 3))
      for (const name of SKIPS) {
        const found = propertyOf(argument, name)
        if (found) return [found]
      }
  }
  const [first, second] = call.arguments
  if ((method === "skip" || method === "offset") && first && path !== null && DATABASE.test(path)) return [first]
  if (!facts.some((fact) => fact === "db-read" || fact === "db-list") || !first) return null
  if (offsetIn(module, first) === null) return null
  const values = second ? bare(second) : null
  return values?.type === "ArrayExpression" ? values.elements.filter((each) => each !== null) : null
}

/** Where a statement, or the constant that holds it, says OFFSET; `null` where it does not. */
function offsetIn(module: SourceModule, node: Node): number | null {
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  const sql = declaration?.type === "VariableDeclarator" && declaration.init ? declaration.init : node
  const at = stringOf(sql) === null ? -1 : module.textOf(sql).search(/\bOFFSET\b/i)
  return at === -1 ? null : sql.start + at
}

/** The counter among some expressions that starts at nothing and grows in the loop around them; `null` when there is none. */
function countedIn(module: SourceModule, expressions: readonly Node[]): string | null {
  for (const expression of expressions) {
    const loop = loopAround(expression)
    for (const node of loop ? descendants(expression) : []) {
      const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
      const { declaration } = binding ?? {}
      if (!loop || binding?.kind !== "variable" || declaration?.type !== "VariableDeclarator" || !declaration.init) continue
      if (!/^[01]$/.test(module.textOf(declaration.init)) || declaration.start > loop.body.start) continue
      const name = escapePattern(binding.name)
      const grows = new RegExp(`\\b${name}\\s*\\+=|\\b${name}\\s*\\+\\+|\\+\\+${name}\\b|\\b${name}\\s*=\\s*${name}\\s*\\+`)
      if (grows.test(module.textOf(loop))) return binding.name
    }
  }
  return null
}

function loopAround(node: Node): Loop | null {
  for (const above of ancestors(node)) {
    if (isFunction(above)) return null
    if (above.type === "ForStatement" || above.type === "WhileStatement" || above.type === "DoWhileStatement") return above
  }
  return null
}
