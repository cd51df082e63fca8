import type { ClientValue } from "../calls/client-value.ts"
import { forwardedAddress } from "../calls/forwarded-address.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

const OWN_ADDRESS =
  /^(?:127\.\d|::1$|::ffff:(?:127|10)\.|localhost$|10\.(?:\d|$)|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.64\.)/
const ALLOWS = /allow|white_?list|trust|permit|authori[sz]ed_?ips?|internal|\blocal|private|loopback|admin_?ips?|office/i
const LIST_OF_ADDRESSES = /allow|white|trust|permit|\bips?\b|Ips?$|IPs?$|addresses/i
const LIST_METHOD = /^(?:includes|has|indexOf|contains|some|find)$/
// These keep somebody out, count or remember: a false address gets nobody in.
const OTHER_LIST =
  /block|black|ban(?:ned)?|den(?:y|ied)|seen|visit|recent|unique|limit|attempt|fail|suspicious|spam|logged|online|cache|counter|count|bot/i
const ASKS_ADDRESS =
  /^(?:is_?|check_?|has_?|can_?|verify_?)?\w*(?:allow|white_?list|trust|permit|authori[sz]ed|internal|local|private|loopback)\w*$/i
const OF_ADDRESS = /ip(?:s|v[46])?(?![a-z])|addr|host|network|client|request|origin|loopback|localhost|subnet|cidr/i
const REFUSES =
  /\b40[134]\b|[fF]orbidden|FORBIDDEN|[uU]nauthori[sz]ed|UNAUTHORI[SZ]ED|[dD]enied|\bnext\(\s*\)|\bdone\(\s*\)|\breturn\s+(?:true|false)\b|\bdisconnect\(|\bdestroy\(|uthenticated\s*[:=]|uthori[sz]ed\s*[:=]|\bthrow\b/
// A branch that only says where somebody is, or counts otherwise, lets nobody in.
const NARROWS =
  /\b(?:where|filters?|queryBuilder|criteria|conditions|andWhere|match|geo\w*|country|location|locale|timezone|rateLimit\w*|(?:delete|remove)_?\w*(?:ip|addr\w*))\b/i
// Packages that tell whether an address lies in a network, and which of their arguments it is.
const IN_NETWORK =
  /^(?:netmask\.Netmask\(\)\.contains|ip\.(?:cidrSubnet|subnet)\(\)\.contains|ip-cidr(?:\.default)?\(\)\.contains|is-in-subnet\.(?:isInSubnet|isIPInSubnet)|range_check\.inRange|cidr-matcher(?:\.default)?\(\)\.contains)$/
const HOLDS_ADDRESS = /^(?:cidr-tools\.(?:containsCidr|overlapCidr)|ip-matching\.matches)$/
const OF_NETWORKS =
  /^(?:ipaddr\.js|ip6addr|ip-address|netmask|ip-cidr|is-in-subnet|range_check|cidr-matcher|cidr-tools|ip-matching|ip-range-check|net\.BlockList|ip\.(?:cidrSubnet|subnet))\b/
const MAX_TEXT = 1_500
const MAX_NODES = 300

export const noSpoofableAllowList = defineRule({
  kind: "source",
  id: "no-spoofable-allow-list",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "The caller says itself from where it calls",
  why: "Every sender may write `X-Forwarded-For`; only the entries that one's own proxies added are true. A list of addresses that is compared with the first entry lets in whoever knows one address of it.",
  fix: "Use `req.ip` with `trust proxy` set to your own proxies, or keep such callers apart by the network.",
  cwe: ["CWE-290", "CWE-348"],
  needs: {
    path: "server",
    text: [
      /\.(?:includes|has|indexOf|contains|some|find|check|startsWith)\(|[!=]==?\s*["'`](?:127|::1|::ffff|localhost)|["'](?:127\.[\d.]+|::1|localhost)["']\s*[!=]==?|(?:allow|white|trust|permit|authori[sz]ed|internal|local|private|loopback)\w*\(|ip-range-check|Cidr|ipaddr|netmask|subnet|range_check/i,
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "BinaryExpression")) {
      const given = node.type === "CallExpression" ? comparedByCall(project, module, node) : comparedWith(module, node)
      const decided = given && isDecision(module, node, given.isList) ? given : null
      const value = decided && forwardedAddress(project, module, decided.address)
      if (value) yield told(module, node, value)
    }
  },
})

interface Compared {
  readonly address: Node
  /** A list that says by its name that it lets somebody in. */
  readonly isList: boolean
}

// `allowedIps.includes(ip)`, `office.check(ip)` of a `net.BlockList`, `ip.startsWith("10.")`, `isAllowedIp(ip)`, `ipRangeCheck(ip, ranges)`
function comparedByCall(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Compared | null {
  const [first] = call.arguments
  if (!first) return null
  const callee = bare(call.callee)
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : callee.type === "Identifier" ? callee.name : ""
  if (callee.type === "MemberExpression") {
    const holder = module.textOf(callee.object)
    if (method === "startsWith" || method === "includes") {
      const literal = stringOf(first)
      if (literal !== null) return OWN_ADDRESS.test(literal) ? { address: callee.object, isList: false } : null
    }
    if (method === "check") return originOf(project, module, callee) === "net.BlockList().check" ? { address: first, isList: true } : null
    if (LIST_METHOD.test(method)) {
      // `["127.0.0.1", "::1"].includes(ip)`
      const list = bare(callee.object)
      const isOwn = list.type === "ArrayExpression" && list.elements.some((each) => each !== null && OWN_ADDRESS.test(stringOf(each) ?? ""))
      const isList = LIST_OF_ADDRESSES.test(holder.slice(-60)) && !OTHER_LIST.test(holder.slice(-60))
      if (isOwn || isList) {
        const asked = isFunction(bare(first)) ? askedInside(module, bare(first)) : first
        return asked && { address: asked, isList: isList && ALLOWS.test(holder.slice(-60)) }
      }
    }
  }
  // What a call means is asked of those that decide something only.
  const asked = isDecision(module, call, false) ? askedOfNetwork(project, module, call, method) : null
  if (asked) return OTHER_LIST.test(method) || keepsOut(module, call) ? null : { address: asked, isList: false }
  const path = /range/i.test(method) ? originOf(project, module, callee) : null
  if (path !== null && /^ip-range-check\b/.test(path)) return { address: first, isList: ALLOWS.test(module.textOf(call)) }
  if (!ASKS_ADDRESS.test(method) || !OF_ADDRESS.test(method) || OTHER_LIST.test(method)) return null
  return { address: first, isList: true }
}

/** The address that packages for networks compare: in `isInSubnet(ip, office)`, `new Netmask(office).contains(ip)`, `ipaddr.parse(ip).match(office)`. */
function askedOfNetwork(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }, method: string): Node | null {
  const [first, second] = call.arguments
  const callee = bare(call.callee)
  const origin = originOf(project, module, callee) ?? ""
  if (IN_NETWORK.test(origin)) return first ?? null
  if (HOLDS_ADDRESS.test(origin)) return second ?? null
  const made = callee.type === "MemberExpression" ? bare(callee.object) : null
  if (/^ipaddr\.js\.(?:parse|process)\(\)\.match$/.test(origin) && made?.type === "CallExpression") return made.arguments[0] ?? null
  // A function of the repository that is given the address and asks such a package.
  const meaning = call.arguments.length <= 2 ? meaningOf(project, module, callee) : null
  if (meaning?.kind !== "function" || !first || /range|parse|normali/i.test(method)) return null
  let count = 0
  for (const each of descendants(meaning.node)) {
    if (++count > MAX_NODES) return null
    if (each.type !== "CallExpression" || !OF_NETWORKS.test(originOf(project, meaning.module, each.callee) ?? "")) continue
    return first
  }
  return null
}

// `if (inside(ip)) return res.sendStatus(403)`: a false address gets nobody in there.
function keepsOut(module: SourceModule, node: Node): boolean {
  let isNegated = false
  let below = node
  for (const above of ancestors(node)) {
    if (above.type === "UnaryExpression" && above.operator === "!") isNegated = !isNegated
    else if (above.type === "IfStatement" && above.test === below) {
      const turnsAway = /\b40[134]\b|forbidden|unauthori[sz]ed|denied|\bthrow\b|\bdestroy\(/i.test(
        module.textOf(above.consequent).slice(0, MAX_TEXT),
      )
      return isNegated !== turnsAway
    } else if (!/^(?:LogicalExpression|AwaitExpression|ParenthesizedExpression)$/.test(above.type)) return false
    below = above
  }
  return false
}

// `allowedRanges.some((range) => contains(range, ip))`: the name in there that is not the parameter's own.
function askedInside(module: SourceModule, callback: Node): Node | null {
  if (!isFunction(callback) || !callback.body || callback.end - callback.start > 300) return null
  for (const node of descendants(callback.body)) {
    if (node.type !== "Identifier" || !/ip|addr/i.test(node.name)) continue
    const isName = node.parent?.type !== "MemberExpression" || node.parent.object === node
    if (isName && module.bindings.resolve(node)?.declaration.type === "VariableDeclarator") return node
  }
  return null
}

// `ip === "127.0.0.1"`, `ip !== process.env.ALLOWED_IP`
function comparedWith(module: SourceModule, node: Node & { type: "BinaryExpression" }): Compared | null {
  if (!/^[!=]==?$/.test(node.operator)) return null
  for (const [side, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const literal = stringOf(other)
    if (literal !== null) {
      if (OWN_ADDRESS.test(literal)) return { address: side, isList: false }
      continue
    }
    const text = module.textOf(other)
    if (
      text.length < 80 &&
      /^(?:process\.env|config|settings|options|this\.config)\b/.test(text) &&
      ALLOWS.test(text) &&
      OF_ADDRESS.test(text)
    )
      return { address: side, isList: true }
  }
  return null
}

/** Whether somebody is let in or turned away by the answer. */
function isDecision(module: SourceModule, node: Node, isList: boolean): boolean {
  let below = node
  for (const above of ancestors(node)) {
    switch (above.type) {
      case "LogicalExpression":
      case "UnaryExpression":
      case "AwaitExpression":
      case "ParenthesizedExpression":
        break
      // `allowed.indexOf(ip) === -1`
      case "BinaryExpression":
        if (!/^(?:[<>]=?|[!=]==?)$/.test(above.operator)) return false
        break
      case "IfStatement":
        return above.test === below && branches(module, above, isList)
      case "ConditionalExpression":
        return above.test === below && REFUSES.test(module.textOf(above).slice(0, MAX_TEXT))
      case "VariableDeclarator": {
        const binding = above.id.type === "Identifier" ? module.bindings.resolve(above.id) : null
        const around = enclosingFunction(above)
        return (
          binding !== null &&
          around !== null &&
          usesOf(module, binding, around).some((use) =>
            [...ancestors(use)].some(
              (each) =>
                each.type === "IfStatement" && each.test.start <= use.start && use.end <= each.test.end && branches(module, each, isList),
            ),
          )
        )
      }
      case "ReturnStatement":
      case "ArrowFunctionExpression": {
        const around = above.type === "ReturnStatement" ? enclosingFunction(above) : above
        const name = around ? (functionName(around) ?? "") : ""
        return (
          (ASKS_ADDRESS.test(name) && OF_ADDRESS.test(name)) || name === "canActivate" || (isList && /auth|access|guard|admin/i.test(name))
        )
      }
      default:
        return false
    }
    below = above
  }
  return false
}

function branches(module: SourceModule, { consequent, alternate }: Node & { type: "IfStatement" }, isList: boolean): boolean {
  const text = `${module.textOf(consequent).slice(0, MAX_TEXT)} ${alternate ? module.textOf(alternate).slice(0, MAX_TEXT) : ""}`
  if (NARROWS.test(text)) return false
  return isList || REFUSES.test(text)
}

function told(module: SourceModule, at: Node, { name }: ClientValue): Draft {
  const code = module.textOf(at).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)
  return {
    at,
    message: `Whoever sends the request passes this check by sending \`${name.toLowerCase()}: 127.0.0.1\` or another address from the list: \`${code}\` believes a header that every sender can write.`,
  }
}
