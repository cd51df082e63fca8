import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

export const noErrorDetailsToClient = defineRule({
  kind: "source",
  id: "no-error-details-to-client",
  section: "security",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "The client gets the internals of a failure",
  why: "A stack or a driver's error names files, tables, hosts and statements: a map for whoever looks for a way in, and noise for everyone else. The log is the place for it; the client needs a text that was written for it.",
  fix: "Log the error with an id and answer with a fixed text and that id.",
  cwe: ["CWE-209"],
  *check({ module }) {
    if (isTestPath(module.path)) return
    for (const node of descendants(module.program)) {
      if (node.type !== "CallExpression" || !answers(node)) continue
      for (const argument of node.arguments) {
        const leak = leakIn(module, argument, node)
        if (!leak) continue
        const { error, what, part } = leak
        yield {
          at: node,
          severity: part === "message" ? "low" : "medium",
          title:
            part === "stack"
              ? `The stack of \`${error}\` is sent to the client`
              : part === "whole"
                ? `\`${error}\` is sent to the client as it is`
                : `The client reads \`${what}\` of an unexpected failure`,
          message:
            part === "stack"
              ? `Every failure shows the client file paths, library versions and the way through the code: \`${what}\` is part of the answer.`
              : part === "whole"
                ? `Whatever the failing library puts on its error (statement, table, host, request with headers) reaches the client: \`${error}\` is sent whole.`
                : `A database or network error names tables, hosts and statements in its message, and \`${what}\` passes it on with the 500.`,
          ...(part === "message" && isLogged(module, node, error)
            ? { edits: [{ start: leak.node.start, end: leak.node.end, text: '"Internal server error"' }] }
            : {}),
        }
        break
      }
    }
  },
})

// `res.status(500).json(…)`, `reply.code(500).send(…)`, `res.send(…)`.
function answers(call: Call): boolean {
  if (call.callee.type !== "MemberExpression" || !/^(?:json|send|end|jsonp|render)$/.test(propertyName(call.callee) ?? "")) return false
  let root = bare(call.callee.object)
  while (root.type === "CallExpression" && root.callee.type === "MemberExpression") root = bare(root.callee.object)
  return root.type === "Identifier" && /^_?(?:res|response|reply|rep)$/.test(root.name)
}

interface Leak {
  readonly node: Node
  readonly error: string
  readonly what: string
  readonly part: "stack" | "message" | "whole"
}

function leakIn(module: SourceModule, argument: Node, call: Call): Leak | null {
  const status = statusOf(module, call)
  for (const node of descendants(argument, (each) => isFunction(each))) {
    if (node.type !== "Identifier") continue
    const binding = module.bindings.resolve(node)
    if (!binding || !isUnknownError(module, binding.identifier, binding.kind)) continue
    const parent = node.parent
    if (parent?.type === "MemberExpression" && parent.object === node) {
      const name = propertyName(parent)
      if (name === "stack" && !isConditional(module, parent, call))
        return { node: parent, error: node.name, what: `${node.name}.stack`, part: "stack" }
      if (name === "message" && status === "failure" && !isNarrowed(module, call, node.name) && !isConditional(module, parent, call))
        return { node: parent, error: node.name, what: `${node.name}.message`, part: "message" }
      continue
    }
    const isValue = parent === call || (parent?.type === "Property" && parent.value === node)
    if (isValue && status === "failure" && !isNarrowed(module, call, node.name) && !isConditional(module, node, call))
      return { node, error: node.name, what: node.name, part: "whole" }
  }
  return null
}

// What a catch or an error middleware is given may be anything.
function isUnknownError(module: SourceModule, identifier: Node, kind: string): boolean {
  if (kind === "catch") return true
  if (kind !== "parameter" || identifier.type !== "Identifier" || !/^_?(?:e|ex|err|error|exception)$/.test(identifier.name)) return false
  const owner = identifier.parent
  if (!isFunction(owner)) return false
  if (owner.params.length === 4) return owner.params[0] === identifier
  const parent = owner.parent
  // `.catch((error) => …)` and `callback(error, rows)`
  return parent?.type === "CallExpression" && owner.params[0] === identifier && !/\bsafeParse|validate/.test(module.textOf(parent.callee))
}

function statusOf(module: SourceModule, call: Call): "failure" | "other" {
  const chain = module.textOf(call.callee)
  const match = /\.(?:status|code)\(\s*([^)]*)\)/.exec(chain)
  if (!match) return "other"
  return /^5\d\d$|INTERNAL_SERVER_ERROR|BAD_GATEWAY|SERVICE_UNAVAILABLE/.test(match[1]?.trim() ?? "") ? "failure" : "other"
}

// Only while developing, or only for errors that were written for the client.
function isConditional(module: SourceModule, node: Node, call: Call): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (isFunction(above)) return false
    if (above.type === "ConditionalExpression" && above.test !== below) return true
    if (above.type === "LogicalExpression" && above.right === below && above.operator === "&&") return true
    if (
      above.type === "IfStatement" &&
      /NODE_ENV|\benv\b|isDev|isProd|development|production|debug|expose|isOperational/i.test(module.textOf(above.test))
    )
      return true
    below = above
  }
  return call === node
}

function isNarrowed(module: SourceModule, call: Call, error: string): boolean {
  for (const above of ancestors(call)) {
    if (
      above.type === "IfStatement" &&
      new RegExp(`\\b${error}\\b`).test(module.textOf(above.test)) &&
      /instanceof|\.name\b|\.code\b|is[A-Z]\w*\(/.test(module.textOf(above.test))
    )
      return true
    if (isFunction(above)) return false
  }
  return false
}

function isLogged(module: SourceModule, call: Call, error: string): boolean {
  for (const above of ancestors(call)) {
    if (above.type !== "BlockStatement") continue
    const text = module.text.slice(above.start, call.start)
    return new RegExp(`\\b(?:console|log|logger|\\w*[lL]og\\w*)\\b[^\\n]*\\(.*\\b${error}\\b`).test(text)
  }
  return false
}
