import { nextApiRequest, nextContext, nextRequest } from "../models/next.ts"
import type { RequestModel } from "../models/model.ts"
import { nextHandlersIn } from "../routes/next-handlers.ts"
import type { NextHandler } from "../routes/next-handlers.ts"
import { routeLabel } from "../routes/route.ts"
import { propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { chainedMethod, chainedSchema } from "./schema/chained-schema.ts"
import { passThrough } from "./schema/pass-through.ts"
import { drop } from "./value.ts"
import type { Tainted, Value } from "./value.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const

/** What Next.js hands to the API routes, route handlers and server actions of a file. Adds the functions to `seen`. */
export function* nextEntries(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  for (const each of nextHandlersIn(project, module.path)) {
    const node = each.handler.function
    if (node === null || seen.has(node)) continue
    seen.add(node)
    const model = each.kind === "api" ? nextApiRequest : nextRequest
    yield {
      module,
      node,
      values: valuesOf(project, each, module, node),
      model,
      route: each.kind === "action" ? "a server action" : routeLabel(each),
    }
  }
}

function valuesOf(project: Project, { kind }: NextHandler, module: SourceModule, node: FunctionNode): Value[] {
  if (kind === "api") return [request(nextApiRequest, node.params[0], "req")]
  if (kind === "route") return [request(nextRequest, node.params[0], "request"), request(nextContext, node.params[1], "context")]
  const checked = safeAction(project, module, node)
  if (checked) return [checked]
  // Whatever the types say, a client calls an action with what it likes.
  return node.params.map((parameter): Value => {
    const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter
    const source = target.type === "Identifier" ? target.name : "the argument"
    return {
      kind: "tainted",
      controls: EVERYTHING,
      source,
      step: { module, node: parameter, what: `\`${source}\` is what the client sends`, previous: null },
    }
  })
}

/** What next-safe-action hands over, `.inputSchema(schema).action(async ({ parsedInput }) => …)`; `null` for every other function. */
function safeAction(project: Project, module: SourceModule, node: FunctionNode): Value {
  const method = chainedMethod(node)
  const name = method && propertyName(method)
  if (method === null || (name !== "action" && name !== "stateAction")) return null
  // https://next-safe-action.dev/docs/define-actions/action-result-object: without a schema there is no input.
  const chained = chainedSchema(project, module, method, /^(?:inputSchema|schema|input)$/)
  const sent = (source: string): Tainted => ({
    kind: "tainted",
    controls: EVERYTHING,
    source,
    step: { module, node: node.params[0] ?? node, what: `\`${source}\` is what the client sends`, previous: null },
  })
  const parsed =
    chained === null ? null : chained.schema ? passThrough(chained.schema, sent("parsedInput")) : drop(sent("parsedInput"), ["shape"])
  return {
    kind: "object",
    fields: new Map<string, Value>([
      ["parsedInput", parsed],
      ["clientInput", sent("clientInput")],
    ]),
    rest: null,
  }
}

function request(model: RequestModel, parameter: Node | undefined, usual: string): Value {
  const text = parameter?.type === "Identifier" ? parameter.name : parameter?.type === "ObjectPattern" ? "" : usual
  return { kind: "request", model, path: "", text }
}
