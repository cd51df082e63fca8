import { isLasting } from "../calls/lasting-instance.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { reachOf } from "../reach.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingClass,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  ownNodes,
  propertyName,
} from "../source/ast.ts"
import type { ClassNode, FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What sets an object up runs once, before the first request.
const SETS_UP =
  /^(?:constructor|on[A-Z]\w*|init\w*|set[A-Z_]?\w*|setup\w*|connect\w*|start\w*|configure\w*|register\w*|bootstrap\w*|open\w*|boot\w*|reload\w*|refresh\w*)$/i
// One at a time.
const EXCLUSIVE = /mutex|semaphore|runExclusive|\block\b|acquire/i
const MAX_STEPS = 4

export const noRequestStateInSingleton = defineRule({
  kind: "source",
  id: "no-request-state-in-singleton",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "medium",
  title: "Requests at the same time overwrite each other's data",
  why: "One object of a service, and one variable of a module, serve all requests. What a request keeps there and reads again after an `await` may be what another request has put there meanwhile: people get each other's data, under load only.",
  fix: "Keep it in a local variable and hand it on as an argument.",
  cwe: ["CWE-362", "CWE-488"],
  needs: { path: "server", words: ["await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<string>()
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      const around = enclosingFunction(node)
      const place = around?.async && node.operator === "=" ? sharedPlace(project, module, node, around) : null
      if (!around || !place || told.has(place.key) || SETS_UP.test(functionName(around) ?? "")) continue
      if (EXCLUSIVE.test(module.textOf(around)) || isSetOnce(module, node) || !comesWithCall(module, node.right, around)) continue
      const read = readAfterWaiting(project, module, node, around, place)
      if (!read) continue
      told.add(place.key)
      yield {
        at: node,
        title: `Requests at the same time overwrite \`${place.name}\` for each other`,
        message: `${place.owner}: while one waits at line ${read.waits}, the next sets \`${place.name}\` anew, and the first goes on with that at line ${read.line}. One gets the data of another.`,
        trace: [
          { path: module.path, line: module.lineOf(node), what: `sets \`${place.name}\`` },
          { path: module.path, line: read.waits, what: "waits, while others run" },
          { path: module.path, line: read.line, what: `reads \`${place.name}\`` },
        ],
        key: `shared ${place.key}`,
      }
    }
  },
})

interface SharedPlace {
  /** `this.customer`, `current` */
  readonly name: string
  readonly key: string
  /** Why all share it, as the beginning of a sentence. */
  readonly owner: string
  readonly isRead: (node: Node) => boolean
}

/** The field of a lasting object, or the variable of the module, that an assignment sets; `null` for others. */
function sharedPlace(
  project: Project,
  module: SourceModule,
  node: Node & { type: "AssignmentExpression" },
  around: FunctionNode,
): SharedPlace | null {
  const { left } = node
  if (left.type === "Identifier") {
    const binding = module.bindings.resolve(left)
    if (!binding || binding.kind !== "variable" || binding !== module.bindings.top.get(left.name) || !reachOf(project, around)) return null
    return {
      name: left.name,
      key: left.name,
      owner: `All requests share \`${left.name}\`, a variable of the module`,
      isRead: (each) =>
        each.type === "Identifier" && each.name === left.name && isReadOnly(each) && module.bindings.resolve(each) === binding,
    }
  }
  if (left.type !== "MemberExpression" || left.computed || left.object.type !== "ThisExpression") return null
  const owner = enclosingClass(node)
  if (!owner?.id || around.parent?.type !== "MethodDefinition" || !isShared(project, module, owner, around)) return null
  const name = module.textOf(left)
  return {
    name,
    key: `${owner.id.name}.${name}`,
    owner: `All requests share one \`${owner.id.name}\``,
    isRead: (each) =>
      each.type === "MemberExpression" && each.object.type === "ThisExpression" && module.textOf(each) === name && isReadOnly(each),
  }
}

// Jobs of a queue come one after the other unless somebody says otherwise, and a command runs alone.
function isShared(project: Project, module: SourceModule, owner: ClassNode, method: FunctionNode): boolean {
  const decorators = owner.decorators.map((each) => module.textOf(each).slice(0, 200)).join(" ")
  if (/@(?:Processor|Command|Console|WebSocketGateway)\b/.test(decorators)) return false
  return (
    isLasting(project, module, owner) && (/@(?:Injectable|Controller|Resolver)\b/.test(decorators) || reachOf(project, method) !== null)
  )
}

function isReadOnly(node: Node): boolean {
  return !(node.parent?.type === "AssignmentExpression" && node.parent.left === node)
}

// `if (!this.client) this.client = await connect(url)`
function isSetOnce(module: SourceModule, node: Node & { type: "AssignmentExpression" }): boolean {
  const name = module.textOf(node.left)
  for (const above of ancestors(node)) {
    if (isFunction(above)) return false
    if (above.type === "IfStatement" && module.textOf(above.test).includes(name)) return true
  }
  return false
}

/** Whether a value is one that this call brings: a parameter, or what was looked up for one. */
function comesWithCall(module: SourceModule, value: Node, around: FunctionNode): boolean {
  const waiting: Node[] = [value]
  for (let step = 0; step < MAX_STEPS && waiting.length > 0; step++) {
    for (const each of waiting.splice(0)) {
      if (isFunction(bare(each))) return false
      for (const inner of descendants(each)) {
        const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
        // What `fetch(RATES).then(async (answer) => …)` is handed comes from there, whoever calls.
        if (binding?.kind === "parameter" && binding.declaration === around && !isHandedToThen(around)) return true
        const { declaration } = binding ?? {}
        if (declaration?.type === "VariableDeclarator" && declaration.init && enclosingFunction(declaration) === around)
          waiting.push(declaration.init)
      }
      if (waiting.length > 20) return false
    }
  }
  return false
}

function isHandedToThen(around: FunctionNode): boolean {
  const call = around.parent
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    call.callee !== (around as Node) &&
    propertyName(call.callee) === "then"
  )
}

/** Where what was set is read again after something was waited for, in the same function or in a method that it calls. */
function readAfterWaiting(project: Project, module: SourceModule, set: Node, around: FunctionNode, { isRead }: SharedPlace) {
  const waits = [...ownNodes(around.body as Node)].filter((each) => each.type === "AwaitExpression" && each.start > set.end)
  const [first] = waits
  if (!first) return null
  for (const node of descendants(around.body as Node))
    if (node.start > first.end && isRead(node)) return { waits: module.lineOf(first), line: module.lineOf(node) }
  for (const wait of waits) {
    const call = bare(wait)
    const called =
      call.type === "CallExpression" && call.callee.type === "MemberExpression" && call.callee.object.type === "ThisExpression"
        ? meaningOf(project, module, call.callee)
        : null
    if (called?.kind !== "function" || called.module !== module || !called.node.body) continue
    const inner = [...ownNodes(called.node.body)].find((each) => each.type === "AwaitExpression")
    for (const node of inner ? descendants(called.node.body) : [])
      if (inner && node.start > inner.end && isRead(node)) return { waits: module.lineOf(inner), line: module.lineOf(node) }
  }
  return null
}
