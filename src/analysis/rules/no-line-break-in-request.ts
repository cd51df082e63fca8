import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Template = Node & { type: "TemplateLiteral" }

// `… HTTP/1.1` behind a value.
const REQUEST_LINE = /^ HTTP\/1\.[01]/
const IS_SENT = /\\r\\n/
// A line break is looked for or taken out, or only known signs are let through.
const CHECKS =
  /\[[^\]\n]{0,80}\\[rnx][^\]\n]{0,80}\]|\/\\r\?\\n\/|\/\\s\+?\/|(?:includes|split|replaceAll|indexOf)\(\s*["'`]\\[rn]["'`]|\/\^[^\n/]{0,200}\$\/|encodeURI|validateHeader|InvalidHeader|\bnew URL\(|charCodeAt/
const MAX_TEXT = 20_000
const MAX_STEPS = 6

export const noLineBreakInRequest = defineRule({
  kind: "source",
  id: "no-line-break-in-request",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A line break in a value ends the header of a request that is written by hand",
  why: "Node's `http` refuses line breaks in paths and headers, a socket writes what it is given. A value with `\\r\\n` in it goes on as headers of its own, or as a second request on the same connection that nobody meant to send.",
  fix: "Refuse values with a line break before they are written, or let `http.request` write the request.",
  cwe: ["CWE-113", "CWE-93"],
  needs: { path: "server", text: [/ HTTP\/1\.[01]/, IS_SENT] },
  *check({ module }) {
    if (!isServerPath(module.path) || CHECKS.test(module.code.slice(0, MAX_TEXT))) return
    const told = new Set<Node>()
    for (const node of nodesOf(module.program, "TemplateLiteral")) {
      const around = enclosingFunction(node)
      const value = around && !told.has(around) ? openValue(module, node) : null
      if (!around || !value || !IS_SENT.test(module.textOf(around).slice(0, MAX_TEXT))) continue
      told.add(around)
      const name = oneLine(module.textOf(value))
      yield {
        at: node,
        title: `A line break in \`${name}\` adds headers to the request`,
        message: `Whoever chooses \`${name}\` puts \`\\r\\n\` into it and writes headers of their own, or a second request behind this one: it goes to the socket as it came.`,
        fix: `Refuse it where the request is put together: \`if (/[\\r\\n]/.test(${name})) throw …\`, and do the same for the names and values of headers.`,
      }
    }
  },
})

/** The value before ` HTTP/1.1` that a caller hands in; the host and port of a `CONNECT` were looked up before. */
function openValue(module: SourceModule, { quasis, expressions }: Template): Node | null {
  const at = quasis.findIndex((each, index) => index > 0 && REQUEST_LINE.test(each.value.raw))
  const value = at > 0 ? expressions[at - 1] : undefined
  if (!value || quasis[0]?.value.raw.startsWith("CONNECT")) return null
  return isHandedIn(module, value) ? value : null
}

/** Whether a value is a parameter or a part of one: `path`, `options.path || "/"`. */
function isHandedIn(module: SourceModule, value: Node): boolean {
  let inner = bare(value)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (inner.type === "MemberExpression") inner = bare(inner.object)
    else if (inner.type === "LogicalExpression") inner = bare(inner.left)
    else break
  }
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (binding?.kind === "parameter") return true
  const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  const from = init ? bare(init) : null
  return from?.type === "Identifier" && binding?.pattern.length !== 0 && module.bindings.resolve(from)?.kind === "parameter"
}
