import { isTestPath } from "../classify.ts"
import { bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A file of the repository that a test file replaces as a whole: `vi.mock("../src/rates", () => ({ rate: vi.fn() }))`. */
export interface MockedModule {
  readonly call: Node & { type: "CallExpression" }
  readonly path: string
  /** What stands in its place; `null` where the runner makes a mock of each export. */
  readonly factory: FunctionNode | null
}

/** The files of the repository that a test replaces and keeps nothing of. */
export function mockedModules(project: Project, module: SourceModule): MockedModule[] {
  const found: MockedModule[] = []
  for (const call of nodesOf(module.program, "CallExpression")) {
    const callee = bare(call.callee)
    if (callee.type !== "MemberExpression" || propertyName(callee) !== "mock" || callee.object.type !== "Identifier") continue
    const [first, second] = call.arguments
    if (!/^(?:jest|vi)$/.test(callee.object.name) || !first) continue
    const specifier = first.type === "ImportExpression" ? stringOf(first.source) : stringOf(first)
    const path = specifier === null ? null : project.resolve(module.path, specifier)
    if (path === null || isTestPath(path)) continue
    const factory = second === undefined ? null : bare(second)
    if (factory === null) found.push({ call, path, factory })
    else if (isFunction(factory) && factory.params.length === 0 && !/[aA]ctual|[oO]riginal/.test(module.textOf(factory)))
      found.push({ call, path, factory })
  }
  return found
}

/** Whether an export, or a method of it, is a function that does nothing but what the test tells it. */
export function isEmptied(module: SourceModule, { factory }: MockedModule, name: string): boolean {
  if (factory === null) return true
  const made = factory.body?.type === "BlockStatement" ? returnedBy(factory.body) : factory.body
  const value = (made && propertyOf(made, name)) ?? (made && propertyOf(propertyOf(made, "default"), name))
  return value != null && /^(?:jest|vi)\.fn\(\s*\)(?:\.mock\w+\([^()]*\))*$/.test(module.textOf(value).slice(0, 400))
}

function returnedBy(body: Node & { type: "BlockStatement" }): Node | null {
  const last = body.body.at(-1)
  return last?.type === "ReturnStatement" ? last.argument : null
}
