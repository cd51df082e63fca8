import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  propertyOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isServerPath } from "./server-path.ts"

/** An answer that is returned as an object, of Lambda or Azure Functions, that says that something failed and has status 200. */
export interface ReturnedFailure {
  readonly status: Node
  /** Where the answer is given after a failure, when a function makes it that is called elsewhere. */
  readonly from: { readonly path: string; readonly line: number } | null
}

const MAX_CALLERS = 40

/** The returned answers of a file that are given after a failure only. */
export function* returnedFailures(project: Project, module: SourceModule): Generator<ReturnedFailure> {
  for (const node of nodesOf(module.program, "ObjectExpression")) {
    const status = propertyOf(node, "status") ?? propertyOf(node, "statusCode")
    const body = propertyOf(node, "jsonBody") ?? propertyOf(node, "body")
    if (status?.type !== "Literal" || status.value !== 200 || !body || !tellsOfFailure(body)) continue
    const around = enclosingFunction(node)
    if (!around || !isReturned(node, around)) continue
    if (isInCatch(node)) yield { status, from: null }
    else {
      const from = caughtCall(project, module, around)
      if (from) yield { status, from }
    }
  }
}

// `{ success: false, message }`, also inside `JSON.stringify(…)`.
function tellsOfFailure(body: Node): boolean {
  return [body, ...descendants(body)].some(
    (each) =>
      each.type === "Property" &&
      /^(?:success|ok)$/.test(propertyName(each) ?? "") &&
      each.value.type === "Literal" &&
      each.value.value === false,
  )
}

function isReturned(node: Node, around: FunctionNode): boolean {
  let above = node.parent
  while (above?.type === "ParenthesizedExpression" || above?.type === "TSSatisfiesExpression" || above?.type === "TSAsExpression")
    above = above.parent
  return above?.type === "ReturnStatement" || above === around
}

function isInCatch(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (isFunction(above)) return false
  }
  return false
}

/** The `return failed(…)` in a `catch` that a function is called in. */
function caughtCall(project: Project, module: SourceModule, helper: FunctionNode): ReturnedFailure["from"] {
  const name = functionName(helper)
  if (name === null) return null
  for (const path of [module.path, ...(importersOf(project).get(module.path) ?? [])].slice(0, MAX_CALLERS)) {
    const caller: SourceModule | null = isServerPath(path) && project.textOf(path)?.includes(name) ? project.moduleOf(path) : null
    for (const call of caller ? nodesOf(caller.program, "CallExpression") : []) {
      if (!caller || call.parent?.type !== "ReturnStatement" || !isInCatch(call)) continue
      const called = meaningOf(project, caller, bare(call.callee))
      if (called?.kind === "function" && called.node === helper) return { path, line: caller.lineOf(call) }
    }
  }
  return null
}
