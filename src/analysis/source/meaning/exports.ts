import { ownNodes, propertyName } from "../ast.ts"
import type { FunctionNode, Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import { deeper } from "./way.ts"
import type { Meaning, Way } from "./way.ts"

/** What an import of a name from a specifier brings; `*` is the whole module. */
export function imported(way: Way, module: SourceModule, specifier: string, name: string): Meaning | null {
  const { project } = way
  const path = project.resolve(module.path, specifier)
  if (path === null) {
    if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) return null
    const base = specifier.replace(/^node:/, "")
    return { kind: "external", path: name === "*" || name === "default" ? base : `${base}.${name}` }
  }
  const target = project.moduleOf(path)
  if (!target) return null
  if (name === "*") return { kind: "namespace", module: target }
  return exported(way, target, name)
}

/** What `require` of a specifier gives: the function, class or value of a package that is the whole module, else the module with its names. */
export function required(way: Way, module: SourceModule, specifier: string): Meaning | null {
  const meaning = imported(way, module, specifier, "*")
  if (meaning?.kind !== "namespace") return meaning
  const whole = meaning.module.exports.get("default")
  if (whole?.kind !== "node" || whole.node.parent?.type !== "AssignmentExpression") return meaning
  const further = deeper(way)
  const value = further && way.follow(further, meaning.module, whole.node)
  if (value?.kind === "function" || value?.kind === "class") return value
  // `module.exports = knex({ … })` is called as well; beside names of its own it stays a module.
  return value?.kind === "external" && meaning.module.exports.size === 1 ? value : meaning
}

/** What a module exports under a name, through re-exports and barrels. */
export function exported(way: Way, target: SourceModule, name: string): Meaning | null {
  const further = deeper(way)
  if (!further) return null
  // A barrel of barrels is asked for the same names by every file.
  const kept = way.project.once(`exports by ${way.mode}`, () => new Map<SourceModule, Map<string, Meaning | null>>())
  let names = kept.get(target)
  if (!names) kept.set(target, (names = new Map()))
  const known = names.get(name)
  if (known !== undefined) return known
  names.set(name, null)
  const meaning = exportedNew(further, target, name)
  names.set(name, meaning)
  return meaning
}

function exportedNew(further: Way, target: SourceModule, name: string): Meaning | null {
  const found = target.exports.get(name)
  if (found?.kind === "node") return further.follow(further, target, found.node)
  if (found?.kind === "from") return imported(further, target, found.specifier, found.name)
  if (name !== "default") {
    for (const specifier of target.stars) {
      // What is not there is not taken for a name of a package.
      if (further.project.resolve(target.path, specifier) === null) continue
      const meaning = imported(further, target, specifier, name)
      if (meaning) return meaning
    }
    for (const specifier of target.stars) {
      if (further.project.resolve(target.path, specifier) !== null) continue
      const meaning = imported(further, target, specifier, name)
      if (meaning) return meaning
    }
  }
  const mixed = name === "default" ? null : mixedInto(further, target, name)
  if (mixed) return mixed
  // `import x from "./common-js"` where only names are exported.
  return name === "default" && target.exports.size > 0 ? { kind: "namespace", module: target } : null
}

/** The meaning of the specifier of an import declaration. */
export function followImport(way: Way, module: SourceModule, specifier: Node): Meaning | null {
  if (specifier.type === "TSImportEqualsDeclaration") {
    const reference = specifier.moduleReference
    if (reference.type === "TSExternalModuleReference") return imported(way, module, reference.expression.value, "*")
    return way.follow(way, module, reference)
  }
  const declaration = specifier.parent
  if (declaration?.type !== "ImportDeclaration") return null
  const from = declaration.source.value
  switch (specifier.type) {
    case "ImportDefaultSpecifier":
      return imported(way, module, from, "default")
    case "ImportNamespaceSpecifier":
      return imported(way, module, from, "*")
    case "ImportSpecifier":
      return imported(way, module, from, specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value)
    default:
      return null
  }
}

// `require("./create")(User)`, where the other file says `module.exports = (User) => { User.create = … }`.
function mixedInto(way: Way, target: SourceModule, name: string): Meaning | null {
  for (const { specifier, index } of target.mixins) {
    const path = way.project.resolve(target.path, specifier)
    const other = path === null ? null : way.project.moduleOf(path)
    const whole = other?.exports.get("default")
    if (!other || whole?.kind !== "node") continue
    const maker = way.follow(way, other, whole.node)
    const node = maker?.kind === "function" ? memberSetOn(maker.node, index).get(name) : undefined
    if (maker?.kind === "function" && node) return way.follow(way, maker.module, node)
  }
  return null
}

// Kept by function: hundreds of names may be looked for in the same one.
const membersSet = new WeakMap<FunctionNode, ReadonlyMap<string, Node>>()

function memberSetOn(maker: FunctionNode, index: number): ReadonlyMap<string, Node> {
  const known = membersSet.get(maker)
  if (known) return known
  const members = new Map<string, Node>()
  const parameter = maker.params[index]
  if (parameter?.type === "Identifier" && maker.body) {
    for (const node of ownNodes(maker.body)) {
      if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") continue
      const { object } = node.left
      const name = propertyName(node.left)
      if (name !== null && object.type === "Identifier" && object.name === parameter.name) members.set(name, node.right)
    }
  }
  membersSet.set(maker, members)
  return members
}
