import { isServerPath } from "../calls/server-path.ts"
import { summandsOf } from "../flow/text.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What a service says of itself.
const OURS =
  /^(?:\w*(?:config|configuration|env|settings|manifest|assets?|flags|version|locale|nonce|translations|messages)|process\.env(?:\.\w+)?)$/i
const MAX_TEXT = 20_000

export const noUnescapedJsonInScript = defineRule({
  kind: "source",
  id: "no-unescaped-json-in-script",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "JSON inside a script tag ends where its text says `</script>`",
  why: "`JSON.stringify` escapes quotes, not `<`. A browser looks for `</script>` before it reads any JavaScript, so a name or a comment with that text ends the script and begins one of its own, for everybody who opens the page.",
  fix: 'Write `<` as `\\u003c`: `JSON.stringify(state).replace(/</g, "\\\\u003c")`, or use `serialize-javascript`.',
  cwe: ["CWE-79"],
  needs: { path: "server", text: [/<script\b/i, /JSON\.stringify\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
      if (node.type === "BinaryExpression" && (node.operator !== "+" || node.parent?.type === "BinaryExpression")) continue
      for (const json of insideScripts(project, module, node)) {
        const [data] = json.arguments
        if (!data || isOurs(module, data)) continue
        const code = module.textOf(data).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
        yield {
          at: json,
          title: `A text in \`${code}\` with \`</script>\` in it ends the script it is written into`,
          message: `Whoever can put \`</script><script>…\` into any text of \`${code}\` runs a script in the browser of everybody who opens this page: \`JSON.stringify\` leaves \`<\` as it is.`,
          edits: [{ start: json.end, end: json.end, text: '.replace(/</g, "\\\\u003c")' }],
        }
      }
    }
  },
})

/** Calls of `JSON.stringify` whose result stands between `<script>` and its end in a text that is put together. */
function* insideScripts(project: Project, module: SourceModule, node: Node): Generator<Node & { type: "CallExpression" }> {
  let before = ""
  for (const part of partsOf(node)) {
    if (typeof part === "string") {
      before = (before + part).slice(-MAX_TEXT)
      continue
    }
    const json = isOpen(before) ? jsonOf(project, module, part) : null
    if (json) yield json
    before += " "
  }
}

function partsOf(node: Node): readonly (string | Node)[] {
  if (node.type !== "TemplateLiteral") return summandsOf(node)
  return node.quasis.flatMap((quasi, index) => {
    const expression = node.expressions[index]
    return [quasi.value.raw, ...(expression ? [expression] : [])]
  })
}

function isOpen(before: string): boolean {
  const text = before.toLowerCase()
  const tag = text.lastIndexOf("<script")
  return tag !== -1 && tag > text.lastIndexOf("</script") && text.includes(">", tag)
}

function jsonOf(project: Project, module: SourceModule, part: Node): (Node & { type: "CallExpression" }) | null {
  const inner = bare(part)
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = declared?.assigned.length === 0 && declared.declaration.type === "VariableDeclarator" ? declared.declaration.init : null
  const call = init ? bare(init) : inner
  return call.type === "CallExpression" && originOf(project, module, call.callee) === "globalThis.JSON.stringify" ? call : null
}

function isOurs(module: SourceModule, node: Node, depth = 0): boolean {
  const data = bare(node)
  if (data.type === "Literal" || data.type === "TemplateLiteral") return true
  if (data.type === "Identifier") {
    const { init } = { init: null, ...module.bindings.resolve(data)?.declaration } as { init: Node | null }
    return OURS.test(data.name) || (init !== null && depth < 3 && bare(init).type === "ObjectExpression" && isOurs(module, init, depth + 1))
  }
  if (data.type === "MemberExpression") return OURS.test(propertyName(data) ?? "") || OURS.test(module.textOf(data).slice(0, 60))
  if (data.type === "ArrayExpression") return data.elements.every((each) => each === null || isOurs(module, each, depth + 1))
  if (data.type !== "ObjectExpression" || depth > 6) return false
  return data.properties.every((each) => each.type === "Property" && isOurs(module, each.value, depth + 1))
}
