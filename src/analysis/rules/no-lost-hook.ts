import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Spot } from "../rule.ts"
import { isGuardText } from "../routes/guard-words.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { requiredBy } from "../source/common-js.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

// What a plugin sets on its own instance, without adding anything that could be reached there.
const SETS =
  /^(?:addHook|decorate|decorateRequest|decorateReply|setErrorHandler|addContentTypeParser|removeContentTypeParser|setValidatorCompiler)$/
const BEFORE_HANDLER = /^(?:onRequest|preParsing|preValidation|preHandler)$/
const TURNS_AWAY = /\b40[13]\b|[uU]nauthori[sz]ed|[fF]orbidden|jwtVerify|verify\w*\(|authenticate/
// A plugin that says it belongs to the instance around it.
const SAYS_SO = /skip-override/
// These put something on the instance and on its requests, and answer no request themselves.
const DECORATES =
  /^(?:@fastify\/(?:cookie|session|secure-session|jwt|auth|basic-auth|bearer-auth|sensible|formbody|multipart|redis|postgres|mysql|mongodb|request-context|rate-limit|helmet|csrf-protection|env|accepts|etag|compress|caching|passport)|fastify-(?:cookie|session|jwt|auth|sensible|formbody|multipart|request-context))(?:\.default)?$/
const MAX_IMPORTERS = 20
const MAX_DEPTH = 3

export const noLostHook = defineRule({
  kind: "source",
  id: "no-lost-hook",
  section: "security",
  practice: "framework",
  severity: "medium",
  confidence: "high",
  title: "A hook runs for no route",
  why: "Fastify gives every plugin an instance of its own: what a plugin adds there holds for its own routes and those of plugins inside it. A plugin that only adds hooks has none, and nothing tells that they never run.",
  fix: "Wrap the plugin with `fastify-plugin`, so that its hooks belong to the instance it is registered on.",
  cwe: ["CWE-306", "CWE-863"],
  needs: { path: "server", words: ["addHook"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.code.includes("addHook") || SAYS_SO.test(module.namesOf(module.program))) return
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const hooks = node.params.length > 0 && node.params.length <= 3 ? (settingsOf(project, module, node, 0)?.hooks ?? []) : []
      const [first] = hooks
      if (!first || isWrapped(module, node) || !isRegistered(project, module, node)) continue
      const guard = hooks.find((each) => isGuard(module, each))
      const code = module
        .textOf((guard ?? first).callee)
        .replaceAll("`", "'")
        .slice(0, 40)
      yield {
        at: handedOutBy(module, node),
        trace: [{ path: module.path, line: module.lineOf(guard ?? first), what: `\`${code}\` sets the hook on the plugin's own instance` }],
        severity: guard ? "critical" : "medium",
        title: guard ? "A hook that asks who is calling runs for no route" : "A hook runs for no route",
        message: `The routes beside this plugin are served without the ${guard ? "check" : "hook"}: \`${code}\` sets it on the plugin's own instance, which has no routes, because the plugin is not wrapped with \`fastify-plugin\`.`,
        fix: "Export `fp(plugin)` of `fastify-plugin`: then the hook belongs to the instance the plugin is registered on, and to the routes registered there.",
      }
    }
  },
})

type Call = Node & { type: "CallExpression" }

/** What a plugin sets on its own instance. */
interface Settings {
  readonly hooks: readonly Call[]
}

/** What a function sets on its first parameter, when it uses it for nothing that could have a route; `null` for others. */
function settingsOf(project: Project, module: SourceModule, node: FunctionNode, depth: number): Settings | null {
  const parameter = node.params[0] ? bare(node.params[0]) : null
  const binding = parameter?.type === "Identifier" ? module.bindings.resolve(parameter) : null
  if (!binding) return null
  const hooks: Call[] = []
  for (const use of usesOf(module, binding, node)) {
    const member = use.parent?.type === "MemberExpression" && use.parent.object === use ? use.parent : null
    const name = member ? propertyName(member) : null
    if (!member || name === null) return null
    if (name === "log" || name === "config") continue
    const call = member.parent?.type === "CallExpression" && member.parent.callee === member ? member.parent : null
    if (call && name === "register" && bringsNoRoute(project, module, call, depth)) continue
    if (!SETS.test(name)) {
      // What others have put there is read, not called with handlers.
      if (!call || call.arguments.some((each) => isFunction(bare(each)))) return null
      if (/^(?:register|route|get|post|put|patch|delete|all|head|options|use|ready|after|listen|inject)$/.test(name)) return null
      continue
    }
    if (!call) return null
    if (
      name === "addHook" &&
      stringOf(call.arguments[0]) !== null &&
      !/^on(?:Close|Ready|Listen|Register|Route)$/.test(stringOf(call.arguments[0]) ?? "")
    )
      hooks.push(call)
    // Hooks of the application reach beyond the plugin.
    else if (name === "addHook") return null
  }
  return { hooks }
}

/** Whether what is registered has no route for the hooks around it: a package that only decorates, or a wrapped plugin of the repository that does. */
function bringsNoRoute(project: Project, module: SourceModule, { arguments: [given] }: Call, depth: number): boolean {
  if (!given) return false
  const inner = bare(given)
  if (DECORATES.test(originOf(project, module, inner) ?? "")) return true
  const wrapped = inner.type === "CallExpression" && /^fastify-plugin\b/.test(originOf(project, module, inner.callee) ?? "")
  const meaning = meaningOf(project, module, wrapped && inner.arguments[0] ? inner.arguments[0] : inner)
  return meaning?.kind === "function" && depth < MAX_DEPTH && settingsOf(project, meaning.module, meaning.node, depth + 1) !== null
}

function isGuard(module: SourceModule, call: Call): boolean {
  const [name, hook] = call.arguments
  if (!BEFORE_HANDLER.test(stringOf(name) ?? "") || !hook) return false
  const text = module.textOf(hook).slice(0, 5_000)
  return isFunction(bare(hook)) ? TURNS_AWAY.test(text) : isGuardText(text)
}

// `fp(plugin)`, here or where it is exported, and any wrapper that may do the same.
function isWrapped(module: SourceModule, node: FunctionNode): boolean {
  return [node, ...namesOf(module, node)].some(
    ({ parent }) => parent?.type === "CallExpression" && parent.callee.type !== "MemberExpression",
  )
}

function namesOf(module: SourceModule, node: FunctionNode): Node[] {
  const name = node.type === "FunctionDeclaration" ? node.id : node.parent?.type === "VariableDeclarator" ? node.parent.id : null
  const binding = name?.type === "Identifier" ? module.bindings.resolve(name) : null
  return binding ? usesOf(module, binding, module.program) : []
}

// Where it would have to be wrapped: where it is exported, or where it begins.
function handedOutBy(module: SourceModule, node: FunctionNode): Spot {
  for (const { parent } of namesOf(module, node))
    if (parent && /^(?:AssignmentExpression|ExportDefaultDeclaration|ExportSpecifier)$/.test(parent.type)) return parent
  return { start: node.start, end: node.body?.start ?? node.end }
}

/** Whether the function is what `register` is given somewhere, and not called with the application or wrapped on the way. */
function isRegistered(project: Project, module: SourceModule, node: FunctionNode): boolean {
  const paths = [module.path, ...(importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)]
  let registered = false
  for (const path of paths) {
    if (!project.mentions(path, /\bregister\b/)) continue
    const other = project.moduleOf(path)
    for (const call of other ? nodesOf(other.program, "CallExpression") : []) {
      const isRegistration = call.callee.type === "MemberExpression" && propertyName(call.callee) === "register"
      const [given] = call.arguments
      if (!other || !isRegistration || !given || isWrapper(given)) continue
      const meaning = meaningOf(project, other, given)
      if (meaning?.kind === "function" && meaning.node === node) registered = true
    }
  }
  return registered
}

// `register(fp(require("./auth")))`; `require` itself wraps nothing.
function isWrapper(given: Node): boolean {
  const inner = bare(given)
  return inner.type === "CallExpression" && requiredBy(inner) === null
}
