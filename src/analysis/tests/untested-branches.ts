import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { ancestors, bare, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { importGraph } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"
import { isNamedInChangedTest } from "./changed-tests.ts"
import { namedFunctionAround } from "./named-function.ts"
import type { NamedFunction } from "./named-function.ts"
import { untestedFunctions } from "./untested-functions.ts"

/** A condition that a change brings into code that has tests, where no test came with it. */
export interface UntestedBranch {
  /** The function as a reader names it: `AccountStore.markSeenAt`. */
  readonly name: string
  /** A function of the file that calls it, where it is not offered to others itself: the way for a test. */
  readonly through: string | null
  readonly condition: Node
  /** What happens where it holds, in words; `null` when the code does not say it shortly. */
  readonly outcome: string | null
}

/** The new branches of a file, with the test file that its cases belong to. */
export interface UntestedBranches {
  readonly branches: readonly UntestedBranch[]
  readonly testPath: string
}

/**
 * The conditions that a change adds to functions of a file with tests, when no test of the same change leads to the file or names the
 * function; `null` when there are none. `before` is the file at the base, and all code that was there: that of the file and
 * what the change takes away elsewhere.
 */
export function untestedBranches(
  head: Project,
  change: ChangeView,
  module: SourceModule,
  before: { readonly code: string; readonly module: SourceModule },
): UntestedBranches | null {
  const tests = testMapOf(head)
  const own = testOf(head, module.path)
  if ((own === null && !tests.isNear(module.path)) || isReachedByChangedTest(head, change, module.path)) return null
  const known = squeeze(before.code)
  const had = countBranches(before.module)
  const has = countBranches(module)
  // What no test calls at all is said elsewhere.
  const untested = new Set(untestedFunctions(head, change, module, new Set())?.functions.map(({ name }) => name))
  const branches: UntestedBranch[] = []
  for (const node of nodesOf(module.program, "IfStatement", "ConditionalExpression", "SwitchCase")) {
    if (node.test === null || !change.isAdded(module.path, module.lineOf(node.test))) continue
    // Code that moved or was indented is no new decision.
    if (known.includes(squeeze(module.textOf(node.test)))) continue
    if (isWording(node)) continue
    const around = namedFunctionAround(node)
    if (around === null || isNamedInChangedTest(head, change, around.name) || untested.has(around.name)) continue
    // A condition that was put another way is no new one; one that asks for more than before is.
    if ((has.get(around.fullName) ?? 0) <= (had.get(around.fullName) ?? 0) && !asksForMore(module, node.test, known)) continue
    // Where the file has no test of its own, only what a test leads to by name counts as tested so far.
    if (own === null && !tests.reachesExport(module.path, around.name)) continue
    if (isRequestedByChangedTest(head, change, module, node)) continue
    branches.push({
      name: around.fullName,
      through: callerOf(module, around),
      condition: node.test,
      outcome: node.type === "IfStatement" ? outcomeOf(module, node) : null,
    })
  }
  if (branches.length === 0) return null
  // A test that only needs something of the file is about something else.
  const testPath = own !== null && stemOf(own) === stemOf(module.path) ? own : testPathFor(head, module.path)
  return { branches, testPath }
}

/** The test file of a source file: named after it, or importing it; `null` when it has none. */
function testOf(head: Project, path: string): string | null {
  const tests = testMapOf(head)
  const stem = stemOf(path)
  const importers = tests.importersOf(path)
  const named = importers.find((each) => stemOf(each) === stem) ?? tests.paths.find((each) => isCase(each) && stemOf(each) === stem)
  return named !== undefined && tests.isNear(path) ? named : (importers[0] ?? null)
}

function callerOf(module: SourceModule, { name, fullName }: NamedFunction): string | null {
  if (fullName !== name || module.exports.has(name)) return null
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.callee.type !== "Identifier" || call.callee.name !== name) continue
    const caller = namedFunctionAround(call)
    if (caller && caller.name !== name) return caller.fullName
  }
  return null
}

// `state === 2 && !fromRelay` where `state === 2` was before.
function asksForMore(module: SourceModule, test: Node, known: string): boolean {
  const inner = bare(test)
  if (inner.type !== "LogicalExpression" || inner.operator === "??") return false
  const isOld = (operand: Node) => known.includes(squeeze(module.textOf(operand)))
  return isOld(inner.left) !== isOld(inner.right)
}

/** How many branches each named function of a file has. */
function countBranches(module: SourceModule): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const node of nodesOf(module.program, "IfStatement", "ConditionalExpression", "SwitchCase")) {
    const name = namedFunctionAround(node)?.fullName
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

// `throw new Error(`… ${id ? … : …}`)` chooses words, not what happens.
function isWording(node: Node): boolean {
  if (node.type !== "ConditionalExpression") return false
  for (const above of ancestors(node)) {
    if (above.type === "TemplateLiteral") return true
    if (/Statement$|Function/.test(above.type)) return false
  }
  return false
}

/** Whether a test of the same change sends a request to the route whose handler the node is in. */
function isRequestedByChangedTest(head: Project, change: ChangeView, module: SourceModule, node: Node): boolean {
  const changed = new Set(change.diff.files.filter((each) => each.status !== "deleted" && isTestPath(each.path)).map((each) => each.path))
  if (changed.size === 0) return false
  return routesIn(head, module.path).some(({ handler, method, path }) => {
    const running = handler.functionModule === module ? handler.function : null
    if (running === null || path === null || node.start < running.start || node.end > running.end) return false
    return testMapOf(head)
      .testsOfRoute(method, path)
      .some((each) => changed.has(each))
  })
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/(?:[.-](?:test|spec|e2e|e2e-spec))?\.[cm]?[jt]sx?$/, "")
}

function isCase(path: string): boolean {
  return /[.-](?:test|spec|e2e-spec)\.[cm]?[jt]sx?$|(?:^|\/)tests?\//.test(path)
}

// A test reaches what is three imports away when it loads a whole server; that is enough to be silent.
const MAX_STEPS = 3

function isReachedByChangedTest(head: Project, change: ChangeView, path: string): boolean {
  const graph = importGraph(head)
  let edge = change.diff.files.filter((each) => each.status !== "deleted" && isTestPath(each.path)).map((each) => each.path)
  const wordOf = (each: string) => stemOf(each).split(/[._-]/, 1)[0]
  if (edge.some((each) => wordOf(each) === wordOf(path))) return true
  const seen = new Set(edge)
  for (let step = 0; step < MAX_STEPS && edge.length > 0; step++) {
    const next: string[] = []
    for (const each of edge)
      for (const target of graph.get(each) ?? []) {
        if (target === path) return true
        if (seen.has(target)) continue
        seen.add(target)
        next.push(target)
      }
    edge = next
  }
  return false
}

function outcomeOf(module: SourceModule, { consequent }: Node & { type: "IfStatement" }): string | null {
  const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent
  if (last?.type === "ThrowStatement") return `it throws \`${brief(module, last.argument)}\``
  if (last?.type === "ReturnStatement")
    return last.argument === null ? "it returns early" : `it returns \`${brief(module, last.argument)}\``
  return null
}

function brief(module: SourceModule, node: Node): string {
  const text = squeeze(module.textOf(node), " ").replaceAll("`", "'")
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function squeeze(text: string, space = ""): string {
  return text.replace(/\s+/g, space)
}
