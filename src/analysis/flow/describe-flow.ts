import { models } from "../models/index.ts"
import { bare } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { Flow } from "./flow.ts"

/** The callee (or the assigned property) of the sink as written, at most 50 characters. */
export function calleeOf(flow: Flow): string {
  const { node, module } = flow
  const written = "callee" in node ? node.callee : node.type === "MemberExpression" ? node : null
  return written ? module.textOf(written).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50) : "the call"
}

/** Where the request comes in, quoted, for the middle of a sentence. */
export function entryOf(flow: Flow): string {
  if (flow.exported !== null) return `\`${flow.exported.replace(/[^\w$.-]/g, "?").slice(0, 80)}\`, which this package exports,`
  return flow.route === null ? "this handler" : `\`${flow.route}\``
}

/** One sentence on how the flow is known. */
export function howKnown(flow: Flow): string {
  const steps = `${flow.trace.length} step${flow.trace.length === 1 ? "" : "s"}`
  return flow.certain
    ? `The value is followed over ${steps} to ${flow.technology}.`
    : `The value is followed over ${steps}; the receiver is taken for ${flow.technology} by its name.`
}

/**
 * Whether a sink that was recognised by its receiver's name can be what it is taken for: the technology is a dependency and the
 * callee is no function of the repository. Always true for certain flows.
 */
export function isPlausible(project: Project, flow: Flow): boolean {
  if (flow.certain) return true
  const packages = models.find((model) => model.technology === flow.technology)?.packages ?? []
  if (!packages.some((name) => project.dependsOn(flow.module.path, name) !== null)) return false
  return !("callee" in flow.node) || meaningOf(project, flow.module, bare(flow.node.callee))?.kind !== "function"
}
