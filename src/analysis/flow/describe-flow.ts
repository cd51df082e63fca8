import { onOneLine } from "../calls/call-facts.ts"
import { isBuiltin } from "node:module"
import { models } from "../models/index.ts"
import { bare } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { Flow } from "./flow.ts"

/**
 * The callee (or the assigned property) of the sink as written, at most 50 characters. Of calls inside it only a single plain
 * name is kept (`db.collection("tokens").findOne`): their arguments are long, and may be secrets.
 */
export function calleeOf(flow: Flow): string {
  const { node, module } = flow
  const written = "callee" in node ? node.callee : node.type === "MemberExpression" ? node : null
  return written ? shortCallee(module.textOf(written)) : "the call"
}

function shortCallee(text: string): string {
  return onOneLine(text.slice(0, 400))
    .replace(/\([^()]+\)/g, (all) => (/^\(["'`]?[\w.]{1,24}["'`]?\)$/.test(all) ? all : "(…)"))
    .replaceAll("`", "'")
    .slice(0, 50)
}

/**
 * How the value gets into a victim's browser, up to and with the route: for what happens in a browser that somebody else sends here.
 */
export function lureOf(flow: Flow): string {
  if (flow.stored !== null) return `What a client of ${entryOf(flow)} has the service keep in \`${flow.stored}\`,`
  const isLink = /^(?:GET|HEAD|ALL|USE) /.test(flow.route ?? "GET ")
  return `${isLink ? "A link to" : "A foreign page that sends"} ${entryOf(flow)}`
}

// `GET /orders`, `Mutation addOrder`; what is no route is said in words: "this procedure", "a message of the queue".
const IN_WORDS = /^(?:this|a|an|what\w*|who\w*) /

/** Where the request comes in, quoted where it has a name, for the middle of a sentence. */
export function entryOf(flow: Flow): string {
  if (flow.exported !== null) return `\`${flow.exported.replace(/[^\w$.-]/g, "?").slice(0, 80)}\`, which this package exports,`
  if (flow.route === null) return "this handler"
  return IN_WORDS.test(flow.route) ? flow.route : `\`${flow.route}\``
}

/** One sentence on how the flow is known. */
export function howKnown(flow: Flow): string {
  if (flow.stored !== null)
    return `The value is kept in \`${flow.stored}\` and read again with another request, in ${flow.trace.length} steps to ${flow.technology}.`
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
  const origin = "callee" in flow.node ? originOf(project, flow.module, flow.node.callee) : null
  // `crypto.createHash("md5").update(…)` is a method of Node, whatever its name.
  if (origin !== null && isBuiltin(origin.split(".", 1)[0] ?? "")) return false
  return !("callee" in flow.node) || meaningOf(project, flow.module, bare(flow.node.callee))?.kind !== "function"
}
