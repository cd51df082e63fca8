import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// https://handlebarsjs.com/api-reference/utilities.html#handlebars-safestring, https://mozilla.github.io/nunjucks/api.html#custom-filters
const REGISTERS = /^(?:registerHelper|registerFilter|addFilter|helper)$/
const MARKS_SAFE = /(?:^|\.)(?:SafeString|markSafe)$/
// What makes a text harmless in a page, or was made for one: a helper that runs the block it stands around, a path of the project.
const CLEANS =
  /escape|sanit|purify|encode|\.replace(?:All)?\(\s*(?:\/<\/g|\/\[[^\]]{0,20}<[^\]]{0,20}\]\/g|["']<["'])|\.fn\(|\.inverse\(|\bNumber\(|parseInt\(|parseFloat\(|toFixed\(|format(?:Date|Number|Currency|Time)|toLocale|toISOString|\.length\b/i
const MEANS_MARKUP = /raw|html|safe|unescap|markdown|^md$|markup|svg|icon|script|css|style|json_?ld/i
const MAX_STEPS = 4

export const noRawTemplateHelper = defineRule({
  kind: "source",
  id: "no-raw-template-helper",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A helper of the templates hands on what it is given without escaping",
  why: "`{{name value}}` looks as if it were escaped, as everything in double braces is. A helper that wraps its argument in `SafeString` switches that off for every page that uses it, and nobody sees it in the page.",
  fix: "Return the text itself and let the template escape it, or escape the argument before wrapping it.",
  cwe: ["CWE-79"],
  needs: { path: "no test", words: ["SafeString", "markSafe"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    const registered = nodesOf(module.program, "CallExpression").flatMap((node) => helpersOf(module, node))
    const judged = new Set<FunctionNode>()
    for (const { name, helper } of [...registered, ...exportedHelpers(module)]) {
      const found = MEANS_MARKUP.test(name) || judged.has(helper) ? null : rawArgument(module, helper)
      judged.add(helper)
      if (!found) continue
      const shown = name.replaceAll("`", "'").slice(0, 40)
      yield {
        at: found.node,
        title: `The helper \`${shown}\` writes \`${found.parameter}\` into the page unescaped`,
        message: `A page that writes \`{{${shown} …}}\` runs the script in whatever it is given: \`${module.textOf(found.node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` tells the engine not to escape it, and \`${found.parameter}\` comes from the page's data.`,
      }
    }
  },
})

interface Helper {
  readonly name: string
  readonly helper: FunctionNode
}

/** The helpers a call registers: `registerHelper("json", fn)`, `registerHelper({ json: fn })`, `engine({ helpers: { json: fn } })`. */
function helpersOf(module: SourceModule, { callee, arguments: given }: Node & { type: "CallExpression" }): Helper[] {
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : callee.type === "Identifier" ? callee.name : ""
  const [first, second] = given
  if (!REGISTERS.test(method)) {
    const table = first ? propertyOf(bare(first), "helpers") : null
    return table ? tableOf(module, table) : []
  }
  const name = stringOf(first)
  const helper = second ? functionOf(module, second) : null
  return name !== null && helper ? [{ name, helper }] : first ? tableOf(module, behind(module, first)) : []
}

/** Helpers that another file registers: what is exported by name, and the functions of an exported table. Nothing but a helper wraps texts. */
function exportedHelpers(module: SourceModule): Helper[] {
  return [...module.exports].flatMap(([name, found]) => {
    if (found.kind !== "node") return []
    const helper = functionOf(module, found.node)
    if (helper) return [{ name, helper }]
    const table = found.node.type === "VariableDeclarator" ? found.node.init : found.node
    return table ? tableOf(module, behind(module, table)) : []
  })
}

function tableOf(module: SourceModule, node: Node): Helper[] {
  const table = bare(node)
  if (table.type !== "ObjectExpression") return []
  return table.properties.flatMap((each) => {
    const helper = each.type === "Property" ? functionOf(module, each.value) : null
    return helper && each.type === "Property" ? [{ name: propertyName(each) ?? "", helper }] : []
  })
}

function behind(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner)?.declaration : null
  return declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : inner
}

function functionOf(module: SourceModule, node: Node): FunctionNode | null {
  const inner = bare(node)
  if (isFunction(inner)) return inner
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const declared = binding?.declaration
  if (isFunction(declared)) return declared
  const init = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : null
  return isFunction(init) ? init : null
}

/** Where a helper marks a text as safe that holds one of its parameters as it came. */
function rawArgument(module: SourceModule, helper: FunctionNode): { node: Node; parameter: string } | null {
  const names = helper.params.flatMap((each) => {
    const inner = each.type === "AssignmentPattern" ? each.left : each
    return inner.type === "Identifier" && !/^(?:options?|opts|context|ctx|_\w*)$/.test(inner.name) ? [inner.name] : []
  })
  if (names.length === 0 || !helper.body || CLEANS.test(module.namesOf(helper))) return null
  for (const node of descendants(helper.body)) {
    if (node.type !== "NewExpression" && node.type !== "CallExpression") continue
    const [text] = node.arguments
    if (!text || !MARKS_SAFE.test(module.textOf(node.callee))) continue
    const parameter = parameterIn(module, helper, text, names)
    if (parameter !== null) return { node, parameter }
  }
  return null
}

function parameterIn(module: SourceModule, helper: FunctionNode, text: Node, names: readonly string[], depth = 0): string | null {
  for (const each of descendants(text)) {
    if (each.type !== "Identifier") continue
    const binding = module.bindings.resolve(each)
    if (binding?.kind === "parameter" && binding.declaration === helper && names.includes(each.name)) return each.name
    if (binding?.kind !== "variable" || depth >= MAX_STEPS || binding.declaration.type !== "VariableDeclarator") continue
    const { init } = binding.declaration
    for (const source of [...(init ? [init] : []), ...binding.assigned]) {
      const found = parameterIn(module, helper, source, names, depth + 1)
      if (found !== null) return found
    }
  }
  return null
}
