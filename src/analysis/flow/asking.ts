import { isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { bind } from "./bind.ts"
import type { Ask, Predicate } from "./take.ts"
import { definitionOf } from "./schema/definition.ts"
import { createEnvironment } from "./environment.ts"
import { callableIn, elementOf } from "./value.ts"
import type { Value } from "./value.ts"
import { mayStep, quietly } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

/** What guards ask while this call is walked. */
export function asking(walk: Walk, frame: Frame): Ask {
  return {
    value: (node) => quietly(walk, node, frame),
    written: (node) => definitionOf(walk.project, frame.module, node)?.node ?? node,
    writtenIn: (module, node) => definitionOf(walk.project, module, node)?.node ?? node,
    predicate: (callee, given) =>
      predicateOf(
        walk,
        callee,
        given.map((each) => quietly(walk, each, frame)),
        frame,
      ),
    predicateOfElements: (list, callee) => predicateOf(walk, callee, [elementOf(quietly(walk, list, frame))], frame),
  }
}

/** A function of the repository that answers a question about what it is given, with its parameters holding that. */
function predicateOf(walk: Walk, callee: Node, values: readonly Value[], frame: Frame): Predicate | null {
  // A long way through the answers of functions is a way through the handler.
  if (!mayStep(walk)) return null
  const asked = isFunction(callee)
    ? { module: frame.module, node: callee, environment: frame.environment }
    : callableIn(quietly(walk, callee, frame))
  if (asked === null || asked.node.async || asked.node.generator || !asked.node.body) return null
  const { module, node } = asked
  const environment = createEnvironment(asked.environment)
  for (const [index, parameter] of node.params.entries())
    if (parameter.type !== "TSParameterProperty" && parameter.type !== "RestElement")
      bind(walk, module, parameter, values[index] ?? null, environment)
  const inside: Frame = { module, environment, returned: null }
  const { body } = node
  return {
    body: body?.type === "BlockStatement" ? body.body : body === null ? [] : [body],
    environment,
    ask: asking(walk, inside),
    declare: (statement) => {
      const [known, kept] = [walk.hits.length, walk.kept.length]
      walk.execute(statement, inside)
      walk.hits.length = known
      walk.kept.length = kept
    },
  }
}
