import { bare, isFunction, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { requiredBy } from "../source/common-js.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"
import { isServerPath } from "./server-path.ts"

/** What tells that a call gives a promise. */
export type PromiseProof =
  /** A function of the repository that is async, says so in its type, or returns one: what it gives has nothing but the methods of a promise. */
  | { readonly kind: "native" }
  /** A package whose promises have no properties of their own. */
  | { readonly kind: "package" }
  /** Nobody can tell where the function is, but the repository awaits it this many times and nearly never does without. */
  | { readonly kind: "habit"; readonly awaited: number }

const native: PromiseProof = { kind: "native" }
const MAX_DEPTH = 3
// Fewer may be a module that happens to have a function of the same name.
const LEAST_AWAITED = 3
const MOST_PLAIN = 0.1
const PACKAGES = /^(?:@prisma\/client|typeorm|sequelize|bcrypt|axios|redis)\b/
const AWAITED = /\bawait\s+([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+)\(/g

/** Whether a call gives a promise, and what tells; `null` when it does not or nobody can tell. Query builders are no promises here. */
export function promiseProof(project: Project, module: SourceModule, call: Call): PromiseProof | null {
  if (reportsToCallback(call)) return null
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind === "function") return isNativePromise(project, module, call) ? native : null
  const { facts, path } = callFacts(project, module, call)
  // `require` of a name that is put together leads to a file of ours as often as to a package.
  if (path !== null && !path.startsWith("globalThis.require()"))
    return facts.includes("returns-promise") && PACKAGES.test(path) ? { kind: "package" } : null
  return meaning === null || meaning.kind === "external" ? habitOf(project, module, call) : null
}

/** Whether a call leads to a function of the repository that gives a promise of the language. */
export function isNativePromise(project: Project, module: SourceModule, call: Call): boolean {
  const meaning = meaningOf(project, module, call.callee)
  return meaning?.kind === "function" && returnsPromise(project, meaning.module, meaning.node, 0) && !reportsToCallback(call)
}

/** Whether every way out of a function of the repository gives a promise of the language. */
export function returnsPromise(project: Project, module: SourceModule, node: FunctionNode, depth: number): boolean {
  if (node.generator) return false
  if (node.async) return true
  const declared = node.returnType?.typeAnnotation
  if (declared)
    return declared.type === "TSTypeReference" && declared.typeName.type === "Identifier" && declared.typeName.name === "Promise"
  if (!node.body || depth >= MAX_DEPTH || takesCallback(node)) return false
  if (node.body.type !== "BlockStatement") return isPromise(project, module, node.body, depth)
  let returns = 0
  for (const each of ownNodes(node.body)) {
    if (each.type !== "ReturnStatement") continue
    if (!each.argument || !isPromise(project, module, each.argument, depth)) return false
    returns++
  }
  return returns > 0
}

function isPromise(project: Project, module: SourceModule, expression: Node, depth: number): boolean {
  const node = bare(expression)
  if (node.type === "ConditionalExpression")
    return isPromise(project, module, node.consequent, depth) && isPromise(project, module, node.alternate, depth)
  if (node.type === "NewExpression") return node.callee.type === "Identifier" && node.callee.name === "Promise"
  if (node.type !== "CallExpression") return false
  const { callee } = node
  if (callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Promise")
    return /^(?:all|allSettled|any|race|resolve|reject|try)$/.test(propertyName(callee) ?? "")
  const meaning = meaningOf(project, module, callee)
  return meaning?.kind === "function" && returnsPromise(project, meaning.module, meaning.node, depth + 1)
}

// Functions that can do both give a promise only to those who bring no callback.
function takesCallback({ params }: FunctionNode): boolean {
  return params.some((each) => each.type === "Identifier" && /^(?:cb|callback|done|next)$/.test(each.name))
}

function reportsToCallback(call: Call): boolean {
  return call.arguments.some((each) => {
    const first = isFunction(each) ? each.params[0] : undefined
    return first?.type === "Identifier" && /^_?(?:err|error|e)$/.test(first.name)
  })
}

/** Of `db.isMember`, where `db` comes from another file that cannot be followed: how the rest of the repository uses it. */
function habitOf(project: Project, module: SourceModule, call: Call): PromiseProof | null {
  const name = module.textOf(call.callee)
  if (!/^[\w$]+(?:\.[\w$]+)+$/.test(name) || !isFromElsewhere(module, call.callee)) return null
  const awaited = awaitedCalls(project).get(name) ?? 0
  if (awaited < LEAST_AWAITED) return null
  return plainUses(project, name) - 1 <= awaited * MOST_PLAIN ? { kind: "habit", awaited } : null
}

/** Whether the repository awaits a call of this very name elsewhere, or often enough the method of whatever, wherever it leads to. */
export function awaitsElsewhere(project: Project, module: SourceModule, call: Call): boolean {
  const meaning = meaningOf(project, module, call.callee)
  // What can be read is no matter of habit.
  if (meaning?.kind === "function") return false
  if ((awaitedCalls(project).get(module.textOf(call.callee)) ?? 0) > 0) return true
  const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
  return method !== null && (awaitedMethods(project).get(method) ?? 0) >= LEAST_AWAITED
}

function awaitedMethods(project: Project): ReadonlyMap<string, number> {
  return project.once("awaited methods", () => {
    const all = new Map<string, number>()
    for (const [name, count] of awaitedCalls(project)) {
      const method = name.slice(name.lastIndexOf(".") + 1)
      all.set(method, (all.get(method) ?? 0) + count)
    }
    return all
  })
}

function isFromElsewhere(module: SourceModule, callee: Node): boolean {
  let root = callee
  while (root.type === "MemberExpression") root = root.object
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  if (binding?.kind === "import") return true
  return (
    binding?.declaration.type === "VariableDeclarator" && binding.declaration.init != null && requiredBy(binding.declaration.init) !== null
  )
}

/** How often the servers of a repository await a call, by its callee as written. */
function awaitedCalls(project: Project): ReadonlyMap<string, number> {
  return project.once("awaited calls", () => {
    const all = new Map<string, number>()
    for (const path of project.sourcePaths) {
      if (!isServerPath(path)) continue
      const here = project.factOf(path, "awaited calls", countAwaited, isCount)
      for (const [name, count] of Object.entries(here ?? {})) all.set(name, (all.get(name) ?? 0) + count)
    }
    return all
  })
}

function countAwaited(text: string): Record<string, number> {
  const counts: Record<string, number> = Object.create(null)
  if (text.includes("await ")) for (const [, name = ""] of text.matchAll(AWAITED)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function isCount(value: unknown): value is Record<string, number> {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "number")
}

/** How often what a call gives is used where it is written, and neither awaited nor handed on. */
function plainUses(project: Project, name: string): number {
  return project.once(`uses of ${name} without await`, () => {
    let plain = 0
    for (const path of project.sourcePaths) {
      const text = isServerPath(path) ? project.textOf(path) : null
      if (text === null) continue
      for (let at = text.indexOf(`${name}(`); at !== -1; at = text.indexOf(`${name}(`, at + name.length)) {
        if (at > 0 && /[\w$.]/.test(text.charAt(at - 1))) continue
        const before = text.slice(Math.max(0, at - 60), at).trimEnd()
        if (/(?:[!=?&|+<>]|\bif \(|\bin|\bof)$/.test(before) && !before.endsWith("=>")) plain++
      }
    }
    return plain
  })
}
