import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { patternOf } from "../source/pattern-cost.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

const NAMED = /javascript/i
// What a function that cleans addresses is called, or what it is about.
const CLEANS = /safe|saniti[sz]|clean|valid|allow|escape|check|verify|normali[sz]e|link|href|url|uri/i
// A crawler passes over what is no address of a page.
const SKIPS = /mailto:|tel:|={2,3}\s*["'`]#["'`]|\(\s*["'`]#["'`]|\bcontinue\b/
const MAX_LIST = 500
const MAX_TEXT = 20_000
// What is let through is named, or all that runs code is refused.
const ALLOWS = /https?:|["'`]https?["'`]|\bhttps?\\?\??[|)]|file:/i
const OTHERS = /data:|vbscript|\|data\b|\bdata\||["'`]data["'`]/i
// Blanks and control characters are taken out of the address, or an address with them is refused.
const TAKES_OUT =
  /\\s|\\[tnr0]|\\x[01]|\\u00[01]|\\p\{|\\W|\[\^|\bnew URL\(|URL\.(?:parse|canParse)\(|whitespace|control|strip|compact|printable/i

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
      const asked = list ? module.textOf(list).slice(0, MAX_LIST) : schemesAskedFor(module, call)
      const around = asked === null ? null : namedAround(call)
      if (asked === null || around === null || !CLEANS.test(nameOf(module, around))) continue
      const text = `${module.namesOf(around)} ${asked}`
      if (ALLOWS.test(text) || SKIPS.test(text)) continue
      if (!OTHERS.test(text)) yield refusesOne(module, call)
      else if (!TAKES_OUT.test(module.textOf(around).slice(0, MAX_TEXT).replace(asked, ""))) yield passesWithTab(module, call)
    }
  },
})

function refusesOne(module: SourceModule, call: Call): Draft {
  return {
    at: call,
    title: "Only `javascript:` is refused among the schemes that run code",
    message: `\`data:text/html,<script>…\` passes \`${shown(module, call)}\`, and where it becomes a link or a frame it runs in the visitor's browser.`,
    key: "scheme check",
  }
}

function passesWithTab(module: SourceModule, call: Call): Draft {
  return {
    at: call,
    title: "A tab inside `javascript:` passes this check",
    message: `\`java\\tscript:…\` passes \`${shown(module, call)}\`, and runs in the visitor's browser where it becomes a link: browsers take tabs and line breaks out of an address before they read its scheme.`,
    fix: "Let `http:`, `https:` and `mailto:` through and nothing else, judged by `new URL(…)`, or take blanks and control characters out of the address first.",
    key: "scheme check",
  }
}

/** What a function is called; one that is all its file exports goes by the name of the file. */
function nameOf(module: SourceModule, node: FunctionNode): string {
  const name = functionName(node) ?? ""
  return name === "exports" ? module.path.slice(module.path.lastIndexOf("/") + 1) : name
}

/** The schemes of `address.startsWith("javascript:")` and `/^(?:javascript|data):/i.test(address)` as they are written, `null` for other calls. */
function schemesAskedFor(module: SourceModule, { callee, arguments: [argument] }: Call): string | null {
  if (callee.type !== "MemberExpression" || !argument) return null
  const method = propertyName(callee)
  if (method === "startsWith" || method === "indexOf" || method === "includes") {
    const text = stringOf(argument) ?? ""
    return /^javascript:?$/i.test(text) ? text : null
  }
  const asked = method === "test" || method === "exec" ? callee.object : method === "match" ? argument : null
  const source = asked ? patternOf(module, asked)?.source : undefined
  return source !== undefined && NAMED.test(source) ? source : null
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
