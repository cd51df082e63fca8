import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { enclosingClass } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

const LIMITS = /rate_?-?limit|limiter|throttl|brute|slow_?down|(?:login|auth|api|otp|request)_?limit/i
const COUNTS = /rate_?limit\w{0,20}\(|limiter\w{0,20}\.\w{1,30}\(|throttle\w{0,20}\(/i
const GUESSED = /^(?:log-?in|sign-?in|authenticate|forgot(?:ten)?-?password|reset-?password|otp|verify-?otp|send-?otp|2fa|mfa|totp|pin)$/i

const FASTIFY_LIMITS = /@fastify\/rate-limit|["']fastify-rate-limit/
const ONLY_WHERE_ASKED = /\bglobal\s*:\s*false\b/

export const requireRateLimitOnLogin = defineRule({
  kind: "source",
  id: "require-rate-limit-on-login",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "medium",
  title: "Passwords and codes can be tried without end",
  why: "Six digits are guessed in an hour and common passwords in minutes when nothing slows the guesses down. A service that limits other routes has the means at hand.",
  fix: "Put a limiter for each account and address before the handler.",
  cwe: ["CWE-307"],
  needs: { path: "server", routes: true },
  *check({ project, module }) {
    if (!isServerPath(module.path) || limitsEverything(project)) return
    for (const route of routesIn(project, module.path)) {
      // What stands before a controller of one's own is not seen.
      if (route.isIndirect) continue
      const last = (route.path ?? "")
        .split("/")
        .filter((each) => each !== "" && !each.startsWith(":"))
        .at(-1)
      if (route.method !== "POST" || last === undefined || !GUESSED.test(last) || isLimited(route)) continue
      const limiters = limitersOf(project)
      // Where it cannot be told what a limiter covers, it may cover this.
      if (
        limiters.some(
          (each) => each.method === "USE" && (each.path === null || (route.path ?? "").startsWith(each.path.replace(/\/$/, ""))),
        )
      )
        continue
      const example = limiters.find((each) => each.method !== "USE")
      if (!example && !(route.framework === "Fastify" && limitsWhereAsked(project))) continue
      const label = routeLabel(route)
      yield {
        at: { line: module.lineOf(route.node) },
        title: `${label} may be tried without end`,
        message: `Whoever has a list of passwords or a range of codes tries them all: nothing limits \`${label}\`, ${example ? `while \`${routeLabel(example)}\` has a limiter` : "since the limiter is registered with `global: false` and this route does not ask for it"}.`,
        key: label,
      }
    }
  },
})

// Fastify's plug-in and a global guard of Nest stand before every route without a word at any of them, unless told to limit those that ask for it.
function limitsEverything(project: Project): boolean {
  return project.once("limits every route", () =>
    project.sourcePaths.some((path) =>
      project.codeMentions(path, FASTIFY_LIMITS)
        ? !project.codeMentions(path, ONLY_WHERE_ASKED) || project.codeMentions(path, /addHook\([^)]{0,200}(?:rate_?limit|limiter)/i)
        : project.codeMentions(path, /hapi-rate-limit|APP_GUARD[^}]{0,120}Throttl|useGlobalGuards\([^)]{0,80}Throttl/),
    ),
  )
}

function limitsWhereAsked(project: Project): boolean {
  return project.once("limits where asked", () =>
    project.sourcePaths.some(
      (path) => isServerPath(path) && project.codeMentions(path, FASTIFY_LIMITS) && project.codeMentions(path, ONLY_WHERE_ASKED),
    ),
  )
}

function limitersOf(project: Project): readonly Route[] {
  return project.once("routes with limiters", () => routesOf(project).filter((each) => isServerPath(each.module.path) && isLimited(each)))
}

function isLimited(route: Route): boolean {
  const { node, module } = route
  const parts = [...route.middleware, ...(route.method === "USE" ? [route.handler] : [])].map((each) =>
    each.module.textOf(each.node).slice(0, 200),
  )
  if (node.type === "MethodDefinition") {
    const decorators = [...node.decorators, ...(enclosingClass(node)?.decorators ?? [])]
    parts.push(...decorators.map((each) => module.textOf(each)))
  } else if (route.framework === "Fastify" || route.framework === "Hapi") parts.push(module.textOf(node).slice(0, 600))
  // `rateLimiter.consume(req.ip)`, `checkRateLimit(…)` in the handler itself.
  const { function: running, functionModule } = route.handler
  const counts = running !== null && COUNTS.test(functionModule.namesOf(running).slice(0, 10_000))
  return counts || parts.some((each) => LIMITS.test(each))
}
