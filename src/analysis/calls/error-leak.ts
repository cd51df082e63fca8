import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { failsWithRequest } from "./answer-of-service.ts"
import type { Answer } from "./client-answer.ts"

/** A part of an error that may be anything, among what is sent to the client. */
export interface Leak {
  readonly node: Node
  readonly error: string
  readonly what: string
  readonly part: "stack" | "message" | "whole"
}

/** The leak in an argument of an answer; of several the one that says most, the stack. `null` when there is none. */
export function leakIn(project: Project, module: SourceModule, argument: Node, answer: Answer): Leak | null {
  const leaks = [...leaksIn(project, module, argument, answer)]
  return leaks.find(({ part }) => part === "stack") ?? leaks[0] ?? null
}

function* leaksIn(project: Project, module: SourceModule, argument: Node, answer: Answer): Generator<Leak> {
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
      if (
        name === "stack" &&
        !isConditional(module, parent, call, /\bstatus(?:Code)?\s*(?:>=?|[!=]==?)\s*\d|\binstanceof\s+Error\b|^\w+(?:\??\.stack)?$/)
      )
        yield { node: parent, error: node.name, what: `${node.name}.stack`, part: "stack" }
      if (name === "message" && answer.failed && !isNarrowed(module, call, node.name) && !isConditional(module, parent, call))
        yield { node: parent, error: node.name, what: `${node.name}.message`, part: "message" }
      continue
    }
    if (!isValue || isConditional(module, node, call)) continue
    const isUnnarrowed = answer.failed && !isNarrowed(module, call, node.name)
    // The error of a client that failed holds the request whatever the status it is passed on with.
    if (isUnnarrowed || (!isNarrowed(module, call, node.name, OF_CLIENT) && holdsRequest(project, module, binding)))
      yield { node, error: node.name, what: node.name, part: "whole" }
  }
}

const OF_CLIENT = /axios|\.response\b|\.request\b/i

function holdsRequest(project: Project, module: SourceModule, { kind, declaration, identifier }: Binding): boolean {
  if (kind === "catch") return declaration.parent?.type === "TryStatement" && failsWithRequest(project, module, declaration.parent.block)
  const owner = identifier.parent
  const call = isFunction(owner) ? owner.parent : null
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "catch") return false
  return failsWithRequest(project, module, call.callee.object)
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

/** Whether it is sent only while developing, or only for errors that were written for the client; `always` is what every failure passes. */
function isConditional(module: SourceModule, node: Node, call: Node, always?: RegExp): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (isFunction(above)) return false
    const test =
      above.type === "ConditionalExpression" && above.test !== below
        ? above.test
        : above.type === "LogicalExpression" && above.right === below && above.operator === "&&"
          ? above.left
          : null
    if (test && !always?.test(module.textOf(test).slice(0, 200))) return true
    if (
      above.type === "IfStatement" &&
      /NODE_ENV|\benv\b|isDev|isProd|development|production|debug|expose|isOperational/i.test(module.textOf(above.test))
    )
      return true
    below = above
  }
  return call === node
}

/** Whether it is sent only where it was found to be an error of some kind; `open` is what those tests say that let everything through. */
function isNarrowed(module: SourceModule, call: Node, error: string, open?: RegExp): boolean {
  for (const above of ancestors(call)) {
    if (isFunction(above)) return false
    if (
      above.type !== "IfStatement" ||
      open?.test(module.textOf(above.test)) ||
      !/instanceof|\.name\b|\.code\b|is[A-Z]\w*\(/.test(module.textOf(above.test))
    )
      continue
    for (const each of descendants(above.test)) if (each.type === "Identifier" && each.name === error) return true
  }
  return false
}
