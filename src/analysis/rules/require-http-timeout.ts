import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call, CallFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import type { Reach } from "../reach.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const LIMITS = /^(?:timeout|signal|cancelToken|adapter)$/
const LIMIT_WORDS = /\b(?:timeout|timeoutMs|signal|cancelToken|adapter)\b/i
// An instance with more users is what a service is built around; somebody has thought of it.
const MAX_USERS = 40

export const requireHttpTimeout = defineRule({
  kind: "source",
  id: "require-http-timeout",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "A call to another service without a time limit",
  why: "When the other service accepts the connection and then says nothing, every request that needs it hangs along, until memory and connections are used up. Node's fetch gives up after five minutes, axios and got never do.",
  fix: "Give the call a time limit shorter than that of your own callers.",
  cwe: ["CWE-400"],
  needs: { path: "server", words: ["fetch", "axios", "got", "get", "post", "put", "patch", "request"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || hasGlobalLimit(project)) return
    yield* limitlessInstances(project, module)
    yield* ignoredLimits(project, module)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const limit = missingLimit(project, module, node)
      if (!limit) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const { name } = callFacts(project, module, node)
      yield {
        at: node,
        title: `\`${name}\` waits without a limit`,
        message: `When the other side accepts the connection and does not answer, \`${reach.route}\` hangs with it for ${limit.wait}; under load the waiting requests pile up until this service is down too.`,
        fix: limit.fix,
        ...(limit.edits ? { edits: limit.edits } : {}),
        key: name,
      }
      // One is enough to make the point; the others of the file are mended with it.
      return
    }
  },
})

// `fetch(url, { timeout: 5_000 })`: an option of node-fetch 2, axios and got that the fetch of Node does not have.
function* ignoredLimits(project: Project, module: SourceModule): Generator<Draft> {
  if (!module.text.includes("timeout")) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    const limit = propertyNamed(node.arguments[1], "timeout")
    if (!limit || propertyNamed(node.arguments[1], "signal") || propertyNamed(node.arguments[1], "dispatcher")) continue
    if (!/^(?:globalThis|undici)\.fetch$/.test(originOf(project, module, node.callee) ?? "")) continue
    yield {
      at: limit,
      confidence: "high",
      title: "`fetch` ignores `timeout`",
      message: `The \`fetch\` of Node has no option \`timeout\`: this call waits up to five minutes for the other side to answer, whatever is written here, and whoever called it waits along.`,
      fix: "Pass `signal: AbortSignal.timeout(…)` instead.",
      edits: [{ start: limit.start, end: limit.end, text: `signal: AbortSignal.timeout(${module.writtenOf(limit.value)})` }],
    }
  }
}

function propertyNamed(options: Node | undefined, name: string): (Node & { type: "Property" }) | null {
  const node = options && bare(options)
  if (node?.type !== "ObjectExpression") return null
  for (const each of node.properties) if (each.type === "Property" && propertyName(each) === name) return each
  return null
}

/** Instances that are made without a limit, used while a request is served, in a file that nowhere speaks of one. */
function* limitlessInstances(project: Project, module: SourceModule): Generator<Draft> {
  if (!module.text.includes("create(") || speaksOfLimit(module)) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (originOf(project, module, node.callee) !== "axios.create" || !lacks(node.arguments[0], LIMITS)) continue
    const name = instanceName(module, node)
    const reach = name === null ? null : usedIn(project, module, name)
    if (name === null || !reach) continue
    yield {
      at: { start: node.start, end: node.callee.end },
      title: `\`${name}\` waits without a limit`,
      message: `When the other side accepts the connection and does not answer, \`${reach.route}\` hangs with it as long as the connection stays open: axios has no time limit of its own, and neither this instance nor its calls have one. Under load the waiting requests pile up until this service is down too.`,
      fix: "Pass `timeout` (in milliseconds) to `axios.create`.",
      key: `instance ${name}`,
    }
  }
}

/** `http` of `const http = axios.create(…)`, `this.http`; `null` where it is kept otherwise. */
function instanceName(module: SourceModule, made: Node): string | null {
  const { parent } = made
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name
  if (parent?.type === "PropertyDefinition") return `this.${propertyName(parent) ?? ""}`
  if (parent?.type === "AssignmentExpression" && /^[\w.]{1,60}$/.test(module.textOf(parent.left))) return module.textOf(parent.left)
  return null
}

/** How an instance is reached from a request, by a call here or in a file that gets it from here; `null` when a file that calls it has limits. */
function usedIn(project: Project, module: SourceModule, name: string): Reach | null {
  const elsewhere = module.exports.has(name)
    ? project.sourcePaths.filter((path) => path !== module.path && isServerPath(path) && project.textOf(path)?.includes(`${name}.`))
    : []
  if (elsewhere.length > MAX_USERS) return null
  let reach: Reach | null = null
  for (const each of [module, ...elsewhere.flatMap((path) => project.moduleOf(path) ?? [])]) {
    for (const node of nodesOf(each.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || each.textOf(node.callee.object) !== name) continue
      if (!originOf(project, each, node.callee)?.startsWith("axios.create().")) continue
      if (speaksOfLimit(each)) return null
      reach ??= reachOf(project, node)
    }
  }
  return reach
}

function speaksOfLimit(module: SourceModule): boolean {
  return LIMIT_WORDS.test(module.code)
}

interface Limit {
  readonly wait: string
  readonly fix: string
  readonly edits?: readonly { start: number; end: number; text: string }[]
}

function missingLimit(project: Project, module: SourceModule, call: Call): Limit | null {
  const known = callFacts(project, module, call)
  // An instance made with `create` or `extend` may have its limit there.
  if (/\.(?:create|extend)\(\)/.test(originOf(project, module, call.callee) ?? "")) return null
  if (isFetch(known) || originOf(project, module, call.callee) === "node-fetch") return fetchLimit(module, call)
  if (known.path !== null && /^axios(?:\.(?:get|delete|head|options|post|put|patch|request))?$/.test(known.path)) {
    const position = /\.(?:post|put|patch)$/.test(known.path)
      ? 2
      : /^axios$|\.request$/.test(known.path) && call.arguments.length === 1
        ? 0
        : 1
    return lacks(call.arguments[position], /^(?:timeout|signal|cancelToken)$/)
      ? {
          wait: "as long as the connection stays open",
          fix: "Pass `timeout` (in milliseconds) in the config, or use one `axios.create({ timeout })` everywhere.",
        }
      : null
  }
  if (known.path !== null && /^got(?:\.(?:get|delete|head|post|put|patch))?$/.test(known.path)) {
    return lacks(call.arguments[1], /^(?:timeout|signal)$/)
      ? { wait: "as long as the connection stays open", fix: "Pass `timeout: { request: … }` (in milliseconds)." }
      : null
  }
  return requestLimit(module, call, originOf(project, module, call.callee) ?? "")
}

// `https.request(url, options, callback)` of Node, which has no limit of its own either.
function requestLimit(module: SourceModule, call: Call, origin: string): Limit | null {
  // A limit may be set on the request, the socket or the agent.
  if (!/^https?\.(?:request|get)$/.test(origin) || speaksOfLimit(module) || /\bsetTimeout\b/.test(module.code)) return null
  const known = call.arguments.every((each) => {
    const node = bare(each)
    if (node.type !== "Identifier") return true
    const binding = module.bindings.resolve(node)
    const value = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
    return (
      binding?.kind === "function" ||
      (value != null &&
        /^(?:NewExpression|ObjectExpression|TemplateLiteral|Literal|ArrowFunctionExpression|FunctionExpression)$/.test(value.type))
    )
  })
  return known
    ? {
        wait: "as long as the connection stays open",
        fix: "Pass `signal: AbortSignal.timeout(…)` in the options; `timeout` there only emits an event, on which the request has to be destroyed.",
      }
    : null
}

function isFetch({ path }: CallFacts): boolean {
  return path === "globalThis.fetch"
}

function fetchLimit(module: SourceModule, call: Call): Limit | null {
  const target = call.arguments[0]
  // A Request object brings its own signal; a path of one's own is no other service.
  if (
    !target ||
    bare(target).type === "NewExpression" ||
    stringOf(target)?.startsWith("/") ||
    /^(?:req|request)$/.test(module.textOf(target))
  )
    return null
  const options = call.arguments[1]
  if (!lacks(options, /^(?:signal|timeout|dispatcher|agent)$/)) return null
  const text = "signal: AbortSignal.timeout(10_000)"
  const object = options && bare(options)
  const last = object?.type === "ObjectExpression" ? object.properties.at(-1) : undefined
  const edits = !options
    ? [{ start: target.end, end: target.end, text: `, { ${text} }` }]
    : last
      ? [{ start: last.end, end: last.end, text: `,${separator(module, object as Node, last)}${text}` }]
      : undefined
  return { wait: "up to five minutes", fix: "Pass `signal: AbortSignal.timeout(…)`.", ...(edits ? { edits } : {}) }
}

// The new property stands as the others do: on a line of its own, or on theirs.
function separator(module: SourceModule, object: Node, last: Node): string {
  if (module.lineOf(object) === module.endLineOf(object)) return " "
  const line = module.lines.startOf(module.lineOf(last))
  return `\n${/^[ \t]*/.exec(module.text.slice(line))?.[0] ?? ""}`
}

/** Whether an options argument is absent or an object literal that certainly lacks a property. */
function lacks(options: Node | undefined, wanted: RegExp): boolean {
  if (!options) return true
  const node = bare(options)
  return (
    node.type === "ObjectExpression" &&
    node.properties.every((each) => each.type === "Property" && !wanted.test(propertyName(each) ?? "signal"))
  )
}

function hasGlobalLimit(project: Project): boolean {
  return project.once("http time limit", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /axios\.defaults\.timeout|setGlobalDispatcher\(|httpAgent\.timeout/)),
  )
}
