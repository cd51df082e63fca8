import { defineRule } from "../rule.ts"
import { calleeOf, lureOf } from "../flow/describe-flow.ts"
import { sayWeakHostCheck } from "../flow/weak-checks.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { ancestors, bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Flow } from "../flow/flow.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const ASKS_FOR_SLASH = /startsWith\(\s*["'`]\/["'`]\s*\)|\[0\]\s*[!=]==?\s*["']\/["']|charAt\(0\)\s*[!=]==?\s*["']\/["']/
// Whoever only looks for a slash is short.
const MAX_HELPER = 1_500
// The address as it was asked for, whatever was put behind it.
const WHOLE = /(?:^|\.)(?:req|request|ctx|context|this)\.(?:url|originalUrl)$/
const WHOLE_PATH = /^(?:req|request|ctx|context)\.path$/

export const noOpenRedirect = defineRule({
  kind: "flow",
  sink: "redirect",
  id: "no-open-redirect",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "Request data chooses the site the browser is sent to",
  why: "A link to the real site that ends on a copy of its login page is what phishing is made of; in an OAuth flow it hands the code to the attacker. A path of the own site cannot do that.",
  fix: "Redirect to a path of your own or to an entry of a fixed list.",
  cwe: ["CWE-601"],
  *check({ project, module, flow: whole }) {
    // What went through the session came in with another route.
    const flow = { ...whole, route: routeOfSource(project, whole) ?? whole.route }
    // Only what can be put into a link: nobody sends a victim's browser along with a header or a cookie of his choice.
    const isWhole = flow.marks.includes("percent-encoded")
    // `url.parse(req.url).pathname` is what was asked for; `new URL(req.url, site)` takes the host out of it.
    const asked =
      flow.marks.includes("url-parsed") || WHOLE_PATH.test(flow.source) ? flow.source : flow.source.replace(/\.(?:pathname|path|href)$/, "")
    const isAddress =
      (((isWhole || WHOLE.test(asked)) && /\b(?:url|originalUrl)$/.test(asked)) || WHOLE_PATH.test(asked)) && keepsAddress(flow)
    const isParameter = !isAddress && !isWhole && /\b(?:url|originalUrl|href)$/.test(flow.source)
    if (
      !isAddress &&
      !isParameter &&
      !/\b(?:query|searchParams|body|params|payload|param|queries|parseBody|json|form|formData|getQuery|readBody|getRouterParams?|(?:multiValueQ|q)ueryStringParameters|pathParameters)\b|^@(?:Quer|Body|Param|Path|queryP|requestBody)/.test(
        flow.source,
      )
    )
      return
    if (!isTarget(flow)) return
    const around = functionText(module, flow.node)
    const helper = helperWithSlash(project, flow)
    const asksForSlash = helper !== null || ASKS_FOR_SLASH.test(around)
    if (asksForSlash && /startsWith\(\s*["'`]\/\/|startsWith\(\s*["'`]\/\\\\|\[1\]|charAt\(1\)/.test(around)) return
    if (isAddress) {
      yield {
        at: flow.node,
        title: `A path that begins with \`//\` takes the browser to another site`,
        message: `A link to this site with \`//evil.example\` as its path is answered with a redirect to that host: browsers read \`//host\` as an address, and \`${flow.source}\` comes back as it was asked for.`,
        fix: 'Make several slashes at the beginning one before redirecting: `target.replace(/^\\/+/, "/")`.',
        confidence: "medium",
      }
      return
    }
    yield {
      at: flow.node,
      ...(helper ? { trace: withHelper(flow, helper) } : {}),
      title: `\`${flow.source}\` chooses where ${"callee" in flow.node ? `\`${calleeOf(flow)}\`` : flow.technology === "HTML" ? "this page" : "`@Redirect()`"} sends the browser`,
      message: asksForSlash
        ? `${lureOf(flow)} with \`//evil.example\` as \`${flow.source}\` passes the check for a leading \`/\` and takes the visitor to another site: browsers read \`//host\` as an address.`
        : `${lureOf(flow)} with a foreign address as \`${flow.source}\` takes the visitor from this site to any other, for example to a copy of its login page.${sayWeakHostCheck(flow)}`,
      fix: "Allow paths of this site alone: `const target = new URL(value, base)` and refuse it unless `target.origin === base`, or look the target up in a fixed list.",
      confidence: flow.certain || /redirect$|the call/.test(calleeOf(flow)) ? "high" : "medium",
    }
  },
})

interface Step {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** Where a function that the data pass through asks for a leading slash. */
function helperWithSlash(project: Project, flow: Flow): Step | null {
  for (const { path, line } of flow.trace) {
    const module = project.moduleOf(path)
    for (const call of module ? nodesOf(module.program, "CallExpression") : []) {
      if (!module || module.lineOf(call) !== line) continue
      const meaning = meaningOf(project, module, call.callee)
      if (meaning?.kind !== "function") continue
      const at = ASKS_FOR_SLASH.exec(meaning.module.textOf(meaning.node).slice(0, MAX_HELPER))
      const start = meaning.node.start + (at?.index ?? 0)
      if (at)
        return { path: meaning.module.path, line: meaning.module.lineOf({ start }), what: "is asked for a leading `/` and for no more" }
    }
  }
  return null
}

// It stands between the call and what becomes of it.
function withHelper({ trace }: Flow, helper: Step): readonly Step[] {
  return [...trace.slice(0, 1), helper, ...trace.slice(1)]
}

function routeOfSource(project: Project, { trace: [first] }: Flow): string | null {
  const module = first && project.moduleOf(first.path)
  if (!first || !module) return null
  for (const route of routesIn(project, first.path)) {
    const { function: handler, functionModule } = route.handler
    if (!handler || functionModule !== module) continue
    if (module.lineOf(handler) <= first.line && first.line <= module.endLineOf(handler)) return routeLabel(route)
  }
  return null
}

// Of the headers an answer can have only one sends the browser elsewhere.
function isTarget(flow: Flow): boolean {
  if (!/(?:setHeader|\.set|\.header)$/.test(calleeOf(flow)) || !("arguments" in flow.node)) return true
  // The address of what was made, not one to go to.
  if (/\b(?:status|code)\(\s*20\d|CREATED|ACCEPTED/.test(flow.module.textOf(flow.node))) return false
  return /^location$/i.test(stringOf((flow.node.arguments as readonly Node[])[0]) ?? "")
}

// The address the browser asked for, in front and under no path of a route: whoever makes the link decides how it begins.
function keepsAddress(flow: Flow): boolean {
  if (flow.route !== null && !/ (?:\/?\*|\/)$/.test(flow.route)) return false
  return beginsAsAsked(flow, locationIn(flow.argument), 0)
}

// `pathname + "/"` under a name, of a path under a name.
const MAX_NAMES = 3

function beginsAsAsked(flow: Flow, target: Node, names: number): boolean {
  let first = bare(target)
  for (let depth = 0; depth < 20 && first.type === "BinaryExpression" && first.left.type !== "PrivateIdentifier"; depth++)
    first = bare(first.left)
  if (first.type === "TemplateLiteral" && first.quasis[0]?.value.raw === "" && first.expressions[0]) first = bare(first.expressions[0])
  first = uncut(first)
  if (first.type === "Identifier") {
    if (!flow.marks.includes("percent-encoded")) return false
    const declared = isOnlyCut(flow.module, first) ? null : declaredAs(flow.module, first)
    return declared === null ? isOnlyCut(flow.module, first) : names < MAX_NAMES && beginsAsAsked(flow, declared, names + 1)
  }
  if (first.type !== "MemberExpression") return false
  const name = propertyName(first) ?? ""
  const parsed = bare(first.object)
  if (/^(?:pathname|path|href)$/.test(name) && parsed.type === "Identifier" && isOnlyCut(flow.module, parsed)) return true
  return /url$|^path$/i.test(name)
}

/** What a name that is given a value once is declared as. */
function declaredAs(module: SourceModule, name: Node & { type: "Identifier" }): Node | null {
  const binding = module.bindings.resolve(name)
  const declared = binding?.declaration
  const isPlain = declared?.type === "VariableDeclarator" && binding?.pattern.length === 0 && binding.assigned.length === 0
  return isPlain ? declared.init : null
}

// `req.path.slice(0, -1)`, `req.url.replace(/\/+$/, "")`: what is cut off at the end leaves the beginning.
function uncut(node: Node): Node {
  const inner = bare(node)
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return inner
  const method = propertyName(inner.callee) ?? ""
  const [first] = inner.arguments
  const isCut = /^(?:slice|substr|substring)$/.test(method) && first?.type === "Literal" && first.value === 0
  const pattern = method === "replace" && first?.type === "Literal" && "regex" in first ? first.regex?.pattern : undefined
  const keepsStart = isCut || method === "toLowerCase" || (pattern !== undefined && !pattern.startsWith("^") && pattern.endsWith("$"))
  return keepsStart ? uncut(inner.callee.object) : inner
}

// `{ Location: … }`
function locationIn(argument: Node): Node {
  const inner = bare(argument)
  return bare(propertyOf(inner, "Location") ?? propertyOf(inner, "location") ?? inner)
}

// `const [path] = req.url.split("?")` and `const { pathname } = url.parse(req.url)` begin as the address does; replacing takes the slashes away.
function isOnlyCut(module: SourceModule, name: Node & { type: "Identifier" }): boolean {
  const binding = module.bindings.resolve(name)
  const declared = binding?.declaration
  if (declared?.type !== "VariableDeclarator" || !declared.init || binding?.assigned.length !== 0) return false
  return /^[\w.!]{1,40}url!?\.split\([^)]{1,20}\)(?:\[0\])?$|^parseurl(?:\.original)?\([\w.]{1,40}\)(?:\.pathname)?$|^(?:\w{1,20}\.)?parse\([\w.!]{1,40}url!?(?:, ?\w{1,5})?\)(?:\.pathname)?$/i.test(
    module.textOf(declared.init),
  )
}

function functionText(module: SourceModule, node: Node): string {
  for (const above of ancestors(node)) if (isFunction(above)) return module.namesOf(above)
  return module.namesOf(module.program)
}
