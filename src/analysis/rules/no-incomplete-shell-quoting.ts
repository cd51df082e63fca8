import { isServerPath } from "../calls/server-path.ts"
import { shellTextsOf } from "../calls/shell-text.ts"
import { summandsOf } from "../flow/text.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { signsTaken } from "../source/pattern-classes.ts"
import type { SourceModule } from "../source/module.ts"

/** What stands around a place of a shell text: nothing, or one of the two kinds of quotes. */
type Quotes = "" | '"' | "'"

/** What was done to a value that becomes part of a shell text. */
interface Cleaning {
  /** As it is called in a sentence: `.replace(/"/g, "")`. */
  readonly code: string
  /** The characters with a meaning in a shell of which none is left as it was. */
  readonly handled: ReadonlySet<string>
  /** It puts double quotes around the value by itself. */
  readonly quotes: boolean
  /** A `'` becomes `\'`, which ends the word all the same. */
  readonly escapesSingleByBackslash: boolean
}

// POSIX, Shell Command Language 2.2.3: between double quotes these keep their meaning.
const INSIDE_DOUBLE = ["$", "`"]
const SPECIAL = ['"', "'", "$", "`", "\\"]
const MAX_NAMES = 4

export const noIncompleteShellQuoting = defineRule({
  kind: "source",
  id: "no-incomplete-shell-quoting",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A value is quoted for a shell in a way that it gets out of",
  why: "Between double quotes a shell still runs `$(…)` and backticks, so a value of which only the `\"` are taken runs programs. Between single quotes nothing can be escaped: `\\'` ends the word.",
  fix: "Start the program without a shell: `execFile(program, [argument, …])`.",
  cwe: ["CWE-78", "CWE-116"],
  yieldsTo: ["no-command-injection"],
  needs: { path: "server", text: [/\bexec|\bspawn|\bcommand\b/, /\.replace|JSON\.stringify/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const [text] = shellTextsOf(project, module, call)
      if (text === undefined) continue
      const command = resolved(module, text, 0)
      for (const { hole, quotes } of holesOf(command)) {
        const cleaning = cleaningOf(module, hole, 0)
        const way = cleaning === null ? null : wayOut(cleaning, quotes)
        if (cleaning === null || way === null) continue
        const callee = module.textOf(call.callee).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 40)
        yield {
          at: hole.start >= call.start && hole.end <= call.end ? hole : call,
          title: `\`${cleaning.code}\` does not keep a value inside its word of the command`,
          message: `\`${callee}\` gives this text to a shell. ${way}`,
          fix: adviceFor(module, command, callee),
        }
        break
      }
    }
  },
})

function resolved(module: SourceModule, node: Node, depth: number): Node {
  const inner = bare(node)
  if (inner.type !== "Identifier" || depth >= MAX_NAMES) return inner
  const binding = module.bindings.resolve(inner)
  const declaration = binding?.declaration
  return declaration?.type === "VariableDeclarator" && declaration.init && binding?.assigned.length === 0
    ? resolved(module, declaration.init, depth + 1)
    : inner
}

/** The values in a text, each with the quotes that are open before it. */
function* holesOf(command: Node): Generator<{ readonly hole: Node; readonly quotes: Quotes }> {
  const parts =
    command.type === "TemplateLiteral"
      ? command.quasis.flatMap((quasi, index) => [
          quasi.value.cooked ?? quasi.value.raw,
          ...(command.expressions[index] ? [command.expressions[index]] : []),
        ])
      : command.type === "BinaryExpression" && command.operator === "+"
        ? summandsOf(command)
        : []
  let quotes: Quotes = ""
  for (const part of parts) {
    if (typeof part === "string") quotes = quotesAfter(part, quotes)
    else yield { hole: part, quotes }
  }
}

function quotesAfter(text: string, before: Quotes): Quotes {
  let quotes = before
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === "\\" && quotes !== "'") at++
    else if ((sign === '"' || sign === "'") && (quotes === "" || quotes === sign)) quotes = quotes === "" ? sign : ""
  }
  return quotes
}

/** What was done to a value by `replace` and `JSON.stringify`; `null` when it was neither. */
function cleaningOf(module: SourceModule, value: Node, depth: number): Cleaning | null {
  const inner = resolved(module, value, depth)
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression" || depth > 2 * MAX_NAMES) return null
  const method = propertyName(inner.callee)
  const [first, second] = inner.arguments
  if (method === "stringify" && module.textOf(inner.callee.object) === "JSON" && first)
    return { code: "JSON.stringify(…)", handled: new Set(['"', "\\"]), quotes: true, escapesSingleByBackslash: false }
  const below = cleaningOf(module, inner.callee.object, depth + 1)
  if (method === "trim" || method === "toString" || method === "slice") return below
  if ((method !== "replace" && method !== "replaceAll") || !first) return null
  const taken = signsTaken(first, method === "replaceAll", SPECIAL)
  if (taken === null) return null
  const code = `.${method}(${[first, second].map((each) => (each ? module.textOf(each).replaceAll("`", "'").slice(0, 20) : "")).join(", ")})`
  return {
    code: below?.code ?? code,
    handled: new Set([...taken, ...(below?.handled ?? [])]),
    quotes: below?.quotes ?? false,
    escapesSingleByBackslash: below?.escapesSingleByBackslash || (taken.has("'") && stringOf(second) === "\\'"),
  }
}

/** How a value still gets out of its word, as a sentence; `null` when it does not. */
function wayOut({ handled, quotes: addsQuotes, escapesSingleByBackslash }: Cleaning, quotes: Quotes): string | null {
  if (quotes === "'" && !addsQuotes)
    return escapesSingleByBackslash
      ? "Between single quotes a backslash is a character like any other, so `\\'` ends the word, and what follows in the value is read as commands."
      : null
  const isDouble = addsQuotes ? quotes === "" : quotes === '"' && handled.has('"')
  const open = INSIDE_DOUBLE.filter((each) => !handled.has(each))
  if (!isDouble || open.length === 0) return null
  const how = open.includes("$") ? "`$(…)`" : "what stands between backticks"
  return `Between double quotes it still runs ${how}: whoever chooses this value starts programs on the server.`
}

function adviceFor(module: SourceModule, command: Node, callee: string): string {
  const program = /^[`"']\s*([\w./-]+)\s/.exec(module.textOf(command))?.[1]
  if (!program) return "Start the program without a shell: `execFile(program, [argument, …])`."
  return `Start \`${program}\` without a shell: \`${/sync/i.test(callee) ? "execFileSync" : "execFile"}("${program}", [argument, …])\`.`
}
