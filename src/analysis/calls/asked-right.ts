import { isTestPath } from "../classify.ts"
import { bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A right that code asks for by name: `canViewWebsite(auth, id)`, `can("read", "Order")`, `requireScope("orders:read")`. */
export interface AskedRight {
  /** For a sentence, `canViewWebsite` or `can("read")`. */
  readonly label: string
  /** What is the same in the checks of other rights to the same thing; the right itself is blank. */
  readonly stem: string
  /** "access" names no right, as in `checkBoardAccess`. */
  readonly kind: "read" | "write" | "access"
}

/** A stronger check that the repository knows besides a weak one. */
export interface StrongerRight {
  readonly label: string
  /** How many calls, decorators and routes of the servers ask for it. */
  readonly uses: number
}

const READ = /^(?:view|read|see|show|viewer|reader|readable|visible)$/
const WRITE = /^(?:update|write|edit|delete|modify|manage|remove|change|destroy|editor|writer|writable|cud)$/
// The order in which a stronger right is proposed.
const PREFERRED = /update|edit|write|modify|manage/i
const ASKS =
  /^(?:user_?)?(?:can|may|check|has|have|require|ensure|assert|verify|enforce|authorize|authorise|validate|guard|allow|allows|throw_?if)(?=[A-Z_]|$)|^is(?=[A-Z]\w*(?:Forbidden|Allowed|Permitted|Denied|Authori[sz]ed)$)/
const ASKS_BY_ARGUMENT =
  /^(?:can|cannot|may|authorize|authorise|enforce|permit|allow|protect|guard)$|(?:permissions?|scopes?|access|rights?|privileges?|abilities|ability|can)$|^throwIfNo\w*Access$|^check\w{0,20}Authori[sz]ation\w{0,20}$/i
const OPTION = /^(?:min_?permission|required_?permission|scopes?|permissions?|actions?|rights?|privileges?|ability|abilities|operation)$/i
const MAX_NAME = 60
const MAX_PATHS = 4_000
const SEVERAL = 3

/** The right that a call asks for, or a name that is handed over to be called, `router.put(path, canViewBoard, …)`; `null` when it asks for none. */
export function askedRight(module: SourceModule, node: Node): AskedRight | null {
  const inner = bare(node)
  const callee = inner.type === "CallExpression" ? bare(inner.callee) : inner
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  if (name === null || name.length > MAX_NAME) return null
  const args = inner.type === "CallExpression" ? inner.arguments : []
  return byName(module, name, args) ?? byArgument(module, name, args)
}

// `canViewWebsite`, `checkReadAccess`, `checkBoardAccess`
function byName(module: SourceModule, name: string, args: readonly Node[]): AskedRight | null {
  if (!ASKS.test(name)) return null
  const words = wordsOf(name)
  const reads = words.filter((each) => READ.test(each))
  const writes = words.filter((each) => WRITE.test(each))
  const label = name
  if (reads.length + writes.length > 1) return null
  if (reads.length === 1 || writes.length === 1) {
    // `canRead(user, "write")`
    if (args.some((each) => valueWords(module, each)?.some((word) => WRITE.test(word)) === true)) return null
    const stem = words.map((each) => (READ.test(each) || WRITE.test(each) ? "*" : each)).join(" ")
    return { label, stem, kind: reads.length === 1 ? "read" : "write" }
  }
  // `checkAccess(user, Role.Admin)` says in its arguments how much it asks for.
  if (!words.some((each) => each === "access") || args.some((each) => valueWords(module, each) !== null || isOptions(each))) return null
  return { label, stem: words.join(" "), kind: "access" }
}

// `can("read", "Order")`, `requireScope("orders:read")`, `ensure({ scope: "orders:read" })`, `hasPermission(user, Permission.OrderRead)`
function byArgument(module: SourceModule, name: string, args: readonly Node[]): AskedRight | null {
  if (args.length === 0 || args.length > SEVERAL || !ASKS_BY_ARGUMENT.test(name)) return null
  let found: AskedRight | null = null
  const parts: string[] = []
  for (const given of args.flatMap((each) => (isOptions(each) ? optionValues(each) : [each]))) {
    const words = valueWords(module, given)
    if (words === null) continue
    const rights = words.filter((each) => READ.test(each) || WRITE.test(each))
    if (rights.length > 1 || (rights.length === 1 && found !== null)) return null
    parts.push(words.map((each) => (READ.test(each) || WRITE.test(each) ? "*" : each)).join(" "))
    const [right] = rights
    if (right === undefined) continue
    const code = module.textOf(given).replace(/\s+/g, " ").replaceAll("'", '"').slice(0, MAX_NAME)
    found = { label: `${name}(${code})`, stem: "", kind: READ.test(right) ? "read" : "write" }
  }
  return found && { ...found, stem: `${name.toLowerCase()}(${parts.join(",")})` }
}

function isOptions(node: Node): boolean {
  return bare(node).type === "ObjectExpression"
}

// `{ scope: "orders:read" }`, `{ access: [{ type: "team", minPermission: "read" }] }`
function optionValues(node: Node, depth = 0): Node[] {
  const inner = bare(node)
  if (depth > 4) return []
  if (inner.type === "ArrayExpression") return inner.elements.flatMap((each) => (each === null ? [] : optionValues(each, depth + 1)))
  if (inner.type !== "ObjectExpression") return []
  return inner.properties.flatMap((each) => {
    if (each.type !== "Property") return []
    return OPTION.test(propertyName(each) ?? "") ? [each.value] : optionValues(each.value, depth + 1)
  })
}

/** The words of a text or of a constant, `"orders:read"` and `Permission.OrderRead`; `null` for any other value. */
function valueWords(module: SourceModule, node: Node): string[] | null {
  const inner = bare(node)
  if (inner.type === "Literal" && typeof inner.value === "string") return inner.value.length > MAX_NAME ? null : wordsOf(inner.value)
  if (inner.type === "Identifier") return /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(inner.name) ? wordsOf(inner.name) : null
  if (inner.type !== "MemberExpression" || inner.end - inner.start > 2 * MAX_NAME) return null
  const text = module.textOf(inner)
  return /^[A-Z]\w*(?:\.\w+)+$/.test(text) ? wordsOf(text.slice(text.indexOf(".") + 1)) : null
}

function wordsOf(name: string): string[] {
  return name
    .replace(/read_?write/gi, "write")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d*]+/)
    .filter((each) => each !== "")
}

/** The check of a right to change that the servers of the repository ask where this one only asks for a right to read; `null` when they know none. */
export function strongerRight(project: Project, weak: AskedRight): StrongerRight | null {
  if (weak.kind === "write") return null
  const known = writeRights(project).get(weak.stem)
  if (known === undefined) return null
  let best: StrongerRight | null = null
  for (const [label, { kind, uses }] of known) {
    if (kind !== (weak.kind === "access" ? "inserted" : "instead")) continue
    if (best === null || rank(label, uses) > rank(best.label, best.uses)) best = { label, uses }
  }
  return best
}

function rank(label: string, uses: number): number {
  return (PREFERRED.test(label) ? 1_000_000 : 0) + uses
}

interface Known {
  readonly kind: "instead" | "inserted"
  uses: number
}

/** The checks of rights to change, by stem: that of `canView…` and, without the word, that of `check…Access`. */
function writeRights(project: Project): ReadonlyMap<string, ReadonlyMap<string, Known>> {
  return project.once("rights to change that are asked", () => {
    const byStem = new Map<string, Map<string, Known>>()
    const note = (stem: string, label: string, kind: Known["kind"], uses: number) => {
      let known = byStem.get(stem)
      if (known === undefined) byStem.set(stem, (known = new Map()))
      const before = known.get(label)
      if (before === undefined) known.set(label, { kind, uses })
      else before.uses += uses
    }
    for (const path of project.sourcePaths.slice(0, MAX_PATHS)) {
      if (isTestPath(path)) continue
      const asked = project.factOf(path, "rights to change that are asked 1", () => writeRightsIn(project, path), isList) ?? []
      for (const line of asked) {
        const [stem = "", label = "", uses = "1"] = line.split("\t")
        note(stem, label, "instead", Number(uses))
        if (!stem.includes("(")) note(withoutRight(stem), label, "inserted", Number(uses))
      }
    }
    return byStem
  })
}

// `allow is board member with * access` is the stronger `allow is board member` as well.
function withoutRight(stem: string): string {
  return stem.replace(/\*/, "").replace(/\s+/g, " ").trim()
}

function writeRightsIn(project: Project, path: string): string[] {
  if (!project.mentions(path, /update|write|edit|delete|modify|manage|remove|change|destroy/i)) return []
  const module = project.moduleOf(path)
  if (!module) return []
  const uses = new Map<string, number>()
  const note = (node: Node) => {
    const right = askedRight(module, node)
    if (right?.kind !== "write") return
    const key = `${right.stem}\t${right.label}`
    uses.set(key, (uses.get(key) ?? 0) + 1)
  }
  for (const call of nodesOf(module.program, "CallExpression")) {
    note(call)
    for (const each of call.arguments.slice(0, 20)) if (bare(each).type === "Identifier" && !isFunction(each)) note(each)
  }
  return [...uses].map(([key, count]) => `${key}\t${count}`)
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string")
}
