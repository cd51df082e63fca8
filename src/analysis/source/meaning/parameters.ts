import { isTestPath } from "../../classify.ts"
import { bare, functionName, isClass, isFunction, nodesOf, propertyName } from "../ast.ts"
import type { ClassNode, FunctionNode, Node } from "../ast.ts"
import type { Binding } from "../bindings.ts"
import { importersOf } from "../import-graph.ts"
import type { SourceModule } from "../module.ts"
import type { Project } from "../project.ts"
import { deeper, isSame } from "./way.ts"
import type { Meaning, Way } from "./way.ts"

// A function with more callers than this is a tool; its callers do not agree on what they hand in.
const MAX_CALLERS = 40
const MAX_CALLS = 12

interface Call {
  readonly module: SourceModule
  readonly arguments: readonly Node[]
}

interface Calls {
  readonly of: ReadonlyMap<Node, readonly Call[]>
  /** Functions handed to `x.register(plugin)`, with `x`. */
  readonly registered: ReadonlyMap<Node, readonly { readonly module: SourceModule; readonly receiver: Node }[]>
}

/** What a parameter means by what all callers of the function in the repository hand in; `null` when they disagree or there are none. */
export function passedTo(way: Way, module: SourceModule, binding: Binding): Meaning | null {
  const owner = binding.declaration
  const further = deeper(way)
  if (!further || !isFunction(owner)) return null
  const index = owner.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
  if (index === -1) return null
  const constructs = owner.parent?.type === "MethodDefinition" && owner.parent.kind === "constructor" ? owner.parent.parent?.parent : null
  const target = constructs && isClass(constructs) ? constructs : owner
  // Only what has a name can be called from elsewhere; a callback's parameters are its library's business.
  if (target === owner && !isNamed(owner))
    return index === 0 && binding.pattern.length === 0 ? transactionHandle(further, module, owner) : null
  const handle =
    owner.parent?.type === "CallExpression" && index === 0 && binding.pattern.length === 0
      ? transactionHandle(further, module, owner)
      : null
  if (handle) return handle
  const calls: Call[] = []
  const plugins: { module: SourceModule; receiver: Node }[] = []
  for (const caller of callersOf(way.project, module) ?? []) {
    const { of, registered } = callsIn(way, caller)
    calls.push(...(of.get(target) ?? []))
    plugins.push(...(registered.get(target) ?? []))
    if (calls.length > MAX_CALLS) return null
  }
  if (calls.length === 0 && plugins.length > 0 && index === 0) return pluginHost(further, plugins)
  let agreed: Meaning | null = null
  for (const call of calls) {
    const argument = call.arguments[index]
    // A callback runs for the one who hands it in; a wrapper is not about the only handler it wraps today.
    if (!argument || isFunction(bare(argument)) || call.arguments.some((each, at) => at <= index && each.type === "SpreadElement"))
      return null
    let meaning = way.follow(further, call.module, argument)
    for (const name of binding.pattern) meaning = meaning === null || name === null ? null : way.member(further, meaning, name)
    if (meaning === null || (agreed !== null && !isSame(agreed, meaning))) return null
    agreed = meaning
  }
  return agreed
}

// Clients whose transactions hand out what is asked like the client itself.
const TRANSACTIONAL = /^(?:@prisma\/client\.PrismaClient\(\)|knex\(\)|knex\.(?:knex|Knex)\(\)|drizzle-orm(?:\/[\w-]+)?\.\w+\(\))$/

/** What the callback of `prisma.$transaction(async (tx) => …)` or `knex.transaction(…)` is handed: the client, bound to the transaction. */
function transactionHandle(way: Way, module: SourceModule, { parent: call }: FunctionNode): Meaning | null {
  const callee = call?.type === "CallExpression" ? bare(call.callee) : null
  if (callee?.type !== "MemberExpression" || !/^\$?transaction$/.test(propertyName(callee) ?? "")) return null
  let client = way.follow(way, module, callee.object)
  // `class Database extends PrismaClient`
  for (let step = 0; step < 4 && client?.kind === "instance" && isClass(client.node) && client.node.superClass; step++) {
    const parent = way.follow(way, client.module, client.node.superClass)
    client =
      parent?.kind === "class"
        ? { ...parent, kind: "instance" }
        : parent?.kind === "external"
          ? { ...parent, path: `${parent.path}()` }
          : null
  }
  return client?.kind === "external" && TRANSACTIONAL.test(client.path) ? client : null
}

// A Fastify plugin gets the instance it is registered on.
function pluginHost(way: Way, plugins: readonly { module: SourceModule; receiver: Node }[]): Meaning | null {
  const [first] = plugins
  const host = first ? way.follow(way, first.module, first.receiver) : null
  return host?.kind === "external" && host.path.startsWith("fastify") ? host : null
}

function isNamed(node: FunctionNode): boolean {
  if (functionName(node) !== null) return true
  const { parent } = node
  return (
    parent?.type === "ExportDefaultDeclaration" ||
    parent?.type === "TSExportAssignment" ||
    parent?.type === "AssignmentExpression" ||
    parent?.type === "CallExpression"
  )
}

/** The modules that can call what a module exports: itself, its importers, and those of barrels in between. */
function callersOf(project: Project, module: SourceModule): readonly SourceModule[] | null {
  return project.onceFor(module, "callers", () => {
    const importers = importersOf(project)
    const paths = new Set<string>([module.path])
    let level = [module.path]
    for (let step = 0; step < 3 && level.length > 0; step++) {
      const next: string[] = []
      for (const path of level) {
        for (const importer of importers.get(path) ?? []) {
          if (paths.has(importer) || isTestPath(importer)) continue
          if (paths.size > MAX_CALLERS) return null
          paths.add(importer)
          if (/(?:^|\/)index\.[cm]?[jt]sx?$/.test(importer)) next.push(importer)
        }
      }
      level = next
    }
    return [...paths].flatMap((path) => project.moduleOf(path) ?? [])
  })
}

function callsIn(way: Way, module: SourceModule): Calls {
  return way.project.onceFor(module, "calls", () => {
    const of = new Map<Node, Call[]>()
    const registered = new Map<Node, { module: SourceModule; receiver: Node }[]>()
    const names: Way = { ...way, mode: "names", depth: 0 }
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const callee = bare(node.callee)
      if (
        node.type === "CallExpression" &&
        callee.type === "MemberExpression" &&
        propertyName(callee) === "register" &&
        node.arguments[0]
      ) {
        const plugin = targetOf(way.follow(names, module, node.arguments[0]))
        if (plugin) push(registered, plugin, { module, receiver: callee.object })
      }
      const target = targetOf(way.follow(names, module, callee))
      if (target) push(of, target, { module, arguments: node.arguments })
    }
    return { of, registered }
  })
}

function targetOf(meaning: Meaning | null): FunctionNode | ClassNode | null {
  return meaning?.kind === "function" || meaning?.kind === "class" ? meaning.node : null
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
