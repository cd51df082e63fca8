import { escapePattern } from "../escape-pattern.ts"
import { filterScope } from "./filter-scope.ts"
import { callFacts, calleeName } from "./call-facts.ts"
import { ancestors, bare, descendants, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

const MAX_DEPTH = 4
const MADE_EMPTY = /^(?:\[\s*\]|new (?:Map|Set|Array)(?:<[^()]{0,200}>)?\(\s*\))$/

export type Loop = Node & { type: "ForStatement" | "WhileStatement" | "DoWhileStatement" | "ForOfStatement" }

// The body as a whole, as each framework hands it over, and a part of it.
const BODY = /^(?:(?:req|request)\.(?:body|payload)|ctx\.request\.body|(?:await )?(?:c|ctx|context)\.req\.json\(\))$/
const OF_BODY = /^(?:(?:req|request)\.(?:body|payload)|ctx\.request\.body)\b/
const MAX_TEXT = 200

// `if (ids.length > 100) …`
function isMeasured(module: SourceModule, list: string): boolean {
  return new RegExp(`(?<![\\w$.])${escapePattern(list)}\\??\\.length\\s*[>]`).test(module.code)
}

/** Who decides how long a list is, as the end of a sentence; `null` when nobody outside does, or when it is bounded. */
export function lengthDecider(project: Project, module: SourceModule, list: Node, depth = 0): string | null {
  const node = bare(list)
  if (depth > MAX_DEPTH) return null
  const gathered = gatheredFrom(project, module, node)
  if (gathered) return gathered
  if (node.type === "MemberExpression") {
    const text = node.end - node.start > MAX_TEXT ? "" : module.textOf(node)
    return OF_BODY.test(text) && !isMeasured(module, text) ? "the client decides how many there are" : null
  }
  if (node.type === "CallExpression") {
    const { facts, method, name } = callFacts(project, module, node)
    if (facts.includes("db-list")) {
      const options = node.arguments[0]
      if (["take", "limit"].some((each) => propertyOf(options, each)) || (options && bare(options).type !== "ObjectExpression")) return null
      const filter = options && (propertyOf(options, "where") ?? (method === "find" ? options : undefined))
      if (filterScope(module, filter) !== "open") return null
      return `\`${name}\` decides how many there are, without a limit`
    }
    if (method === "filter" && node.callee.type === "MemberExpression") return lengthDecider(project, module, node.callee.object, depth + 1)
    return null
  }
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  if (binding?.declaration.type !== "VariableDeclarator" || !binding.declaration.init || binding.assigned.length > 0) return null
  if (isMeasured(module, node.name)) return null
  const init = bare(binding.declaration.init)
  if (binding.pattern.length > 0) return BODY.test(module.textOf(init).slice(0, MAX_TEXT)) ? "the client decides how many there are" : null
  if (init.type === "CallExpression" && /\.(?:slice|limit)$/.test(calleeName(module, init))) return null
  return lengthDecider(project, module, init, depth + 1)
}

// `[...emails]`, `Array.from(emails.values())` and `emails` of what a loop over pages puts together.
function gatheredFrom(project: Project, module: SourceModule, node: Node): string | null {
  let at = node
  const [only] = at.type === "ArrayExpression" ? at.elements : []
  if (at.type === "ArrayExpression" && at.elements.length === 1 && only?.type === "SpreadElement") at = bare(only.argument)
  else if (at.type === "CallExpression" && module.textOf(at.callee) === "Array.from" && at.arguments[0]) at = bare(at.arguments[0])
  if (
    at.type === "CallExpression" &&
    at.callee.type === "MemberExpression" &&
    /^(?:values|keys|entries)$/.test(propertyName(at.callee) ?? "")
  )
    at = bare(at.callee.object)
  if (at.type !== "Identifier") return null
  for (const { loop } of additionsTo(module, at, /^(?:push|add|set)$/)) {
    const pages = node.start > loop.end ? pagesOf(project, module, loop) : null
    if (pages) return `they are all that ${pages} brings, page by page`
  }
  return null
}

/** The loops in which elements are put into a list, map or set that was made empty, with what is put in. */
export function* additionsTo(
  module: SourceModule,
  list: Node & { type: "Identifier" },
  methods: RegExp,
): Generator<{ readonly loop: Loop; readonly added: readonly Node[] }> {
  const binding = module.bindings.resolve(list)
  const { declaration } = binding ?? {}
  if (!binding || declaration?.type !== "VariableDeclarator" || !declaration.init || !MADE_EMPTY.test(module.textOf(declaration.init)))
    return
  const around = [...ancestors(declaration)].find(isFunction)
  for (const use of around ? usesOf(module, binding, around) : []) {
    const member = use.parent
    const call = member?.type === "MemberExpression" && member.object === use ? member.parent : null
    if (call?.type !== "CallExpression" || call.callee !== member || !methods.test(propertyName(member) ?? "")) continue
    const loop = loopAround(call, declaration)
    if (loop) yield { loop, added: call.arguments }
  }
}

/** The outermost loop around a node that does not also stand around another one; a callback between them runs on its own. */
function loopAround(node: Node, other: Node): Loop | null {
  let found: Loop | null = null
  for (const above of ancestors(node)) {
    if (above.start <= other.start && other.end <= above.end) return found
    if (isFunction(above)) return null
    if (
      above.type === "ForStatement" ||
      above.type === "WhileStatement" ||
      above.type === "DoWhileStatement" ||
      above.type === "ForOfStatement"
    )
      found = above
  }
  return null
}

/** What a loop brings one page of in each round, until there are no more; `null` when it does something else, or when that is bounded. */
export function pagesOf(project: Project, module: SourceModule, loop: Loop): string | null {
  if (loop.type === "ForOfStatement") {
    const source = bare(loop.right)
    if (!loop.await) return lengthDecider(project, module, source) === null ? null : `\`${shorten(module, source)}\``
    return source.type === "CallExpression" || source.type === "Identifier" || source.type === "MemberExpression"
      ? `\`${shorten(module, source.type === "CallExpression" ? source.callee : source)}\``
      : null
  }
  for (const node of descendants(loop.body)) {
    if (node.type !== "CallExpression") continue
    const { facts, name } = callFacts(project, module, node)
    if (facts.includes("db-list")) return `\`${name}\``
  }
  return null
}

function shorten(module: SourceModule, node: Node): string {
  return module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
}
