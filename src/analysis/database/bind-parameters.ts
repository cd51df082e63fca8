import type { Flow } from "../flow/flow.ts"
import type { Edit } from "../rule.ts"
import { bare, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }
type Template = Node & { type: "TemplateLiteral" }

/**
 * Takes a flow into an SQL text that stands in the call itself and gives the edits that bind its values:
 * `… WHERE id = ${id}` and `"… WHERE id = " + id` become `… WHERE id = $1` and `[id]`; `null` where the driver's way of binding
 * is not known. Holes that are names stay; when one of them is what the sender writes, the proof fails and the advice stays prose.
 */
export function bindParameters(project: Project, module: SourceModule, flow: Flow): Edit[] | null {
  const call = flow.node
  if (call.type !== "CallExpression" || call.arguments[0] !== flow.argument) return null
  const marks = marksOf(project, flow)
  const isPrisma = flow.technology === "Prisma"
  if (marks === null || (!isPrisma && !flow.certain)) return null
  const text = bare(flow.argument)
  const bound = text.type === "TemplateLiteral" ? inTemplate(module, text, marks) : inConcatenation(module, text, marks)
  if (bound === null || bound.values.length === 0) return null
  // Prisma sends texts as texts: PostgreSQL would then refuse to compare them with a number or a UUID.
  if (isPrisma && marks === "numbered" && !bound.arePatterns) return null
  const handed = handOver(module, call, bound.values.join(", "), isPrisma)
  return handed && [...bound.edits, handed]
}

type Marks = "numbered" | "question"

interface Bound {
  readonly edits: readonly Edit[]
  readonly values: readonly string[]
  /** Whether each stands in quotes behind LIKE: certainly a text. */
  readonly arePatterns: boolean
}

// `${id}` and `'${name}%'` inside a template.
function inTemplate(module: SourceModule, text: Template, marks: Marks): Bound | null {
  const edits: Edit[] = []
  const holes: Hole[] = []
  for (const [index, expression] of text.expressions.entries()) {
    const open = module.text.lastIndexOf("${", expression.start)
    const close = module.text.indexOf("}", expression.end)
    if (open < text.start || close === -1 || close > text.end) return null
    const hole = holeBetween(text.quasis[index]?.value.raw ?? "", text.quasis[index + 1]?.value.raw ?? "", module.writtenOf(expression))
    if (hole === null) continue
    holes.push(hole)
    edits.push({ start: open - hole.left, end: close + 1 + hole.right, text: markOf(marks, holes.length) })
  }
  return { edits, values: holes.map((hole) => hole.value), arePatterns: holes.every((hole) => hole.isPattern) }
}

// `"… WHERE id = " + id + " AND …"` on one line, in one kind of quotes; every part that is no text has to be a value.
function inConcatenation(module: SourceModule, text: Node, marks: Marks): Bound | null {
  const parts = partsOf(text)
  const literals = parts.filter((part) => stringOf(part) !== null)
  const quote = literals[0] && module.text.charAt(literals[0].start)
  if (parts.length < 2 || parts[0] !== literals[0] || (quote !== '"' && quote !== "'") || module.textOf(text).includes("\n")) return null
  if (literals.some((part) => part.type !== "Literal" || module.text.charAt(part.start) !== quote)) return null
  const raw = (part: Node | undefined) => (part && literals.includes(part) ? module.text.slice(part.start + 1, part.end - 1) : "")
  const holes: Hole[] = []
  let written = ""
  let strip = 0
  for (const [index, part] of parts.entries()) {
    if (literals.includes(part)) {
      written += raw(part).slice(strip)
      strip = 0
      continue
    }
    const hole = holeBetween(raw(parts[index - 1]), raw(parts[index + 1]), module.writtenOf(part))
    if (hole === null) return null
    holes.push(hole)
    written = written.slice(0, written.length - hole.left) + markOf(marks, holes.length)
    strip = hole.right
  }
  return {
    edits: [{ start: text.start, end: text.end, text: `${quote}${written}${quote}` }],
    values: holes.map((hole) => hole.value),
    arePatterns: holes.every((hole) => hole.isPattern),
  }
}

// A sum of more parts than this is put together by a program rather than written.
const MAX_PARTS = 20

function partsOf(node: Node): Node[] {
  const parts: Node[] = []
  let left = bare(node)
  while (left.type === "BinaryExpression" && left.operator === "+" && parts.length < MAX_PARTS) {
    parts.unshift(bare(left.right))
    left = bare(left.left)
  }
  return left.type === "BinaryExpression" && left.operator === "+" ? [] : [left, ...parts]
}

interface Hole {
  /** How much of the text before and after it are the quotes and wildcards around the value. */
  readonly left: number
  readonly right: number
  /** The expression to bind, with the wildcards that stood around it inside its quotes. */
  readonly value: string
  readonly isPattern: boolean
}

/** A hole that holds a value; `null` for a name or a piece of SQL, which no driver can bind. */
function holeBetween(before: string, after: string, code: string): Hole | null {
  const left = /\\?'([%_]*)$/.exec(before)
  const right = /^([%_]*)\\?'/.exec(after)
  if (left && right) {
    const value = `${left[1]}${right[1]}` === "" ? code : `\`${left[1]}\${${code}}${right[1]}\``
    return { left: left[0].length, right: right[0].length, value, isPattern: /\bI?LIKE\s*\\?'[%_]*$/i.test(before) }
  }
  const isValue =
    !left &&
    !right &&
    /(?:[=<>(]|,|\b(?:LIKE|ILIKE|LIMIT|OFFSET|AND|BETWEEN))\s*$/i.test(before) &&
    !/\b(?:ORDER|GROUP)\s+BY\b[^)]*$/i.test(before) &&
    !/\b(?:INTO|TABLE)\b[^)]*$/i.test(before.slice(-40))
  return isValue ? { left: 0, right: 0, value: code, isPattern: false } : null
}

function markOf(marks: Marks, number: number): string {
  return marks === "numbered" ? `$${number}` : "?"
}

// Behind the text, in front of a callback; a prepared statement takes the values where it is run.
function handOver(module: SourceModule, call: Call, values: string, isPrisma: boolean): Edit | null {
  const [text, ...others] = call.arguments
  if (!text) return null
  if (call.callee.type === "MemberExpression" && propertyName(call.callee) === "prepare") {
    const member = call.parent
    const run = member?.parent
    if (others.length > 0 || member?.type !== "MemberExpression" || run?.type !== "CallExpression" || run.callee !== member) return null
    if (run.arguments.length > 0 || !/^(?:all|get|run|iterate)$/.test(propertyName(member) ?? "")) return null
    const end = module.code.charAt(run.end - 1) === ")" ? run.end - 1 : null
    return end === null ? null : { start: end, end, text: values }
  }
  if (others.length > 1 || (others[0] && (isPrisma || !isFunction(bare(others[0]))))) return null
  return { start: text.end, end: text.end, text: isPrisma ? `, ${values}` : `, [${values}]` }
}

function marksOf(project: Project, flow: Flow): Marks | null {
  switch (flow.technology) {
    case "PostgreSQL":
      return "numbered"
    case "MySQL":
    case "SQLite":
      return "question"
    case "Prisma":
      return marksOfPrisma(project)
    default:
      return null
  }
}

function marksOfPrisma(project: Project): Marks | null {
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
