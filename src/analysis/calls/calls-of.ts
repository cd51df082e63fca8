import { isTestPath } from "../classify.ts"
import { bare, functionName, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Call } from "./call-facts.ts"
import { isServerPath } from "./server-path.ts"

/** A call of a function of the repository, and the file it stands in. */
export interface CallOf {
  readonly module: SourceModule
  readonly call: Call
}

// A function of so many files is called like many others.
const MAX_FILES = 40

/** Every call of a function under its own name in the servers of the repository; `null` when it has no name or more files speak of it than are looked at. */
export function everyCallOf(project: Project, called: FunctionNode): readonly CallOf[] | null {
  const name = functionName(called)
  if (name === null) return null
  return project.onceFor(called, "every call", () => {
    const paths = project.sourcePaths.filter((path) => isServerPath(path) && project.textOf(path)?.includes(`${name}(`))
    return paths.length > MAX_FILES ? null : paths.flatMap((path) => callsIn(project, path, called, name))
  })
}

/** The calls of a function in its own file and in those that import it; there may be more. */
export function someCallsOf(project: Project, module: SourceModule, called: FunctionNode): readonly CallOf[] {
  const name = functionName(called)
  if (name === null) return []
  return project.onceFor(called, "some calls", () =>
    [module.path, ...(importersOf(project).get(module.path) ?? [])]
      .filter((path) => !isTestPath(path))
      .slice(0, MAX_FILES)
      .flatMap((path) => callsIn(project, path, called, name)),
  )
}

function callsIn(project: Project, path: string, called: FunctionNode, name: string): CallOf[] {
  const module = project.moduleOf(path)
  if (!module) return []
  return nodesOf(module.program, "CallExpression").flatMap((call) => {
    const callee = bare(call.callee)
    // An import may have another name.
    if (callee.type !== "Identifier" && (callee.type !== "MemberExpression" || propertyName(callee) !== name)) return []
    const meaning = meaningOf(project, module, call.callee)
    return meaning?.kind === "function" && meaning.node === called ? [{ module, call }] : []
  })
}
