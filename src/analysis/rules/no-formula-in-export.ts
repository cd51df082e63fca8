import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"

// Somebody has thought of the first character.
const GUARDED = /\^\[?\\?[=+@-]|["'][=+@-]["']|sanitiz|escapeCsv|csvEscape|startsWith\(/i
const LIBRARIES: readonly { readonly origin: RegExp; readonly option: string }[] = [
  { origin: /^(?:csv-stringify|csv-stringify\/sync)(?:\.stringify)?$/, option: "escape_formulas" },
  { origin: /^papaparse\.unparse$/, option: "escapeFormulae" },
]

export const noFormulaInExport = defineRule({
  kind: "source",
  id: "no-formula-in-export",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "medium",
  title: "A table that users fill may hold formulas",
  why: "Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`. Whoever puts `=HYPERLINK(…)` into a name reads the rest of the table from the machine of the colleague who opens the export.",
  fix: "Put a single quote before such values, or use the option of the library that does.",
  cwe: ["CWE-1236"],
  needs: { path: "server", words: ["csv"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/text\/csv|\.csv\b|\bbom\b/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const around = enclosingFunction(node)
      if (!around || !(sendsTable(module, around) || isForSpreadsheet(node)) || GUARDED.test(module.namesOf(around).slice(0, 20_000)))
        continue
      const library = LIBRARIES.find(({ origin }) => origin.test(originOf(project, module, node.callee) ?? ""))
      if (library ? !hasOption(node, library.option) : isBuiltByHand(node))
        yield {
          at: node,
          message: `A value that begins with \`=\` runs as a formula on the machine of whoever opens the file: ${library ? `\`${module.textOf(node.callee).slice(0, 40)}\` is called without \`${library.option}\`` : "the rows are put together as they are, so a comma or a line break in a value moves the columns as well"}.`,
          fix: library ? `Pass \`{ ${library.option}: true }\`.` : "Use a library, `csv-stringify` with `escape_formulas: true`.",
        }
    }
  },
})

function sendsTable(module: SourceModule, around: FunctionNode): boolean {
  return /text\/csv|attachment[^\n]{0,80}\.csv\b|\.csv["'`]/i.test(module.textOf(around).slice(0, 20_000))
}

// Only a spreadsheet wants the mark at the beginning of the file; who sends it may stand in another file.
function isForSpreadsheet(call: Node & { type: "CallExpression" }): boolean {
  return call.arguments.some((each) => {
    const mark = propertyOf(each, "bom")
    return mark?.type === "Literal" && mark.value === true
  })
}

// `rows.map((row) => `${row.name},${row.mail}`).join("\n")`
function isBuiltByHand(call: Node & { type: "CallExpression" }): boolean {
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "join") return false
  if (!/^(?:\r?\n)$/.test(stringOf(call.arguments[0]) ?? "")) return false
  const mapped = bare(call.callee.object)
  if (mapped.type !== "CallExpression" || mapped.callee.type !== "MemberExpression" || propertyName(mapped.callee) !== "map") return false
  const [row] = mapped.arguments
  if (!row || !isFunction(row) || !row.body) return false
  for (const each of descendants(row.body)) {
    if (
      each.type === "TemplateLiteral" &&
      each.expressions.length > 1 &&
      each.quasis.slice(1, -1).every(({ value }) => /^[,;]$/.test(value.raw))
    )
      return each.expressions.every((part) => bare(part).type === "MemberExpression")
  }
  return false
}

function hasOption(call: Node & { type: "CallExpression" }, option: string): boolean {
  return call.arguments.some(
    (each, index) =>
      propertyOf(each, option) !== null ||
      (index > 0 && !/^(?:ObjectExpression|ArrowFunctionExpression|FunctionExpression)$/.test(bare(each).type)),
  )
}
