import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

const NAMED = /javascript/i
// What a function that cleans addresses is called, or what it is about.
const CLEANS = /safe|saniti[sz]|clean|valid|allow|escape|check|verify|normali[sz]e|link|href|url|uri/i
// A crawler passes over what is no address of a page.
const SKIPS = /mailto:|tel:|={2,3}\s*["'`]#["'`]|\(\s*["'`]#["'`]|\bcontinue\b/
const MAX_LIST = 500
const OTHERS = /data:|vbscript|https?:|["'`]https?["'`]|file:/i

export const noIncompleteSchemeCheck = defineRule({
  kind: "source",
  id: "no-incomplete-scheme-check",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Links are refused by one scheme, and others run code as well",
  why: "`javascript:` is not the only scheme that runs what follows it: `data:text/html,…` does in a frame or a new window, `vbscript:` in old clients, and a browser takes tabs and line breaks out of a scheme before it reads it. A list of what is refused is never complete.",
  fix: "Parse the address and let `http:`, `https:` and `mailto:` through, nothing else.",
  cwe: ["CWE-184", "CWE-79"],
  needs: { path: "server", text: [/javascript/i] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const list = listOfSchemes(module, call)
      if (!list && !asksForScheme(call)) continue
      const around = namedAround(call)
      if (around === null || !CLEANS.test(functionName(around) ?? "")) continue
      const text = `${module.namesOf(around)} ${list ? module.textOf(list).slice(0, MAX_LIST) : ""}`
      if (OTHERS.test(text) || SKIPS.test(text)) continue
      yield {
        at: call,
        title: "Only `javascript:` is refused among the schemes that run code",
        message: `\`data:text/html,<script>…\` passes \`${shown(module, call)}\`, and where it becomes a link or a frame it runs in the visitor's browser.`,
        key: "scheme check",
      }
    }
  },
})

// `address.startsWith("javascript:")`, `/^javascript:/i.test(address)`
function asksForScheme({ callee, arguments: [argument] }: Call): boolean {
  if (callee.type !== "MemberExpression" || !argument) return false
  const method = propertyName(callee)
  if (method === "startsWith" || method === "indexOf" || method === "includes") return /^javascript:?$/i.test(stringOf(argument) ?? "")
  const pattern = method === "test" ? bare(callee.object) : method === "match" ? bare(argument) : null
  return (
    pattern?.type === "Literal" &&
    "regex" in pattern &&
    !!pattern.regex &&
    NAMED.test(pattern.regex.pattern) &&
    !pattern.regex.pattern.includes("|")
  )
}

/** `FORBIDDEN.some((scheme) => address.startsWith(scheme))`: the list, where `javascript:` is in it and the callback looks how an address begins. */
function listOfSchemes(module: SourceModule, { callee, arguments: [callback] }: Call): Node | null {
  const member = bare(callee)
  if (member.type !== "MemberExpression" || !/^(?:some|find|every)$/.test(propertyName(member) ?? "") || !isFunction(callback)) return null
  const named = bare(member.object)
  const declaration = named.type === "Identifier" ? module.bindings.resolve(named)?.declaration : null
  const list = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : named
  const elements = list.type === "ArrayExpression" ? list : list.type === "NewExpression" ? list.arguments[0] : null
  if (elements?.type !== "ArrayExpression" || !elements.elements.some((each) => each && /^javascript:?$/i.test(stringOf(each) ?? "")))
    return null
  return /\.(?:startsWith|includes|indexOf)\(/.test(module.textOf(callback)) ? elements : null
}

function namedAround(node: Node): FunctionNode | null {
  for (let around = enclosingFunction(node); around !== null; around = enclosingFunction(around))
    if (functionName(around) !== null) return around
  return null
}

function shown(module: SourceModule, node: Node): string {
  return module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 70)
}
