import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { ioBelow } from "../calls/io-below.ts"
import { promiseCallOf } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { reachOf } from "../reach.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, enclosingClass, enclosingFunction, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { ClassNode, FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What fails for a while and works again, beside what the models know of databases and of requests.
const PASSING =
  /^(?:globalThis\.fetch|undici\.|node-fetch|axios|got|superagent|ky\b|openid-client|jose\.|https?\.|redis|pg\.|mongodb|mysql2|amqplib|kafkajs|nats|@aws-sdk\/|@google-cloud\/|@azure\/|grpc)/
const FORGETS = /reset|clear|invalidate|evict|forget|remove|drop|delete|purge|retry/i
const MAX_DEPTH = 3
const MAX_NAME = 80

export const noCachedRejection = defineRule({
  kind: "source",
  id: "no-cached-rejection",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "One failure is kept for as long as the process lives",
  why: "A promise that is kept so that work is done once keeps its failure as well. After one outage of the other side, everybody who asks gets the old rejection, and the service works again only when it is started anew.",
  fix: "Forget the promise when it rejects, so that the next caller tries again.",
  cwe: ["CWE-703"],
  needs: { path: "server", text: [/\?\?=|\|\|=|\bif\s*\(|\.set\s*\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "AssignmentExpression", "CallExpression")) {
      const kept = node.type === "AssignmentExpression" ? keptInVariable(module, node) : keptInMap(module, node)
      const call = kept && startOf(kept.value)
      if (!call || !canFailForAWhile(project, module, call) || isForgotten(module, kept.name)) continue
      // Asked last, because it takes a look at every file that may make such objects.
      if (!outlives(project, module, kept, node)) continue
      const name = calleeName(module, call)
      yield {
        at: node,
        title: `One failure of \`${name}\` is kept for as long as the process lives`,
        message: `\`${kept.name}\` keeps the promise, whether it succeeds or not: when \`${name}\` fails once, everybody who asks afterwards gets that old rejection, until the process is started again.`,
        fix: kept.isMap
          ? `Delete the entry when the promise rejects, in a \`catch\` of the promise.`
          : `Forget it when it rejects: \`promise.catch(() => { ${kept.name} = undefined })\`.`,
      }
    }
  },
})

interface Kept {
  /** The variable, the property or the map, as it is written. */
  readonly name: string
  readonly root: Node
  readonly value: Node
  readonly isMap: boolean
}

/** `this.token ??= this.load()`, `if (!token) token = load()`, `if (token) return token` before it, `tenants[host] = load(host)`. */
function keptInVariable(module: SourceModule, node: Node & { type: "AssignmentExpression" }): Kept | null {
  const { left, right, operator } = node
  if (right.type === "AwaitExpression" || (left.type !== "Identifier" && left.type !== "MemberExpression")) return null
  // Most assignments are of something else than what a call gives.
  if (startOf(right) === null) return null
  const isEntry = left.type === "MemberExpression" && left.computed
  const name = module.textOf(left)
  if (name.length > MAX_NAME) return null
  const isOnce = operator === "??=" || operator === "||=" || (operator === "=" && isAskedBefore(module, node, left, name))
  if (!isOnce) return null
  return isEntry
    ? { name: module.textOf(left.object), root: rootOf(left), value: right, isMap: true }
    : { name, root: rootOf(left), value: right, isMap: false }
}

/** How a condition says that nothing is kept yet. */
function missingTest(module: SourceModule, left: Node, name: string): RegExp {
  const itself = escapePattern(name)
  const forms = [`!${itself}`, `${itself}\\s*={2,3}\\s*(?:null|undefined)`, `typeof\\s+${itself}\\s*={2,3}\\s*["']undefined["']`]
  if (left.type === "MemberExpression" && left.computed) {
    const table = escapePattern(module.textOf(left.object))
    const key = escapePattern(module.textOf(left.property))
    forms.push(
      `!\\(\\s*${key}\\s+in\\s+${table}\\s*\\)`,
      `!Object\\.hasOwn\\(${table},\\s*${key}\\)`,
      `!${table}\\.hasOwnProperty\\(${key}\\)`,
    )
  }
  return new RegExp(`^(?:${forms.join("|")})$`)
}

/** `cache.set(key, load(key))` where the map is asked before, with the promise in a variable or not. */
function keptInMap(module: SourceModule, node: Call): Kept | null {
  const { callee } = node
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "set" || node.arguments.length !== 2) return null
  const value = promisedBy(module, node.arguments[1] as Node, node)
  if (!value || value.type === "AwaitExpression") return null
  const name = module.textOf(callee.object)
  if (name.length > MAX_NAME) return null
  const around = enclosingFunction(node)
  const before = around ? module.code.slice(around.start, node.start) : ""
  if (!new RegExp(`${escapePattern(name)}\\.(?:get|has)\\(`).test(before)) return null
  return { name, root: rootOf(callee.object), value, isMap: true }
}

/** What a variable holds where it is put into a map: what it was declared with, or what was assigned last when nothing was found. */
function promisedBy(module: SourceModule, given: Node, at: Node): Node | null {
  const binding = given.type === "Identifier" ? module.bindings.resolve(given) : null
  if (binding?.declaration.type !== "VariableDeclarator") return given
  const last = binding.assigned.findLast((each) => each.end <= at.start)
  if (last) return enclosingFunction(last) === enclosingFunction(at) ? last : null
  return binding.declaration.init
}

function isAskedBefore(module: SourceModule, node: Node, left: Node, name: string): boolean {
  let below: Node = node
  let test: RegExp | null = null
  for (const above of ancestors(node)) {
    if (above.type === "IfStatement" && above.consequent === below) {
      test ??= missingTest(module, left, name)
      if (test.test(module.textOf(above.test).trim())) return true
    }
    if (above.type === "BlockStatement" && isFunction(above.parent))
      return above.body.some((each) => each.end <= node.start && each.type === "IfStatement" && leavesWith(module, each, name))
    if (isFunction(above)) return false
    below = above
  }
  return false
}

// `if (connecting) return connecting`
function leavesWith(module: SourceModule, { test, consequent }: Node & { type: "IfStatement" }, name: string): boolean {
  const asked = module.textOf(test).trim()
  if (asked !== name && !(asked.startsWith(name) && /^\s*!==?\s*(?:null|undefined)$/.test(asked.slice(name.length)))) return false
  const first = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent
  return first?.type === "ReturnStatement"
}

function rootOf(target: Node): Node {
  let root = bare(target)
  while (root.type === "MemberExpression") root = bare(root.object)
  return root
}

/** Whether it is kept longer than one request: in the file, in a closure around the function, or in an object that lives on. */
function outlives(project: Project, module: SourceModule, { root }: Kept, node: Node): boolean {
  const around = enclosingFunction(node)
  if (!around) return false
  if (root.type === "ThisExpression") {
    const owner = enclosingClass(node)
    return !owner || !isMadeForRequests(project, module, owner)
  }
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  if (!binding || binding.kind === "parameter") return false
  const isOwn = around.start <= binding.identifier.start && binding.identifier.end <= around.end
  const maker = enclosingFunction(binding.identifier)
  // What an asynchronous function makes for its own work goes with it.
  return !isOwn && (maker === null || (!maker.async && reachOf(project, binding.identifier) === null))
}

/** Whether objects of a class are made while a request is served, by its name or by who makes them. */
function isMadeForRequests(project: Project, module: SourceModule, owner: ClassNode): boolean {
  const name = owner.id?.name
  if (name === undefined) return false
  if (/request|context|session|loader|scope/i.test(name) || module.code.includes("Scope.REQUEST")) return true
  return project.onceFor(owner, "made for requests", () =>
    project.sourcePaths.some((path) => {
      if (!isServerPath(path) || !project.textOf(path)?.includes(`new ${name}(`)) return false
      const maker = project.moduleOf(path)
      return (
        maker !== null &&
        nodesOf(maker.program, "NewExpression").some(
          (each) =>
            each.callee.type === "Identifier" &&
            each.callee.name === name &&
            enclosingFunction(each) !== null &&
            reachOf(project, each) !== null,
        )
      )
    }),
  )
}

/** The call that starts the work, without `.then(…)` behind it; `null` where a failure is dealt with on the spot. */
function startOf(value: Node): Call | null {
  let node = bare(value)
  for (let step = 0; step < 20 && node.type === "CallExpression"; step++) {
    const { callee } = node
    const method = callee.type === "MemberExpression" ? propertyName(callee) : null
    if (method === "catch" || method === "finally" || (method === "then" && node.arguments.length > 1)) return null
    if (callee.type !== "MemberExpression" || method !== "then") return node
    node = bare(callee.object)
  }
  return null
}

/** Whether a call gives a promise that rejects when another system is away. */
function canFailForAWhile(project: Project, module: SourceModule, call: Call): boolean {
  const promise = promiseCallOf(project, module, call)
  if (!promise) return false
  if (promise.kind === "package") return !/^(?:node:)?fs\b/.test(originOf(project, module, call.callee) ?? "")
  return asksOthers(project, promise.module, promise.function, 0)
}

function asksOthers(project: Project, module: SourceModule, node: FunctionNode, depth: number): boolean {
  if (!node.body) return false
  if (ioBelow(project, module, node.body, ["http", "db-read", "db-list", "db-write"])) return true
  for (const each of descendants(node.body)) {
    if (each.type === "CallExpression" && PASSING.test(originOf(project, module, each.callee) ?? "")) return true
    if (depth >= MAX_DEPTH || each.type !== "CallExpression") continue
    const promise = promiseCallOf(project, module, each)
    if (promise?.kind === "local" && promise.function !== node && asksOthers(project, promise.module, promise.function, depth + 1))
      return true
  }
  return false
}

/** Whether the file takes back what it kept where a failure is handled. */
function isForgotten(module: SourceModule, name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1)
  const forgets = new RegExp(
    `(?<![\\w$])${escapePattern(last)}\\s*=(?!=)|(?<![\\w$])${escapePattern(last)}\\.delete\\(|delete\\s+[\\w.]*${escapePattern(last)}(?![\\w$])`,
  )
  const handles = (text: string) => forgets.test(text) || FORGETS.test(text)
  for (const each of nodesOf(module.program, "CatchClause", "TryStatement", "CallExpression")) {
    if (each.type === "CatchClause" && handles(module.textOf(each.body))) return true
    if (each.type === "TryStatement" && each.finalizer && handles(module.textOf(each.finalizer))) return true
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression") continue
    const method = propertyName(each.callee)
    const handler = method === "catch" || method === "finally" ? each.arguments[0] : method === "then" ? each.arguments[1] : undefined
    if (handler && handles(module.textOf(handler))) return true
  }
  return false
}
