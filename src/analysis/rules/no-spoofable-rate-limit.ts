import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
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
  needs: { path: "server", words: ["proxy", "trustProxy", "keyGenerator", "trust"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/trust ?proxy|keyGenerator|\.proxy\s*=/i.test(module.text)) return
    const counts = LIMITERS.some((name) => project.dependsOn(module.path, name) !== null)
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression", "AssignmentExpression")) {
      const key = node.type === "AssignmentExpression" ? null : countedBy(module, node)
      if (key) {
        yield {
          at: key.at,
          title: `The limit counts by a header the caller writes`,
          message: `Whoever sends another \`${key.name}\` with each request is never stopped: the key of the limit comes from that header.`,
          fix: "Count by `req.ip`, with `trust proxy` set to the number of your own proxies.",
        }
        continue
      }
      const trusted = counts ? trustIn(project, module, node) : null
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
function countedBy(module: SourceModule, call: Node & { type: "CallExpression" | "NewExpression" }): { at: Node; name: string } | null {
  for (const each of call.arguments) {
    const made = propertyOf(each, "keyGenerator")
    const running = made ? bare(made) : null
    if (!running || !isFunction(running) || !running.body) continue
    // Counted by the account or by both: the address is not all of the key.
    // `header ?? req.ip` is the address only for those who send no header.
    const text = module
      .textOf(running)
      .replace(/(?:\?\?|\|\|)\s{0,8}(?:(?:req|request|ctx)\.(?:ip|(?:socket|connection)\.remoteAddress))/g, "")
    if (/\b(?:user|email|account|apiKey|\.ip)\b/i.test(text)) continue
    for (const node of descendants(running.body)) {
      const value = node.type === "MemberExpression" || node.type === "CallExpression" ? clientValueOf(module, node) : null
      if (value?.place === "header" && ADDRESS.test(value.name)) return { at: made ?? node, name: value.name }
    }
  }
  return null
}

function isTrue(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === true
}
