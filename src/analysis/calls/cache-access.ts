import { ancestors, bare, enclosingFunction, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Call } from "./call-facts.ts"

/** A value that is looked for in a cache and, when it is not there, made and put into it under the same key. */
export interface CacheAccess {
  readonly call: Call
  /** The key as it is given. */
  readonly key: Node
  /** What makes the value: the function that is handed over, or the expression that is kept afterwards. */
  readonly value: Node
  /** The cache, and the file in which it is asked: another one where a function of the repository does it. */
  readonly cache: Node
  readonly cacheModule: SourceModule
}

const CACHES =
  /^(?:ioredis|redis|@redis\/client|node-cache|lru-cache|quick-lru|keyv|cache-manager|@nestjs\/cache-manager|@isaacs\/ttlcache|memjs|memcached|flat-cache|catbox)\b/
const NAMED_CACHE = /(?:^|[._$])\w*(?:[cC]ache|[rR]edis|memo(?:ry)?(?:Store)?)\w*$/
const LOADS = /^(?:wrap|getOrSet|getOrLoad|getOrCreate|getOrFetch|remember|rememberFor|fetchOrCompute)$/
const READS = /^(?:get|getItem|getJson|getJSON|peek)$/
const WRITES = /^(?:set|put|setex|setEx|psetex|setItem|setJson|setJSON|add)$/

/** What a call looks for in a cache, with what makes it when it is missing; `null` for other calls, and where nothing is put into it afterwards. */
export function cacheAccessOf(project: Project, module: SourceModule, call: Call): CacheAccess | null {
  const callee = bare(call.callee)
  const [key] = call.arguments
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (callee.type !== "MemberExpression" || !key || (!LOADS.test(method) && !READS.test(method)))
    return throughHelper(project, module, call)
  if (!isCache(project, module, callee.object)) return throughHelper(project, module, call)
  if (LOADS.test(method)) {
    const load = call.arguments.slice(1).find((each) => isFunction(bare(each)))
    return load ? { call, key, value: bare(load), cache: callee.object, cacheModule: module } : null
  }
  const around = enclosingFunction(call)
  if (!around) return null
  const cache = module.textOf(callee.object)
  const text = module.textOf(key)
  const accesses = nodesOf(around, "CallExpression").flatMap((each) => {
    const other = bare(each.callee)
    if (other.type !== "MemberExpression" || !WRITES.test(propertyName(other) ?? "") || each.arguments.length < 2) return []
    const [written] = each.arguments
    return written && module.textOf(other.object) === cache && module.textOf(written) === text ? [each] : []
  })
  const [kept] = accesses
  // What was put there a moment ago is found.
  if (!kept || kept.start < call.start) return null
  const name = propertyName(bare(kept.callee)) ?? ""
  const value = /^p?setex$/i.test(name) ? kept.arguments[2] : kept.arguments[1]
  return value ? { call, key, value, cache: callee.object, cacheModule: module } : null
}

/** `cached(key, 60, () => load(id))`, where `cached` is a function of the repository that asks a cache for the key it is given. */
function throughHelper(project: Project, module: SourceModule, call: Call): CacheAccess | null {
  const load = call.arguments.findLast((each) => isFunction(bare(each)))
  if (!load || call.arguments.length < 2) return null
  const called = meaningOf(project, module, call.callee)
  const { node: helper } = called?.kind === "function" ? called : { node: null }
  if (called?.kind !== "function" || !helper?.body || helper.end - helper.start > LONGEST_HELPER) return null
  const inside = project.onceFor(helper, "asks a cache for what it is given", () => {
    for (const each of nodesOf(helper.body as Node, "CallExpression")) {
      const callee = bare(each.callee)
      if (callee.type !== "MemberExpression" || !READS.test(propertyName(callee) ?? "") || !isCache(project, called.module, callee.object))
        continue
      const given = each.arguments[0] && parameterIn(called.module, helper, each.arguments[0])
      if (given !== undefined && given !== -1) return { parameter: given, cache: callee.object }
    }
    return null
  })
  const key = inside ? call.arguments[inside.parameter] : undefined
  return inside && key && key !== load ? { call, key, value: bare(load), cache: inside.cache, cacheModule: called.module } : null
}

const LONGEST_HELPER = 4_000

// The parameter that is the key as it is, or with a fixed text before it: `get(`cache:${key}`)`.
function parameterIn(module: SourceModule, helper: FunctionNode, given: Node): number {
  const written = writtenHere(module, given)
  const only = written.type === "TemplateLiteral" && written.expressions.length === 1 ? written.expressions[0] : written
  const binding = only?.type === "Identifier" ? module.bindings.resolve(only) : null
  return binding?.kind === "parameter" && binding.pattern.length === 0 ? helper.params.findIndex((each) => each === binding.identifier) : -1
}

function isCache(project: Project, module: SourceModule, object: Node): boolean {
  const origin = originOf(project, module, object)
  return origin !== null && !origin.startsWith("globalThis.") ? CACHES.test(origin) : NAMED_CACHE.test(module.textOf(object).slice(-60))
}

/** The expression a name stands for, where it is a constant of the function around its use; everything else as it is. */
export function writtenHere(module: SourceModule, node: Node): Node {
  const name = bare(node)
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  const { declaration } = binding ?? {}
  if (binding?.kind !== "variable" || binding.pattern.length > 0 || binding.assigned.length > 0) return name
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || !isWithin(name, enclosingFunction(declaration))) return name
  return bare(declaration.init)
}

// What is made at the top of the file is made once.
function isWithin(node: Node, around: FunctionNode | null): boolean {
  return around !== null && [...ancestors(node)].includes(around)
}
