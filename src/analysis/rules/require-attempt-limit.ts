import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { routesOf } from "../routes/collect-routes.ts"
import type { Route } from "../routes/route.ts"
import { bare, enclosingFunction, functionName, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// How codes of four to eight digits are made or told from others.
const SHORT =
  /\brandomInt\(\s*(?:0\s*,\s*|1_?0{3}\s*,\s*|10_?000\s*,\s*|100_?000\s*,\s*)?\d[\d_]{3,9}\s*\)|padStart\(\s*[4-8]\s*,\s*["']0["']\s*\)|Math\.floor\([^;]{0,40}Math\.random\(\)\s*\*\s*9?0{3,7}\)/
const CODE = /^(?:\w*(?:otp|code|pin|passcode)|given|entered|provided|submitted|candidate|input|guess)$/i
const STORED = /stored|expected|saved|kept|record|row|entry|hash|digest|otp|challenge|session|user|code/i
const COUNTS =
  /attempt|tries\b|retries|fail(?:ed|ure)|\bincr|\$inc\b|increment|decrement|lock(?:ed|out)|remaining|limit|throttl|brute|\brate|\bmax|counter/i
// Who takes the code away before it is compared lets it be tried once.
const TAKES_AWAY = /getdel|\bdel\(|delete|remove|destroy|consume|take\(|pop\(|used_?at\s*[:=]/i
const LIMITS = /rate_?-?limit|limiter|throttl|brute|slow_?down/i
const MAX_IMPORTERS = 20
const MAX_TEXT = 10_000

export const requireAttemptLimit = defineRule({
  kind: "source",
  id: "require-attempt-limit",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A short code may be tried without end",
  why: "A code of six digits has a million values. A program tries them all within the minutes the code is valid, unless wrong guesses are counted and end it.",
  fix: "Count wrong guesses beside the code, and delete the code after a handful.",
  cwe: ["CWE-307"],
  needs: { path: "server", text: [SHORT] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !SHORT.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression", "BinaryExpression")) {
      const around = comparesCode(module, node) ? enclosingFunction(node) : null
      const name = around ? functionName(around) : null
      if (!around || name === null || around.end - around.start > 5_000) continue
      const before = module.namesOf({ start: around.start, end: node.start })
      // Codes that are looked up by themselves, or compared with something that is at hand, are another matter.
      if (COUNTS.test(module.namesOf(around)) || TAKES_AWAY.test(before) || !/\bawait\b|\.then\(|\.get\(/.test(before)) continue
      if (isLimitedByCallers(project, module, name)) continue
      yield {
        at: node,
        message: `Whoever knows for whom a code was made tries them all while it is valid: \`${name}\` counts no wrong guesses, and the code stays after each of them.`,
        fix: "Count the guesses where the code is kept (`INCR` with an expiry, a column), and delete the code after five.",
      }
    }
  },
})

// `timingSafeEqual(stored, digest(code))`, `stored !== code`, `await bcrypt.compare(code, row.hash)`
function comparesCode(module: SourceModule, node: Node): boolean {
  const around = enclosingFunction(node)
  if (!around) return false
  if (node.type === "CallExpression") {
    const name =
      node.callee.type === "MemberExpression" ? propertyName(node.callee) : node.callee.type === "Identifier" ? node.callee.name : null
    if (name === null || !/^(?:timingSafeEqual|compare|verify|safeCompare|constantTimeEqual)$/.test(name) || node.arguments.length < 2)
      return false
    const texts = node.arguments.map((each) => module.textOf(each).slice(0, 200))
    return node.arguments.some((each) => speaksOfCode(module, each, around)) && texts.some((each) => STORED.test(each))
  }
  if (node.type !== "BinaryExpression" || !/^[!=]==?$/.test(node.operator)) return false
  const sides = [bare(node.left), bare(node.right)]
  return (
    sides.some((each) => isCode(module, each, around)) &&
    sides.some(
      (each) => each.type === "MemberExpression" || (each.type === "Identifier" && !isCode(module, each, around) && STORED.test(each.name)),
    )
  )
}

function speaksOfCode(module: SourceModule, argument: Node, around: FunctionNode): boolean {
  const inner = bare(argument)
  if (inner.type === "CallExpression" || inner.type === "NewExpression")
    return inner.arguments.some((each) => speaksOfCode(module, each, around))
  if (inner.type === "MemberExpression") return speaksOfCode(module, inner.object, around)
  return isCode(module, inner, around)
}

// A parameter of the function that goes by such a name.
function isCode(module: SourceModule, node: Node, around: FunctionNode): boolean {
  if (node.type !== "Identifier" || !CODE.test(node.name)) return false
  const binding = module.bindings.resolve(node)
  if (binding?.kind === "parameter") return true
  const isLocal =
    binding?.kind === "variable" && binding.identifier.start >= around.start && binding.declaration.type === "VariableDeclarator"
  const init = isLocal && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return init ? /\b(?:body|query|payload|params|input)\b/.test(module.textOf(init).slice(0, 100)) : false
}

// A limiter on the route, before everything, or in the function that calls this one.
function isLimitedByCallers(project: Project, module: SourceModule, name: string): boolean {
  if (limitsEverything(project)) return true
  const calls = new RegExp(`\\b${escapePattern(name)}\\(`)
  const paths = new Set([module.path, ...(importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)])
  return routesOf(project).some((route) => {
    const running = route.handler.function
    if (!running || !(paths.has(route.module.path) || paths.has(route.handler.functionModule.path))) return false
    const text = route.handler.functionModule.namesOf(running).slice(0, MAX_TEXT)
    return calls.test(text) && (COUNTS.test(route.handler.functionModule.namesOf(running).slice(0, MAX_TEXT)) || isLimited(route))
  })
}

function isLimited({ node, module, middleware }: Route): boolean {
  const text = module.namesOf(node)
  return LIMITS.test(text.slice(0, 600)) || middleware.some((each) => LIMITS.test(each.module.textOf(each.node).slice(0, 200)))
}

// `app.use(limiter)`, a global guard of Nest, and Fastify's plug-in unless it is told to leave routes alone.
function limitsEverything(project: Project): boolean {
  return project.once("limits every guess", () =>
    project.sourcePaths.some((path) => {
      if (isTestPath(path) || !project.mentions(path, LIMITS)) return false
      const text = project.codeOf(path) ?? ""
      if (
        /\.use\([^;]{0,60}(?:rate_?-?limit|limiter|throttl|slow_?down)|APP_GUARD[^}]{0,120}Throttl|useGlobalGuards\([^)]{0,80}Throttl/i.test(
          text,
        )
      )
        return true
      return /@fastify\/rate-limit|hapi-rate-limit/.test(text) && !/global:\s*false/.test(text)
    }),
  )
}
