import { clientValueOf } from "../calls/client-value.ts"
import { forwardedAddress } from "../calls/forwarded-address.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, functionName, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const LIMITERS = [
  "express-rate-limit",
  "express-slow-down",
  "rate-limiter-flexible",
  "@fastify/rate-limit",
  "koa-ratelimit",
  "@nestjs/throttler",
  "express-brute",
]
const ADDRESS = /^(?:x-forwarded-for|x-real-ip|x-client-ip|client-ip|true-client-ip)$/i

export const noSpoofableRateLimit = defineRule({
  kind: "source",
  id: "no-spoofable-rate-limit",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "medium",
  title: "Callers choose by which address they are counted",
  why: "Every sender may write `X-Forwarded-For`; only the entries that one's own proxies added are true. A limit that counts by the others counts each request for somebody else.",
  fix: 'Trust exactly the proxies that stand before the service: `app.set("trust proxy", 1)`, and count by `req.ip`.',
  cwe: ["CWE-348", "CWE-307"],
  needs: { path: "server", words: ["proxy", "trustProxy", "keyGenerator", "trust", "consume", "getTracker", "ratelimit", "rateLimit"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/trust ?proxy|keyGenerator|\.proxy\s*=|\.consume\(|getTracker|koa-ratelimit/i.test(module.text))
      return
    const counts = LIMITERS.some((name) => project.dependsOn(module.path, name) !== null)
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression", "AssignmentExpression", "FunctionExpression")) {
      const key = node.type === "AssignmentExpression" ? null : countedBy(project, module, node)
      if (key) {
        yield {
          at: key.at,
          title: `The limit counts by a header the caller writes`,
          message: `Whoever sends another \`${key.name}\` with each request is never stopped: the key of the limit comes from that header.`,
          fix: "Count by `req.ip`, with `trust proxy` set to the number of your own proxies.",
        }
        continue
      }
      const trusted = counts && !isFunction(node) ? trustIn(project, module, node) : null
      if (!trusted) continue
      yield {
        at: trusted,
        message: `Whoever sends another \`X-Forwarded-For\` with each request is never stopped by the rate limit: \`${module.textOf(trusted).replaceAll("`", "'").slice(0, 60)}\` takes the first address of the header for the caller's, and that one the caller writes.`,
      }
    }
  },
})

// `app.set("trust proxy", true)`, `app.enable("trust proxy")`, `Fastify({ trustProxy: true })`, `app.proxy = true`
function trustIn(project: Project, module: SourceModule, node: Node): Node | null {
  if (node.type === "AssignmentExpression") {
    const isKoa =
      node.left.type === "MemberExpression" &&
      propertyName(node.left) === "proxy" &&
      originOf(project, module, node.left.object)?.startsWith("koa()") === true
    return isKoa && isTrue(node.right) ? node : null
  }
  if (node.type !== "CallExpression") return null
  if (node.callee.type === "MemberExpression") {
    const method = propertyName(node.callee)
    if (stringOf(node.arguments[0]) === "trust proxy")
      return method === "enable" || (method === "set" && node.arguments[1] && isTrue(node.arguments[1])) ? node : null
  }
  if (originOf(project, module, node.callee) !== "fastify") return null
  const value = propertyOf(node.arguments[0], "trustProxy")
  return value && isTrue(value) ? (value.parent ?? value) : null
}

/** The header that the key of a limit is read from, `keyGenerator: (req) => req.headers["x-forwarded-for"]`. */
function countedBy(
  project: Project,
  module: SourceModule,
  node: Node & { type: "CallExpression" | "NewExpression" | "FunctionExpression" },
): { at: Node; name: string } | null {
  // Nest: the guard that says by what it counts.
  if (node.type === "FunctionExpression") {
    const isTracker = functionName(node) === "getTracker" && /Throttler/.test(module.code)
    return isTracker && node.body ? headerRead(project, module, node.body, node) : null
  }
  const isKoa = module.code.includes("koa-ratelimit") && originOf(project, module, node.callee) === "koa-ratelimit"
  for (const each of node.arguments) {
    const made = propertyOf(each, "keyGenerator") ?? (isKoa ? propertyOf(each, "id") : null)
    const key = made ? keyMadeBy(project, module, made) : null
    if (key) return key
  }
  // `limiter.consume(clientOf(req))` of rate-limiter-flexible
  const isConsume =
    node.callee.type === "MemberExpression" &&
    propertyName(node.callee) === "consume" &&
    /^rate-limiter-flexible\.(?:\w+\.)?RateLimiter\w+\(\)\.consume$/.test(originOf(project, module, node.callee) ?? "")
  const given = isConsume && node.arguments[0] ? valueOf(module, node.arguments[0]) : null
  if (!given) return null
  return (given.type === "CallExpression" ? keyMadeBy(project, module, given.callee) : null) ?? headerRead(project, module, given, given)
}

/** The header that a function takes the key from, written in place or known by name. */
function keyMadeBy(project: Project, module: SourceModule, named: Node): { at: Node; name: string } | null {
  const inner = bare(named)
  if (isFunction(inner)) {
    const read = inner.body ? headerRead(project, module, inner.body, inner) : null
    return read && { ...read, at: named }
  }
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return null
  const meaning = meaningOf(project, module, inner)
  if (meaning?.kind !== "function" || !isFunction(meaning.node) || !meaning.node.body) return null
  const read = headerRead(project, meaning.module, meaning.node.body, meaning.node)
  return read && { ...read, at: meaning.module === module ? read.at : named }
}

function headerRead(project: Project, module: SourceModule, part: Node, whole: Node): { at: Node; name: string } | null {
  // Counted by the account or by both: the address is not all of the key.
  // `header ?? req.ip` is the address only for those who send no header.
  const text = module
    .namesOf(whole)
    .slice(0, 5_000)
    .replace(/(?:\?\?|\|\|)\s{0,8}(?:(?:req|request|ctx)\.(?:ip|(?:socket|connection)\??\.remoteAddress))/g, "")
  if (/\b(?:user|user_?name|login|email|account|apiKey)\b|\.ip\b/i.test(text)) return null
  // The last entry is the one that the own proxy has added.
  if (/\.at\(\s{0,8}-|\.pop\(\)|\.length\s{0,8}-|\.slice\(\s{0,8}-|trusted/i.test(text)) return null
  for (const node of [part, ...descendants(part)]) {
    const value = node.type === "MemberExpression" || node.type === "CallExpression" ? clientValueOf(module, node) : null
    if (value?.place === "header" && ADDRESS.test(value.name)) return { at: node, name: value.name }
    // `keyGenerator: (req) => clientAddress(req)`
    const helped = value === null && node.type === "CallExpression" ? forwardedAddress(project, module, node) : null
    if (helped) return { at: node, name: helped.name }
  }
  return null
}

// `const client = clientOf(req)`
function valueOf(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const declared = binding?.assigned.length === 0 ? binding.declaration : null
  return declared?.type === "VariableDeclarator" && declared.init && declared.id.type === "Identifier" ? bare(declared.init) : inner
}

function isTrue(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === true
}
