import { cacheAccessOf, writtenHere } from "../calls/cache-access.ts"
import type { CacheAccess } from "../calls/cache-access.ts"
import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const OWNER = "(?:user|tenant|org|organi[sz]ation|account|customer|workspace|company|member|owner)"
// Who calls, as a middleware leaves it with the request: `req.user.id`, `req.tenantId`, `ctx.state.user`.
const CALLER = new RegExp(
  String.raw`^(?:req|request|ctx|ctx\.state|context|res\.locals|socket\.data)\.(?:(?:user|auth|session|tenant|account|currentUser)(?:$|\.(?:_?id|uid|sub|${OWNER}_?id)$|\.${OWNER}\._?id$)|${OWNER}_?id$)`,
  "i",
)
const OWNER_ID = new RegExp(`^(?:current_?)?${OWNER}_?id$`, "i")
// What else a key may tell apart without telling whose the value is.
const FILTERS =
  /^(?:page(?:_?(?:size|number))?|limit|offset|cursor|lang(?:uage)?|locale|currency|date|day|week|month|year|from|to|since|until|sort|order|status|state|type|kind|period|range|version|v|q|query|search|term)$/i
const TELLS = /log|console|audit|metric|track|trace|span|debug/i
const MAX_STEPS = 3
const MAX_VALUES = 50

export const requireOwnerInCacheKey = defineRule({
  kind: "source",
  id: "require-owner-in-cache-key",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "What is kept for one user is given to all others",
  why: "A cache gives what it has under a key to whoever asks for the key. When the value was made for one user or tenant and the key does not say for which, everybody gets the data of whoever asked first, until the entry ends.",
  fix: "Put the id of the user or tenant into the key.",
  cwe: ["CWE-524", "CWE-639"],
  needs: {
    path: "server",
    text: [
      /\b\w*(?:[uU]ser|[tT]enant|[oO]rg|[aA]ccount|[cC]ustomer|[wW]orkspace|[cC]ompany|[mM]ember|[oO]wner)/,
      /\.(?:get|wrap|remember|peek)/,
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path) || /Scope\.REQUEST\b/.test(module.code)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const access = cacheAccessOf(project, module, node)
      if (!access || !isSharedCache(project, access) || !saysNoOwner(project, module, access.key, 0)) continue
      const owner = ownerOf(module, access)
      if (!owner) continue
      const whose = module.textOf(owner).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 50)
      const key = module.textOf(access.key).replace(/\s+/g, " ").replaceAll("`", "").slice(0, 50)
      yield {
        at: node,
        message: `Whoever asks second gets what was made for the first: the value depends on \`${whose}\`, and the key \`${key}\` is the same for everybody.`,
        fix: `Put \`${whose}\` into the key.`,
        trace: [{ path: module.path, line: module.lineOf(owner), what: "the value is made for this one" }],
      }
    }
  },
})

/** Whether a cache lasts longer than the function that asks it, and was not handed to it: that may be one of its own for each tenant. */
function isSharedCache(project: Project, { cache, cacheModule: module }: CacheAccess): boolean {
  let root = bare(cache)
  while (root.type === "MemberExpression") root = bare(root.object)
  if (root.type === "ThisExpression") return true
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  if (!binding) return false
  if (binding.kind === "parameter") return originOf(project, module, cache) !== null
  return binding.kind === "import" || enclosingFunction(binding.declaration) === null
}

/** Whether all parts of a key are known, and none of them says whose the value is. */
function saysNoOwner(project: Project, module: SourceModule, given: Node, depth: number): boolean {
  const node = writtenHere(module, given)
  if (depth > MAX_STEPS) return false
  if (stringOf(node) !== null || (node.type === "Literal" && typeof node.value === "number")) return true
  switch (node.type) {
    case "TemplateLiteral":
      return node.expressions.every((each) => saysNoOwner(project, module, each, depth + 1))
    case "BinaryExpression":
      return node.operator === "+" && [node.left, node.right].every((each) => saysNoOwner(project, module, each, depth + 1))
    case "LogicalExpression":
      return [node.left, node.right].every((each) => saysNoOwner(project, module, each, depth + 1))
    default: {
      const sent = clientValueOf(module, node)
      if (sent) return (sent.place === "query" || sent.place === "path") && !OWNER_ID.test(sent.name) && !/token|key/i.test(sent.name)
      const name = node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? (propertyName(node) ?? "") : ""
      if (FILTERS.test(name)) return true
      // `KEYS.dashboard`, `DASHBOARD_KEY` of another file
      const meaning = name === "" ? null : meaningOf(project, module, node)
      return meaning?.kind === "value" && meaning.node !== node && stringOf(meaning.node) !== null
    }
  }
}

/** Where the value that is kept is made for one user or tenant; `null` where nothing says so. */
function ownerOf(module: SourceModule, { call, value }: CacheAccess): Node | null {
  const waiting: { readonly node: Node; readonly step: number }[] = [{ node: value, step: 0 }]
  const seen = new Set<Node>()
  for (const { node: root, step } of waiting) {
    if (seen.has(root) || seen.size > MAX_VALUES) continue
    seen.add(root)
    for (const node of descendants(root)) {
      if (isTold(module, node, root) || (node.type !== "MemberExpression" && node.type !== "Identifier")) continue
      if (isOwner(module, node)) return node
      // `const orders = await list(userId)`, whose rows are then kept.
      const binding = node.type === "Identifier" && step < MAX_STEPS ? module.bindings.resolve(node) : null
      if (binding?.kind !== "variable" || binding.declaration.type !== "VariableDeclarator") continue
      if (!enclosingFunction(binding.declaration)) continue
      for (const each of [binding.declaration.init, ...binding.assigned])
        if (each && !seen.has(each) && !(each.start <= call.start && call.end <= each.end)) waiting.push({ node: each, step: step + 1 })
    }
  }
  return null
}

function isOwner(module: SourceModule, node: Node): boolean {
  if (node.type === "MemberExpression") return CALLER.test(module.textOf(node).replace(/[?!]?\.(?=\w)/g, "."))
  if (node.type !== "Identifier" || !OWNER_ID.test(node.name)) return false
  const { parent } = node
  if (parent?.type === "MemberExpression" && parent.property === node && !parent.computed) return false
  if (parent?.type === "Property" && parent.key === node && parent.value !== node) return false
  const binding = module.bindings.resolve(node)
  // A parameter of the function around, or taken from the request: `const { tenantId } = req.user`.
  if (binding?.kind === "parameter") return !isFunction(parent) && binding.identifier !== node
  const from = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return (
    from != null &&
    CALLER.test(
      `${module
        .textOf(from)
        .slice(0, 60)
        .replace(/[?!]?\.(?=\w)/g, ".")}${binding?.pattern.length ? `.${binding.pattern.join(".")}` : ""}`,
    )
  )
}

// Only for a log it makes no other value.
function isTold(module: SourceModule, node: Node, root: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CallExpression" && TELLS.test(module.textOf(above.callee).slice(0, 60))) return true
    if (above === root || above.type.endsWith("Statement")) return false
  }
  return false
}
