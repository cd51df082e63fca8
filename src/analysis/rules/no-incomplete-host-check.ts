import { opennessOfHost } from "../calls/host-pattern.ts"
import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

// Where a visitor is sent, or who is asking: what such a check decides is who gets in.
const DECIDES = /(?:redirect|return_?to|callback|origin|referr?er|allowed|trusted|webhook|next|continue|destination|target)_?\w{0,16}$/i
// A port or a path would have to follow.
const ORIGIN = /^https?:\/\/(?:[\w-]+\.)*[\w-]+$/i
const DOMAIN = /^(?:[\w-]+\.)+[a-z]{2,}$/i
// An address of any kind, of which something is asked that lets somebody in.
const ADDRESSES = /(?:^|\.)(?:address|url|uri|href|link|location)$/i
const LETS_IN = /(?:^|[a-z_\s])(?:allow|permit|trust|valid|safe|same|own|internal|whitelist|accept)/i
const WALKS = /^(?:some|every|find|filter)$/
const MAX_LISTED = 200
const MAX_USES = 20
const HOSTS = /(?:^|\.)(?:origin|host|hostname|domain)$/i

export const noIncompleteHostCheck = defineRule({
  kind: "source",
  id: "no-incomplete-host-check",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "An address is checked by a part of it, and another host fits as well",
  why: "`https://shop.example` is how `https://shop.example.evil.net` begins, and `evilshop.example` ends like `shop.example`. Whoever registers such a name gets the redirect, the token in it or the answer with credentials.",
  fix: 'Compare the whole host: `new URL(address).hostname === "shop.example"`, or end the prefix with `/` and begin the suffix with `.`.',
  cwe: ["CWE-20", "CWE-601", "CWE-346"],
  needs: { path: "server", text: [/\.(?:startsWith|endsWith|test|match)\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const passing = passesFor(project, module, node)
      if (passing === null || !(isCondition(node) || isAskedLater(module, node))) continue
      const code = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 70)
      yield {
        at: node,
        // Development addresses are often let in on purpose, and their names cannot be bought.
        ...(/localhost|127\.0\.0\.1/.test(passing) ? { confidence: "medium" as const } : {}),
        title: `\`${passing.slice(0, 60)}\` passes this check as well`,
        message: `Whoever owns \`${passing.slice(0, 60)}\` is taken for the host that was meant: \`${code}\` looks at a part of the address only.`,
      }
    }
  },
})

/** An address of somebody else that a check lets pass; `null` for every other call. */
function passesFor(project: Project, module: SourceModule, call: Call): string | null {
  const {
    callee,
    arguments: [argument, ...others],
  } = call
  if (callee.type !== "MemberExpression" || !argument || others.length > 0) return null
  const method = propertyName(callee)
  if (method === "test") return passesPattern(project, module, call, callee.object, argument)
  if (method === "match") return passesPattern(project, module, call, argument, callee.object)
  if (method !== "startsWith" && method !== "endsWith") return null
  // `hostname.endsWith(CDN_DOMAIN)`
  const written = argument.type === "Identifier" ? (definitionOf(project, module, argument)?.node ?? argument) : argument
  const listed = stringOf(written) === null ? listedTexts(project, module, argument) : []
  const text =
    stringOf(written) ??
    (listed.length > 0 ? (listed.find((each) => (method === "startsWith" ? ORIGIN : DOMAIN).test(each)) ?? null) : null)
  const receiver = textOfValue(module, callee.object)
  if (text === null || receiver.length > 80) return null
  if (method === "startsWith") {
    return ORIGIN.test(text) && (listed.length > 0 || DECIDES.test(receiver)) ? `${text}.evil.example` : null
  }
  return DOMAIN.test(text) && HOSTS.test(receiver) ? `evil${text}` : null
}

/** The same for a pattern. Which site an address belongs to is asked for many reasons, who gets in only under names that say so. */
function passesPattern(project: Project, module: SourceModule, call: Call, pattern: Node, asked: Node): string | null {
  const receiver = textOfValue(module, asked)
  const isHost = HOSTS.test(receiver)
  const decides = isHost || DECIDES.test(receiver)
  if (receiver.length > 80 || !(decides || ADDRESSES.test(receiver))) return null
  const written = definitionOf(project, module, pattern)?.node ?? bare(pattern)
  const regex = written.type === "Literal" && "regex" in written ? written.regex : null
  const open = regex ? opennessOfHost(regex.pattern) : null
  if (!regex || !open) return null
  if (open.at === "dot" && decides) return `${open.before}x${open.after}`
  const owner = enclosingFunction(call)
  const target = call.parent?.type === "VariableDeclarator" ? module.textOf(call.parent.id) : ""
  const named = `${owner ? (functionName(owner) ?? "") : ""} ${target}`
  // A valid link to a page of somebody is a question of form.
  if (!LETS_IN.test(named) || (!decides && /valid/i.test(named))) return null
  // Of `(www|shop)` the first.
  const plain = regex.pattern.replace(/\\[wWdDsSbB]/g, "").replace(/\((?:\?:)?([\w-]+)(?:\|[\w|-]*)?\)(?![?*])/g, "$1")
  const host = /(?:[\w-]+\\?\.)+[a-z]{2,}/i.exec(plain)?.[0]?.replaceAll("\\", "")
  if (host === undefined) return null
  const fitsBehind = !regex.pattern.startsWith("^") && /^https?\??:(?:\\?\/){2}/.test(regex.pattern)
  if (fitsBehind && !isHost) return `https://evil.example/?https://${host}`
  if (!decides) return null
  if (open.at === "end") return regex.pattern.startsWith("^") ? `${host}.evil.example` : null
  return isHost ? `evil${host}` : null
}

function textOfValue(module: SourceModule, node: Node): string {
  return module
    .textOf(bare(node))
    .replace(/\s+/g, "")
    .replace(/\.(?:toLowerCase|trim|toString)\(\)/g, "")
}

/**
 * The texts of the list that a name goes through: `ORIGINS.some((origin) => …)`, `for (const origin of ORIGINS)`. Empty where the list is
 * not written down, or holds anything else: whoever keeps a list of addresses decides by it.
 */
function listedTexts(project: Project, module: SourceModule, argument: Node): string[] {
  const binding = argument.type === "Identifier" ? module.bindings.resolve(argument) : null
  if (!binding || binding.pattern.length > 0) return []
  const { declaration } = binding
  let list: Node | null = null
  if (isFunction(declaration)) {
    const call = declaration.parent?.type === "CallExpression" ? declaration.parent : null
    const callee = call ? bare(call.callee) : null
    if (callee?.type === "MemberExpression" && WALKS.test(propertyName(callee) ?? "") && declaration.params[0] === binding.identifier)
      list = callee.object
  } else {
    const loop = declaration.parent?.parent
    if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) list = loop.right
  }
  const written = list ? definitionOf(project, module, list)?.node : null
  // `new Set([…])`, `Object.freeze([…])`
  const made = written?.type === "NewExpression" || written?.type === "CallExpression" ? written.arguments[0] : written
  const elements = made && bare(made)
  if (elements?.type !== "ArrayExpression" || elements.elements.length > MAX_LISTED) return []
  const texts = elements.elements.map((each) => (each ? stringOf(each) : null))
  return texts.every((each) => each !== null) ? texts : []
}

// `const known = hostname.endsWith(DOMAIN)`, and then `return known && …`
function isAskedLater(module: SourceModule, node: Node): boolean {
  const declarator = node.parent?.type === "VariableDeclarator" && node.parent.init === node ? node.parent : null
  const binding = declarator?.id.type === "Identifier" ? module.bindings.resolve(declarator.id) : null
  const owner = enclosingFunction(node)
  return binding !== null && owner !== null && usesOf(module, binding, owner).slice(0, MAX_USES).some(isCondition)
}

// `if (…)`, `a && …`, `… ? a : b`, `return …`, `list.some((each) => …)`: something depends on it.
function isCondition(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression" || above.type === "ReturnStatement") return true
    if (above.type === "ArrowFunctionExpression" && above.body.type !== "BlockStatement") return true
    if (above.type !== "LogicalExpression" && above.type !== "UnaryExpression" && above.type !== "ChainExpression") return false
  }
  return false
}
