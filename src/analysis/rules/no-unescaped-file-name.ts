import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const READS_FOLDER = /^(?:fs|fs\/promises|fs\.promises|fs-extra|graceful-fs|node:fs)\.readdir(?:Sync)?$/
const MAX_STEPS_UP = 12

const MENTIONS_ANSWER = /\b(?:res|response|reply|ctx)\./
// Names are handed from one function to the next a few times at most, and a file of ours holds some hundreds of calls.
const MAX_ROUNDS = 4
const MAX_HELD = 200

export const noUnescapedFileName = defineRule({
  kind: "source",
  id: "no-unescaped-file-name",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "File names become part of a page as they are",
  why: "A file may be called `<img src=x onerror=…>.png`. Whoever can put a file into the folder, by an upload or in an archive, then runs a script in the browser of everyone who looks at the list.",
  fix: "Escape the name for HTML, and encode it with `encodeURIComponent` inside an address.",
  cwe: ["CWE-79", "CWE-80"],
  needs: { path: "no test", text: [/readdir/, MENTIONS_ANSWER] },
  *check({ project, module }) {
    if (isTestPath(module.path) || !/readdir/.test(module.text) || !MENTIONS_ANSWER.test(module.text)) return
    const names = namesIn(project, module)
    if (names.size === 0) return
    const told = new Set<Node>()
    for (const node of nodesOf(module.program, "Identifier")) {
      const binding = module.bindings.resolve(node)
      if (!binding || !names.has(binding) || binding.identifier === node) continue
      const markup = markupAround(project, module, node)
      if (!markup || told.has(markup)) continue
      told.add(markup)
      yield {
        at: node,
        title: `\`${node.name}\`, the name of a file, becomes part of a page as it is`,
        message: `A file called \`<img src=x onerror=…>\` in this folder runs a script in the browser of everyone who opens the list: \`${node.name}\` comes from \`readdir\` and goes between tags without being escaped.`,
        fix: `Escape \`${node.name}\` for HTML where it is shown, and use \`encodeURIComponent(${node.name})\` in the address.`,
      }
    }
  },
})

/** What variables hold of a folder: lists of its entries, single entries or their names. */
interface Held {
  readonly lists: Set<Binding>
  readonly names: Set<Binding>
}

/** The variables that hold one name out of a folder, or an entry with its name. */
function namesIn(project: Project, module: SourceModule): ReadonlySet<Binding> {
  const held: Held = { lists: new Set(), names: new Set() }
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (!READS_FOLDER.test(originOf(project, module, node.callee) ?? "")) continue
    const callback = node.arguments.at(-1)
    if (isFunction(callback)) add(module, held.lists, callback.params[1])
    const holder = node.parent?.type === "AwaitExpression" ? node.parent.parent : node.parent
    if (holder?.type === "VariableDeclarator") add(module, held.lists, holder.id)
  }
  // Each round follows the names one function or variable further.
  for (let round = 0; round < MAX_ROUNDS && held.lists.size > 0; round++) {
    const known = held.lists.size + held.names.size
    for (const node of descendants(module.program)) spread(project, module, node, held)
    if (held.lists.size + held.names.size === known || known > MAX_HELD) break
  }
  return held.names
}

/** The name itself, `{ name }` of an entry, or the first of `(entry, index) => …`. */
function add(module: SourceModule, to: Set<Binding>, target: Node | null | undefined): void {
  const inner = target?.type === "ObjectPattern" ? nameIn(target) : target
  const binding = inner?.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (binding) to.add(binding)
}

function nameIn({ properties }: Node & { type: "ObjectPattern" }): Node | null {
  for (const each of properties) if (each.type === "Property" && propertyName(each) === "name") return each.value
  return null
}

/** Notes what a loop, a callback, a call or a declaration takes over of what is held. */
function spread(project: Project, module: SourceModule, node: Node, { lists, names }: Held): void {
  if (node.type === "ForOfStatement" && isListed(module, node.right, lists))
    add(module, names, node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left)
  if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init && holdsName(module, node.init, names))
    add(module, names, node.id)
  if (node.type !== "CallExpression") return
  if (node.callee.type === "MemberExpression" && isListed(module, node.callee.object, lists)) {
    const [given] = node.arguments
    if (!given || !/^(?:forEach|map|flatMap)$/.test(propertyName(node.callee) ?? "")) return
    add(module, names, functionIn(project, module, given)?.params[0])
    return
  }
  const called = node.arguments.some((each) => each.type === "Identifier") ? functionIn(project, module, node.callee) : null
  for (const [index, given] of node.arguments.entries()) {
    if (!called || given.type !== "Identifier") continue
    const binding = module.bindings.resolve(given)
    if (binding && lists.has(binding)) add(module, lists, called.params[index])
    else if (binding && names.has(binding)) add(module, names, called.params[index])
  }
}

/** The function of this file that an expression is. */
function functionIn(project: Project, module: SourceModule, node: Node): FunctionNode | null {
  const inner = bare(node)
  if (isFunction(inner)) return inner
  const meaning = inner.type === "Identifier" ? meaningOf(project, module, inner) : null
  return meaning?.kind === "function" && meaning.module === module ? meaning.node : null
}

// `entry.isDirectory() ? entry.name + "/" : entry.name`
function holdsName(module: SourceModule, node: Node, names: ReadonlySet<Binding>, depth = 0): boolean {
  const inner = bare(node)
  if (depth > 4) return false
  if (inner.type === "ConditionalExpression")
    return [inner.consequent, inner.alternate].some((each) => holdsName(module, each, names, depth + 1))
  if (inner.type === "BinaryExpression")
    return inner.operator === "+" && [inner.left, inner.right].some((each) => holdsName(module, each, names, depth + 1))
  const holder = inner.type === "MemberExpression" && propertyName(inner) === "name" ? bare(inner.object) : null
  const binding = holder?.type === "Identifier" ? module.bindings.resolve(holder) : null
  return binding !== null && names.has(binding)
}

// `files`, `files.sort()` and `files.filter(isVisible).slice(0, 100)`
function isListed(module: SourceModule, node: Node, lists: ReadonlySet<Binding>): boolean {
  let inner = bare(node)
  for (let depth = 0; depth < 6; depth++) {
    if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") break
    if (!/^(?:filter|sort|slice|reverse|concat|toSorted)$/.test(propertyName(inner.callee) ?? "")) return false
    inner = bare(inner.callee.object)
  }
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  return binding !== null && lists.has(binding)
}

/** The text with tags that a name becomes part of; `null` where something is done to it on the way, or there are no tags. */
function markupAround(project: Project, module: SourceModule, name: Node): Node | null {
  let below: Node = name
  let markup: Node | null = null
  let steps = 0
  for (const above of ancestors(name)) {
    if (++steps > MAX_STEPS_UP) break
    if (above.type === "CallExpression") {
      if (above.callee === below) return null
      const isJoin = /^path(?:\.posix)?\.(?:join|resolve|normalize)$/.test(originOf(project, module, above.callee) ?? "")
      const isList = above.callee.type === "MemberExpression" && /^(?:push|concat|write|end|send)$/.test(propertyName(above.callee) ?? "")
      if (isList && above.arguments.some(hasTag)) markup = above
      if (!isJoin) break
    } else if (above.type === "BinaryExpression") {
      if (above.operator !== "+") break
      if (hasTag(above.left) || hasTag(above.right)) markup = above
    } else if (above.type === "TemplateLiteral") {
      if (above.quasis.some((quasi) => isTag(quasi.value.raw))) markup = above
    } else if (above.type === "ArrayExpression") {
      if (above.elements.some((each) => each !== null && hasTag(each))) markup = above
    } else if (above.type === "MemberExpression") {
      // `entry.name`
      if (above.object !== below || propertyName(above) !== "name") break
    } else if (above.type !== "ConditionalExpression" || above.test === below) break
    below = above
  }
  return markup
}

function hasTag(node: Node): boolean {
  const inner = bare(node)
  return isTag(stringOf(inner) ?? (inner.type === "BinaryExpression" ? (stringOf(inner.right) ?? "") : ""))
}

function isTag(text: string): boolean {
  return /<\/?[a-z][a-z0-9]*[\s>/]/i.test(text)
}
