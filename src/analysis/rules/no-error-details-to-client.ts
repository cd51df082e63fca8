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
  needs: {
    path: "no test",
    words: [
      "res",
      "_res",
      "response",
      "_response",
      "reply",
      "_reply",
      "rep",
      "_rep",
      "c",
      "ctx body",
      "InternalServerErrorException",
      "HttpException",
    ],
  },
  *check({ module }) {
    if (isTestPath(module.path)) return
    for (const node of descendants(module.program)) {
      const answer = answerOf(module, node)
      if (!answer) continue
      for (const argument of answer.contents) {
        const leak = leakIn(module, argument, answer)
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

/** Something that is sent to the client. */
interface Answer {
  readonly node: Node
  readonly contents: readonly Node[]
  /** Sent with a status of 500 and above. */
  readonly failed: boolean
}

function answerOf(module: SourceModule, node: Node): Answer | null {
  switch (node.type) {
    case "CallExpression":
      return callAnswer(module, node)
    case "NewExpression": {
      // Nest sends the texts of its exceptions.
      const name = node.callee.type === "Identifier" ? node.callee.name : ""
      if (name === "InternalServerErrorException") return { node, contents: node.arguments.slice(0, 1), failed: true }
      const [content, status] = node.arguments
      return name === "HttpException" && content && isFailure(module, status) ? { node, contents: [content], failed: true } : null
    }
    case "AssignmentExpression": {
      // Koa: `ctx.status = 500; ctx.body = { … }`
      const { left } = node
      if (left.type !== "MemberExpression" || propertyName(left) !== "body" || !/^ctx(?:\.response)?$/.test(module.textOf(left.object)))
        return null
      return { node, contents: [node.right], failed: setsFailure(module, node) }
    }
    default:
      return null
  }
}

// `res.status(500).json(…)`, `reply.code(500).send(…)`, `res.send(…)`, Hono's `c.json(…, 500)`.
function callAnswer(module: SourceModule, call: Call): Answer | null {
  if (call.callee.type !== "MemberExpression" || !/^(?:json|send|end|jsonp|render|text)$/.test(propertyName(call.callee) ?? "")) return null
  let failed = false
  let root = bare(call.callee.object)
  while (root.type === "CallExpression" && root.callee.type === "MemberExpression") {
    if (/^(?:status|code)$/.test(propertyName(root.callee) ?? "") && isFailure(module, root.arguments[0])) failed = true
    root = bare(root.callee.object)
  }
  if (root.type !== "Identifier") return null
  if (/^_?(?:res|response|reply|rep)$/.test(root.name)) return { node: call, contents: call.arguments, failed }
  const [content, status] = call.arguments
  return root.name === "c" && content && isFailure(module, status) ? { node: call, contents: [content], failed: true } : null
}

function isFailure(module: SourceModule, status: Node | undefined): boolean {
  return (
    status !== undefined &&
    /^5\d\d$|^\w+\.(?:INTERNAL_SERVER_ERROR|BAD_GATEWAY|SERVICE_UNAVAILABLE)$/.test(module.textOf(status).slice(0, 80))
  )
}

function setsFailure(module: SourceModule, node: Node): boolean {
  const block = node.parent?.parent
  if (block?.type !== "BlockStatement") return false
  return block.body.some(
    (each) =>
      each.type === "ExpressionStatement" &&
      each.expression.type === "AssignmentExpression" &&
      each.expression.left.type === "MemberExpression" &&
      propertyName(each.expression.left) === "status" &&
      isFailure(module, each.expression.right),
  )
}

interface Leak {
  readonly node: Node
  readonly error: string
  readonly what: string
  readonly part: "stack" | "message" | "whole"
}

// Of several leaks in one answer the stack says most.
function leakIn(module: SourceModule, argument: Node, answer: Answer): Leak | null {
  const leaks = [...leaksIn(module, argument, answer)]
  return leaks.find(({ part }) => part === "stack") ?? leaks[0] ?? null
}

function* leaksIn(module: SourceModule, argument: Node, answer: Answer): Generator<Leak> {
  const { node: call } = answer
  for (const node of descendants(argument, (each) => isFunction(each))) {
    if (node.type !== "Identifier") continue
    const binding = module.bindings.resolve(node)
    if (!binding) continue
    const parent = node.parent
    const isValue = parent === call || argument === node || (parent?.type === "Property" && parent.value === node)
    const taken = takenFrom(module, binding.identifier)
    if (taken !== null && isValue && !isConditional(module, node, call)) {
      const { error, name } = taken
      if (name === "stack") yield { node, error, what: name, part: "stack" }
      else if (answer.failed && !isNarrowed(module, call, error)) yield { node, error, what: name, part: "message" }
    }
    if (!isUnknownError(module, binding.identifier, binding.kind)) continue
    if (parent?.type === "MemberExpression" && parent.object === node) {
      const name = propertyName(parent)
      if (name === "stack" && !isConditional(module, parent, call))
        yield { node: parent, error: node.name, what: `${node.name}.stack`, part: "stack" }
      if (name === "message" && answer.failed && !isNarrowed(module, call, node.name) && !isConditional(module, parent, call))
        yield { node: parent, error: node.name, what: `${node.name}.message`, part: "message" }
      continue
    }
    if (isValue && answer.failed && !isNarrowed(module, call, node.name) && !isConditional(module, node, call))
      yield { node, error: node.name, what: node.name, part: "whole" }
  }
}

// `const { message, stack } = error`
function takenFrom(module: SourceModule, identifier: Node): { error: string; name: "message" | "stack" } | null {
  const property = identifier.parent
  if (property?.type !== "Property" || property.computed || property.key.type !== "Identifier") return null
  const { name } = property.key
  if (name !== "message" && name !== "stack") return null
  const declarator = property.parent?.parent
  if (property.parent?.type !== "ObjectPattern" || declarator?.type !== "VariableDeclarator" || declarator.init === null) return null
  const source = bare(declarator.init)
  const binding = source.type === "Identifier" ? module.bindings.resolve(source) : null
  if (source.type !== "Identifier" || !binding || !isUnknownError(module, binding.identifier, binding.kind)) return null
  return { error: source.name, name }
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

// Only while developing, or only for errors that were written for the client.
function isConditional(module: SourceModule, node: Node, call: Node): boolean {
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

function isNarrowed(module: SourceModule, call: Node, error: string): boolean {
  for (const above of ancestors(call)) {
    if (isFunction(above)) return false
    if (above.type !== "IfStatement" || !/instanceof|\.name\b|\.code\b|is[A-Z]\w*\(/.test(module.textOf(above.test))) continue
    for (const each of descendants(above.test)) if (each.type === "Identifier" && each.name === error) return true
  }
  return false
}

// The text may only be taken from the client where somebody else still gets it.
function isLogged(module: SourceModule, call: Node, error: string): boolean {
  for (const above of ancestors(call)) {
    if (above.type !== "BlockStatement") continue
    for (const node of descendants(above, (each) => isFunction(each))) {
      if (
        node.type !== "CallExpression" ||
        node.start >= call.start ||
        !/log|console|winston|report|capture/i.test(module.textOf(node.callee).slice(0, 60))
      )
        continue
      for (const argument of node.arguments)
        for (const each of descendants(argument)) if (each.type === "Identifier" && each.name === error) return true
    }
    return false
  }
  return false
}
