import { isServerPath } from "../calls/server-path.ts"
import { isGuardText } from "../routes/guard-words.ts"
import { isPath, literalStart, pathTestIn, shown } from "../routes/path-tests.ts"
import type { PathTest } from "../routes/path-tests.ts"
import { routesIn } from "../routes/collect-routes.ts"
import type { Route } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// A branch that turns the caller away.
const DENIES =
  /\b40[13]\b|unauthori[sz]ed|forbidden|denied|not[_ ]?allowed|throw\b|\bnext\(\s*(?:new\b|\w*[eE]rr)|redirect\([^)]{0,40}log-?in|sign-?in/i
const ASKS =
  /\b(?:req|request|ctx)(?:\.state)?\.(?:user|session|auth|isAuthenticated|account)\b|isAdmin|isLoggedIn|\brole\b|token|authorization/i
// A function of this name says who need not log in.
const EXEMPTS =
  /auth\w*(?:not|skip|ignor|exempt|except|exclu)|(?:skip|ignore|exempt|bypass|no|without|not)\w*auth|is_?(?:public|open|exempt|excluded|whitelisted|anonymous|unprotected)/i
// Leaves the request to what comes next; hooks of Fastify just return.
const PASSES = /^\{?\s*(?:return\s+)?(?:await\s+)?(?:next|done)\(\s*\)|^\{?\s*return(?:\s+true)?\s*;?\s*\}?\s*$/

export const noBypassablePathCheck = defineRule({
  kind: "source",
  id: "no-bypassable-path-check",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A check by the path lets other spellings of it pass",
  why: "Express and Koa route `/Admin/` to the handler of `/admin` unless told otherwise. A guard that compares the text of the path sees two different ones, and lets the second through to the same handler.",
  fix: 'Register the guard with the path it is for, `app.use("/admin", guard)`, or on the routes themselves.',
  cwe: ["CWE-178", "CWE-289"],
  needs: { path: "server", text: [/\.(?:use|all)\(|\.(?:path|url|originalUrl)\b/] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || isStrict(project)) return
    if (/\.(?:use|all)\(/.test(module.code)) {
      for (const route of routesIn(project, module.path)) {
        const found = patternGuard(module, route)
        if (found) yield found
      }
    }
    if (!/\.(?:path|url|originalUrl)\b/.test(module.text)) return
    const isExpress = ["express", "koa", "@nestjs/platform-express", "@koa/router", "koa-router"].some(
      (name) => project.dependsOn(module.path, name) !== null,
    )
    for (const node of nodesOf(module.program, "IfStatement")) {
      const found = waivedBy(module, node) ?? (isExpress ? comparedBy(module, node) : null)
      if (found) yield found
    }
    for (const node of nodesOf(module.program, "ReturnStatement")) {
      const found = exemptedBy(module, node)
      if (found) yield found
    }
    if (!isExpress) return
    for (const node of nodesOf(module.program, "SwitchStatement")) {
      const found = switchedBy(module, node)
      if (found) yield found
    }
  },
})

// Somebody asked the router to tell them apart.
function isStrict(project: Project): boolean {
  return project.once("case sensitive routing", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /case sensitive routing|caseSensitive:\s*true|sensitive:\s*true/)),
  )
}

// `app.use(/\/admin\/.*/, guard)` beside `app.get("/admin/users", …)`
function patternGuard(module: SourceModule, { framework, method, node, middleware, handler }: Route): Draft | null {
  if (framework !== "Express" || (method !== "USE" && method !== "ALL") || node.type !== "CallExpression") return null
  const pattern = node.arguments[0]
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex || pattern.regex.flags.includes("i")) return null
  const start = literalStart(pattern.regex.pattern)
  if (!/[a-z]{2}/i.test(start)) return null
  const guards = [...middleware, handler].some(
    ({ node: each, function: running, functionModule }) =>
      isGuardText(module.textOf(each).slice(0, 80)) || (running?.body ? refuses(functionModule.textOf(running).slice(0, 5_000)) : false),
  )
  if (!guards) return null
  const end = pattern.end
  const edits: Edit[] = [{ start: end, end, text: "i" }]
  return {
    at: node.callee.type === "MemberExpression" ? { start: node.start, end: pattern.end } : node,
    confidence: "high",
    title: `The guard of \`${start}\` does not see other spellings`,
    message: `\`${start.toUpperCase()}\` reaches the same handler and passes by this guard: Express does not tell small letters from capitals in paths, the pattern \`${module.textOf(pattern).replaceAll("`", "'").slice(0, 60)}\` does.`,
    fix: `Write the path as text, \`"${start.replace(/\/$/, "")}"\`, or add the flag \`i\`.`,
    edits,
  }
}

// `next(error)` alone hands on what failed, whatever the middleware is for.
function refuses(text: string): boolean {
  return DENIES.test(text.replace(/\bnext\(\s*\w*[eE]rr\w*\b/g, ""))
}

// `if (req.path.startsWith("/admin") && !req.user.isAdmin) return res.sendStatus(403)`
function comparedBy(module: SourceModule, node: Node & { type: "IfStatement" }): Draft | null {
  const found = pathTestIn(module, node.test)
  if (found?.isNegated && !found.isAnywhere && isMiddleware(node)) return skippedBy(module, node, found)
  if (!found || found.isNegated || /toLowerCase|\/i\b/.test(module.textOf(node.test))) return null
  const branch = module.textOf(node.consequent).slice(0, 2_000)
  const test = module.textOf(node.test)
  if (!turnsAway(test, branch) || !isMiddleware(node)) return null
  return spellings(module, found)
}

// `if (!req.path.startsWith("/admin")) return next()` before a check
function skippedBy(module: SourceModule, node: Node & { type: "IfStatement" }, found: PathTest): Draft | null {
  const around = enclosingFunction(node)
  const passes = PASSES.test(module.textOf(node.consequent))
  if (
    !passes ||
    !isOnlyPaths(module, node.test) ||
    /toLowerCase|\/i\b/.test(module.textOf(node.test)) ||
    !around ||
    !isGuard(module, around, node)
  )
    return null
  return spellings(module, found)
}

// `req.path !== "/admin" && !req.path.startsWith("/settings")`; beside another condition somebody may have thought of the rest.
function isOnlyPaths(module: SourceModule, test: Node, depth = 0): boolean {
  const inner = bare(test)
  if (inner.type !== "LogicalExpression") return pathTestIn(module, inner)?.isNegated === true
  return depth < 20 && inner.operator === "&&" && isOnlyPaths(module, inner.left, depth + 1) && isOnlyPaths(module, inner.right, depth + 1)
}

// `switch (req.path) { case "/admin": return requireAdmin(req, res, next); default: next() }`
function switchedBy(module: SourceModule, node: Node & { type: "SwitchStatement" }): Draft | null {
  if (!isPath(module, node.discriminant) || !isMiddleware(node)) return null
  const around = enclosingFunction(node)
  const rest = around ? module.code.slice(node.end, around.end) : ""
  const other = node.cases.find((each) => each.test === null)
  const passes = other ? other.consequent.map((each) => module.textOf(each)).join(" ") : rest
  if (!/\bnext\(\s*\)/.test(passes) || DENIES.test(other ? passes : rest)) return null
  for (const [index, each] of node.cases.entries()) {
    const text = stringOf(each.test)
    // Cases above one another share what the last of them does.
    const does = node.cases.slice(index).find(({ consequent }) => consequent.length > 0)
    const branch = does?.consequent.map((statement) => module.textOf(statement)).join(" ") ?? ""
    if (!each.test || text === null || !/^\/[\w-]/.test(text) || !turnsAway(module.textOf(node.discriminant), branch)) continue
    return spellings(module, { node: each.test, text: shown(text), isWhole: true, isNegated: false, isAnywhere: false })
  }
  return null
}

function turnsAway(test: string, branch: string): boolean {
  return (
    (DENIES.test(branch.slice(0, 600)) && (ASKS.test(test) || ASKS.test(branch.slice(0, 2_000)))) ||
    /^\{?\s*(?:return\s+)?(?:\w+\.)?(?:require|check|verify|ensure|is)\w*(?:Auth|Admin|Login|Role|Token)\w*\(/.test(branch)
  )
}

function spellings(module: SourceModule, { node, text, isWhole }: PathTest): Draft {
  return {
    at: node,
    title: `The guard of \`${text}\` does not see other spellings`,
    message: `\`${text.toUpperCase()}\`${isWhole ? ` or \`${text}/\`` : ""} reaches the same handler and passes by this guard: the router does not tell them apart, \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` does.`,
  }
}

// `if (req.url.includes("/public")) return next()`: `/admin?x=/public` passes as well.
function waivedBy(module: SourceModule, node: Node & { type: "IfStatement" }): Draft | null {
  const branch = module.textOf(node.consequent)
  if (!PASSES.test(branch)) return null
  const found = pathTestIn(module, node.test)
  if (!found || !found.isAnywhere || found.isNegated) return null
  const around = enclosingFunction(node)
  return around && isGuard(module, around, node.consequent) ? anywhere(module, found) : null
}

// `authNotNeeded(req) { return this.open.some((each) => each.test(req.originalUrl)) }`
function exemptedBy(module: SourceModule, node: Node & { type: "ReturnStatement" }): Draft | null {
  const around = node.argument ? enclosingFunction(node) : null
  if (!node.argument || !around || !EXEMPTS.test(functionName(around) ?? "")) return null
  const found = pathTestIn(module, node.argument)
  return found?.isAnywhere && !found.isNegated ? anywhere(module, found) : null
}

function anywhere(module: SourceModule, found: PathTest): Draft {
  return {
    at: found.node,
    title: `\`${found.text}\` anywhere in the address passes the guard`,
    message: `Whoever adds \`?x=${found.text}\` to any address skips what this function checks: \`${module.textOf(found.node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` looks at the query as well.`,
    fix: "Compare the beginning of the path without the query, or register the open routes before the guard.",
  }
}

// After the exception comes a check.
function isGuard(module: SourceModule, around: FunctionNode, node: Node): boolean {
  const rest = module.code.slice(node.end, around.end).slice(0, 3_000)
  return DENIES.test(rest) || /verify\(|isAuthenticated\(/.test(rest)
}

function isMiddleware(node: Node): boolean {
  const around = enclosingFunction(node)
  return isFunction(around) && around.params.length >= 2
}
