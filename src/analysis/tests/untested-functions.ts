import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { descendants, isClass, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"
import { isNamedInChangedTest } from "./changed-tests.ts"

/** An exported function or a public method of an exported class that decides something. */
export interface Deciding {
  readonly name: string
  /** The class it is a method of. */
  readonly owner: string | null
  readonly node: FunctionNode
  /** The first condition it decides on. */
  readonly decision: Node
}

/** Functions of a file that no test reaches, and the test file where their cases belong. */
export interface UntestedFunctions {
  readonly functions: readonly Deciding[]
  readonly testPath: string
}

/**
 * The exported functions of a file that the change adds or touches and that no test leads to, directly or through those
 * that call them, where what stands beside them is tested; `null` when there are none.
 */
export function untestedFunctions(
  head: Project,
  change: ChangeView,
  module: SourceModule,
  handlers: ReadonlySet<FunctionNode>,
): UntestedFunctions | null {
  const candidates = [...decidingExports(head, change, module)].filter(({ node }) => !handlers.has(node))
  if (candidates.length === 0) return null
  const tests = testMapOf(head)
  const importers = tests.importersOf(module.path)
  // A missing test is a deviation only where this file has tests of its own, or where a new file joins neighbours that have.
  const own = importers.find((path) => isTestOf(path, module))
  const joins = own === undefined && importers.length === 0 && change.fileOf(module.path)?.status === "added"
  if (own === undefined && !(joins && neighboursAreTested(head, module.path))) return null
  const functions = candidates.filter(
    ({ name }) =>
      !tests.namesExport(module.path, name) && !isNamedInChangedTest(head, change, name) && !tests.reachesExport(module.path, name),
  )
  // A test file that names few of the functions tests the others through them.
  if (functions.length === 0 || (own !== undefined && !testsMostOf(head, module, functions))) return null
  return { functions, testPath: own ?? testPathFor(head, module.path) }
}

function testsMostOf(head: Project, module: SourceModule, untested: readonly Deciding[]): boolean {
  const tests = testMapOf(head)
  const missing = new Set(untested.map(({ name }) => name))
  const others = [...offeredFunctions(head, module)].filter(({ name }) => !missing.has(name))
  const isTested = ({ name }: Offered) => tests.namesExport(module.path, name) || tests.reachesExport(module.path, name)
  return others.length > 0 && others.filter(isTested).length * 2 >= others.length
}

type Offered = Omit<Deciding, "decision">

function* offeredFunctions(head: Project, module: SourceModule): Generator<Offered> {
  for (const [name, offered] of module.exports) {
    if (offered.kind !== "node") continue
    const meaning = meaningOf(head, module, offered.node)
    if (meaning === null || meaning.kind === "external" || meaning.module !== module) continue
    if (meaning.kind === "function" && name !== "default") yield { name, owner: null, node: meaning.node }
    if (meaning.kind !== "class" || !isClass(meaning.node)) continue
    const owner = meaning.node.id?.name ?? name
    for (const member of meaning.node.body.body) {
      const called = member.type === "MethodDefinition" && member.kind === "method" ? propertyName(member) : null
      if (called === null || member.type !== "MethodDefinition" || !isFunction(member.value) || member.key.type === "PrivateIdentifier")
        continue
      if (member.accessibility !== "private" && member.accessibility !== "protected" && !called.startsWith("_"))
        yield { name: called, owner, node: member.value }
    }
  }
}

// Named after the file; a test that only needs something of it is about something else.
function isTestOf(path: string, module: SourceModule): boolean {
  const wordOf = (file: string) => file.slice(file.lastIndexOf("/") + 1).split(/[._-]/, 1)[0]
  return wordOf(path) === wordOf(module.path)
}

function* decidingExports(head: Project, change: ChangeView, module: SourceModule): Generator<Deciding> {
  for (const offered of offeredFunctions(head, module)) {
    if (takesRequest(offered.node)) continue
    const decision = firstDecision(offered.node)
    if (decision && change.touches(module.path, module.lineOf(offered.node), module.endLineOf(offered.node))) yield { ...offered, decision }
  }
}

function firstDecision(node: FunctionNode): Node | null {
  if (!node.body) return null
  // Inside the function that it gives back, too.
  for (const each of descendants(node.body)) {
    if (each.type === "IfStatement" || each.type === "ConditionalExpression") return each.test
    if (each.type === "SwitchStatement") return each.discriminant
  }
  return null
}

function takesRequest(node: FunctionNode): boolean {
  const first = node.params[0]
  return (
    first?.type === "Identifier" &&
    /^_?(?:req|request|ctx|c|err|error)$/.test(first.name) &&
    node.params.length >= (/^_?(?:ctx|c)$/.test(first.name) ? 1 : 2)
  )
}

function neighboursAreTested(head: Project, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  const neighbours = head.sourcePaths.filter(
    (each) => each !== path && each.startsWith(folder) && !each.slice(folder.length).includes("/") && !isTestPath(each),
  )
  const tested = neighbours.filter((each) => testMapOf(head).importersOf(each).length > 0)
  return tested.length > 0 && tested.length * 2 >= neighbours.length
}
