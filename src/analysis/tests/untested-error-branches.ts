import type { ChangeView } from "../change/change-view.ts"
import { ancestors, nodesOf } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { testMapOf } from "../test-map.ts"
import { errorBranchesIn } from "./error-branches.ts"
import type { ErrorBranch } from "./error-branches.ts"
import { namedFunctionAround } from "./named-function.ts"
import type { NamedFunction } from "./named-function.ts"
import { isExpected, tellsApart } from "./provoked.ts"

/** An error branch that a change adds to a function with tests, where tests expect the other ones and none expects this. */
export interface UntestedErrorBranch {
  readonly branch: ErrorBranch
  readonly within: NamedFunction
  /** Another error branch of the same function or file that a test expects. */
  readonly sibling: ErrorBranch
  /** The test file its case belongs to. */
  readonly testPath: string
}

// So many tests of one function are an index of everything: what they say of errors is about something else.
const MAX_TESTS = 30

/**
 * The error branches of a file that a change adds and that no test expects, where the tests of the same function expect other error
 * branches of it, or those of the file at least half of its others. `before` is all code that was there.
 */
export function untestedErrorBranches(
  head: Project,
  change: ChangeView,
  module: SourceModule,
  before: string,
): readonly UntestedErrorBranch[] {
  const all = errorBranchesIn(module)
  const known = squeeze(before)
  const isNew = ({ node, decision }: ErrorBranch) =>
    change.isAdded(module.path, module.lineOf(node)) &&
    // Code that moved or was indented is no new branch.
    !(known.includes(squeeze(module.textOf(node))) && known.includes(squeeze(module.textOf(decision))))
  const added = all.filter(isNew)
  if (added.length === 0) return []
  const found: UntestedErrorBranch[] = []
  const withNames = all.flatMap((branch) => {
    const within = namedFunctionAround(branch.node)
    return within === null ? [] : [{ branch, within }]
  })
  for (const { branch, within } of withNames) {
    // Of an error without a word of its own nobody can tell whether a test expects it.
    if (!added.includes(branch) || !isTellable(branch)) continue
    const tests = testsOf(head, module, within)
    if (tests.length === 0 || tests.length > MAX_TESTS || isExpected(head, tests, branch)) continue
    const others = withNames.filter((each) => each.branch !== branch && !isAlike(each.branch, branch))
    const sibling = expectedSibling(head, module, others, within, tests)
    const testPath = tests.find((path) => /[.-](?:test|spec|e2e-spec)\./.test(path)) ?? tests[0]
    if (sibling && testPath !== undefined) found.push({ branch, within, sibling, testPath })
  }
  return found
}

interface Named {
  readonly branch: ErrorBranch
  readonly within: NamedFunction
}

function expectedSibling(
  head: Project,
  module: SourceModule,
  others: readonly Named[],
  within: NamedFunction,
  tests: readonly string[],
): ErrorBranch | null {
  const isTested = ({ branch }: Named) => tellsApart(head, tests, branch)
  const own = others.filter((each) => each.within.node === within.node)
  const sibling = own.find(isTested)
  if (sibling) return sibling.branch
  if (own.length > 0) return null
  const tested = others.filter((each) => tellsApart(head, testsOf(head, module, each.within), each.branch))
  return tested.length >= 2 && tested.length * 2 >= others.length ? (tested[0] as Named).branch : null
}

function isTellable({ kind, status, error, message }: ErrorBranch): boolean {
  return kind === "catch" || status !== null || message !== null || (error !== null && !/^\w?Error$|^(?:Type|Range)Error$/.test(error))
}

// Two throws of the same words are one case to whoever tests by words.
function isAlike(one: ErrorBranch, other: ErrorBranch): boolean {
  return one.kind === other.kind && one.status === other.status && one.error === other.error && one.message === other.message
}

/** The tests that name a function or one of its file that calls it, or that send a request to a route whose handler leads to it. */
function testsOf(head: Project, module: SourceModule, within: NamedFunction): readonly string[] {
  return head.onceFor(within.node, "tests of the function", () => {
    const tests = testMapOf(head)
    const named = [within, ...callersIn(module, within)]
    const found = new Set(named.flatMap((each) => namingTests(head, module, each)))
    const word = new RegExp(named.map(({ name }) => wholeWord(name)).join("|"))
    for (const path of [module.path, ...(importersOf(head).get(module.path) ?? [])])
      for (const { method, path: address, handler } of routesIn(head, path)) {
        const running = handler.function
        if (address === null || address === "" || method === "USE" || running === null) continue
        const leads =
          running === within.node || [...ancestors(within.node)].includes(running) || word.test(handler.functionModule.textOf(running))
        if (leads) for (const test of tests.testsOfRoute(method, address)) found.add(test)
      }
    return [...found]
  })
}

function callersIn(module: SourceModule, { name }: NamedFunction): NamedFunction[] {
  return nodesOf(module.program, "CallExpression").flatMap((call) => {
    const called = call.callee.type === "MemberExpression" ? call.callee.property : call.callee
    const caller = called.type === "Identifier" && called.name === name ? namedFunctionAround(call) : null
    return caller === null || caller.name === name ? [] : [caller]
  })
}

// A method is named with its class or object, a function of a common name in a test that imports the file itself.
function namingTests(head: Project, module: SourceModule, { name, owner, node }: NamedFunction): string[] {
  const tests = testMapOf(head)
  const direct = tests.importersOf(module.path)
  const isOwn = (path: string) => direct.includes(path)
  const call = new RegExp(wholeWord(name))
  if (owner === null) {
    const isRare = /[a-z][A-Z]/.test(name) && name.length > 8
    return tests.paths.filter(
      (path) => (isOwn(path) || (isRare && tests.isNextTo(path, module.path))) && call.test(head.codeOf(path) ?? ""),
    )
  }
  const ofClass = node.parent?.type === "MethodDefinition" || node.parent?.type === "PropertyDefinition"
  const holder = new RegExp(ofClass ? wholeWord(owner) : `(?<![\\w$])${quoted(owner)}\\.${quoted(name)}(?![\\w$])`, ofClass ? "" : "i")
  return tests.paths.filter((path) => {
    const text = tests.isNextTo(path, module.path) ? (head.codeOf(path) ?? "") : ""
    return holder.test(text) && (name === "constructor" || call.test(text))
  })
}

function wholeWord(name: string): string {
  return `(?<![\\w$])${quoted(name)}(?![\\w$])`
}

function quoted(name: string): string {
  return name.replace(/\$/g, "\\$")
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "")
}
