import { escapePattern } from "../escape-pattern.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { someCallsOf } from "./calls-of.ts"
import { isEndlessBehind } from "./endless-key.ts"
import { isLasting } from "./lasting-instance.ts"
import { isServerPath } from "./server-path.ts"

/** A field of an object that lives as long as the process, to which requests add entries that nothing removes. */
export interface GrowingField {
  /** `this.entries` */
  readonly name: string
  readonly node: Node
  readonly route: string
  /** Where the key is handed in, when that is elsewhere. */
  readonly from: { readonly path: string; readonly line: number } | null
  /** Whether what is too old is thrown away when somebody asks for it again. */
  readonly forgetsOnRead: boolean
}

// What such a request leaves behind may be just what it is for: a program that keeps its data in memory means to.
const CREATES = /^(?:POST|PUT|PATCH) /
// What asks for one entry meets only those that somebody asks for again.
const READS = /^(?:get|has|peek|fetch|find|lookup|read|load|resolve)(?:[A-Z]\w*)?$/

/** The first place where each such field of the classes of a file grows. */
export function* growingFields(project: Project, module: SourceModule): Generator<GrowingField> {
  if (!/\bnew (?:Map|Set)\b/.test(module.text)) return
  for (const owner of nodesOf(module.program, "ClassDeclaration", "ClassExpression")) {
    const told = new Set<string>()
    for (const name of collectionsOf(module, owner)) {
      if (told.has(name)) continue
      told.add(name)
      const growth = growthOf(project, module, owner, name)
      if (growth && isLasting(project, module, owner)) yield growth
    }
  }
}

/** `this.x` for the fields that are made an empty map or set. */
function* collectionsOf(module: SourceModule, owner: ClassNode): Generator<string> {
  const isCollection = (value: Node | null) =>
    value?.type === "NewExpression" && value.arguments.length === 0 && /^(?:Map|Set)$/.test(module.textOf(value.callee))
  for (const member of owner.body.body) {
    if (member.type !== "PropertyDefinition" || member.static || !isCollection(member.value)) continue
    yield `this.${module.textOf(member.key)}`
  }
  for (const node of descendants(owner.body))
    if (node.type === "AssignmentExpression" && isCollection(bare(node.right)) && /^this\.#?\w+$/.test(module.textOf(node.left)))
      yield module.textOf(node.left)
}

function growthOf(project: Project, module: SourceModule, owner: ClassNode, name: string): GrowingField | null {
  const removals = removalsOf(module, owner, name)
  if (removals === "others") return null
  for (const node of descendants(owner.body)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || !/^(?:set|add)$/.test(propertyName(node.callee) ?? ""))
      continue
    const [key] = node.arguments
    if (!key || module.textOf(node.callee.object) !== name) continue
    const growth = { name, node, forgetsOnRead: removals === "on read" }
    const reach = reachOf(project, node)
    if (reach && !CREATES.test(reach.route) && isEndlessBehind(module, key)) return { ...growth, route: reach.route, from: null }
    const caller = callerWithEndlessKey(project, module, node, key)
    if (caller && !CREATES.test(caller.route)) return { ...growth, ...caller }
  }
  return null
}

/** Who removes entries of the field: nobody, the methods that read one, or others. */
function removalsOf(module: SourceModule, owner: ClassNode, name: string): "none" | "on read" | "others" {
  const field = escapePattern(name)
  const removes = new RegExp(
    `${field}\\s*(?:\\.(?:delete|clear)\\b|=\\s*new\\b)|${field}\\.size\\b|(?:return|=|,|\\(|\\bof|\\.\\.\\.)\\s*${field}\\s*[,;)\\]\\n}]|${field}\\s*\\)`,
  )
  const told = new RegExp(`^(?:public\\s+)?(?:get\\s+)?\\w+\\(\\)[^{}]{0,60}\\{\\s*return\\s+${field}\\.size;?\\s*\\}$`)
  const made = new RegExp(`${field}\\s*=\\s*new\\b`)
  let onRead = false
  for (const member of owner.body.body) {
    const isConstructor = member.type === "MethodDefinition" && member.kind === "constructor"
    if (member.type === "PropertyDefinition" && member.value?.type === "NewExpression") continue
    const whole = module.textOf(member)
    // Telling how many there are removes none.
    if (told.test(whole)) continue
    const text = isConstructor ? whole.replace(made, "") : whole
    if (!removes.test(text)) continue
    if (member.type !== "MethodDefinition" || !READS.test(propertyName(member) ?? "") || /\bfor\b|forEach|\.size\b/.test(text))
      return "others"
    onRead = true
  }
  return onRead ? "on read" : "none"
}

/** Where code that a request reaches calls the function around a growth with a key that has no end of different values; `null` when it does not. */
export function callerWithEndlessKey(project: Project, module: SourceModule, node: Node, key: Node) {
  const method = enclosingFunction(node)
  const name = bare(key)
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  if (!method || binding?.kind !== "parameter" || binding.declaration !== method || binding.pattern.length > 0) return null
  const index = method.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
  for (const { module: caller, call } of someCallsOf(project, module, method)) {
    const given = call.arguments[index]
    const reach = given && isServerPath(caller.path) && isEndlessBehind(caller, given) ? reachOf(project, call) : null
    if (reach) return { route: reach.route, from: { path: caller.path, line: caller.lineOf(call) } }
  }
  return null
}
