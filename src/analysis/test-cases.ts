import { isTestPath } from "./classify.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "./source/ast.ts"
import type { FunctionNode, Node } from "./source/ast.ts"
import type { SourceModule } from "./source/module.ts"
import type { Project } from "./source/project.ts"

/** One call that declares a suite or a test: `describe.only("orders", () => …)`. */
export interface TestCall {
  readonly kind: "suite" | "case"
  readonly call: Node & { type: "CallExpression" }
  /** The name it starts from: `describe`, `it`, `test`, `fit`, … */
  readonly root: Node
  readonly rootName: string
  /** `only`, `skip`, `each`, … in source order, with the member expression that ends in it. */
  readonly modifiers: readonly { readonly name: string; readonly node: Node & { type: "MemberExpression" } }[]
  /** The title as written, holes included; `null` when it is computed. */
  readonly title: string | null
  readonly body: FunctionNode | null
}

const SUITES = new Set(["describe", "context", "suite", "fdescribe", "xdescribe", "fcontext", "xcontext"])
const CASES = new Set(["it", "test", "specify", "fit", "xit", "xtest", "xspecify"])

/** The suites and tests a test file declares, for the globals and imports of Jest, Vitest, Mocha, node:test, tap and AVA. */
export function testCallsIn(project: Project, module: SourceModule): readonly TestCall[] {
  if (!isTestPath(module.path)) return []
  return project.onceFor(module, "test cases", () => {
    const found: TestCall[] = []
    for (const node of nodesOf(module.program, "CallExpression")) {
      const test = asTestCall(module, node)
      if (test) found.push(test)
    }
    return found
  })
}

/** Whether one of the calls stands inside the other. */
export function isInside(inner: TestCall, outer: TestCall): boolean {
  return inner !== outer && inner.call.start >= outer.call.start && inner.call.end <= outer.call.end
}

/** The title with quotes for a message, or the name of the call when it has none. */
export function nameTest(test: TestCall): string {
  return test.title === null ? `\`${test.rootName}\`` : `“${test.title.replace(/[\s`]+/g, " ").slice(0, 80)}”`
}

function asTestCall(module: SourceModule, call: Node & { type: "CallExpression" }): TestCall | null {
  const modifiers: { name: string; node: Node & { type: "MemberExpression" } }[] = []
  let root: Node = bare(call.callee)
  for (;;) {
    if (root.type === "CallExpression") root = bare(root.callee)
    else if (root.type === "TaggedTemplateExpression") root = bare(root.tag)
    else if (root.type === "MemberExpression") {
      const name = propertyName(root)
      if (name === null) return null
      // `tap.test(…)`, `t.test(…)`, Playwright's `test.describe(…)`
      if (
        (name === "test" || name === "describe" || name === "it") &&
        root.object.type === "Identifier" &&
        /^(?:t|tap|test|lab)$/.test(root.object.name)
      )
        break
      modifiers.unshift({ name, node: root })
      root = bare(root.object)
    } else break
  }
  const rootName = root.type === "Identifier" ? root.name : root.type === "MemberExpression" ? (propertyName(root) ?? "") : ""
  const kind = SUITES.has(rootName) ? "suite" : CASES.has(rootName) ? "case" : null
  if (
    kind === null ||
    modifiers.some(
      (each) =>
        !/^(?:only|skip|todo|each|for|concurrent|sequential|serial|parallel|failing|fails|skipIf|runIf|if|shuffle)$/.test(each.name),
    )
  )
    return null
  // A parameter or a local variable of that name is something else; imports and what was required are the runner's.
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  if (binding && binding.kind !== "import" && binding.kind !== "variable") return null
  const [first] = call.arguments
  const body = call.arguments.map((each) => bare(each)).find((each) => isFunction(each)) ?? null
  if (!first || isFunction(bare(first))) return null
  const title = stringOf(first) ?? (first.type === "TemplateLiteral" ? module.text.slice(first.start + 1, first.end - 1) : null)
  if (body === null && title === null) return null
  return { kind, call, root, rootName, modifiers, title, body }
}
