import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { bind } from "./bind.ts"
import type { Entry } from "./entry.ts"
import { noteError, withErrors } from "./errors.ts"
import { evaluate } from "./expressions.ts"
import { answer, execute, leave, runBlock } from "./statements.ts"
import { createEnvironment, listOf } from "./environment.ts"
import { narrowLeft, notePassed, provenBefore } from "./handed-on.ts"
import type { Environment, Value } from "./value.ts"
import type { Frame, OnData, Walk } from "./walk.ts"

const MAX_CALLS_DEEP = 6

/** Walks a handler with given values, following calls into functions of the repository; what it returns is sent by frameworks whose model says so. */
export function walkHandler(project: Project, entry: Entry, added: Map<string, Value>, onData: OnData | null = null): Walk {
  const { module, node, model, self = null } = entry
  const before = provenBefore(project, entry, walkHandler)
  const walk: Walk = {
    project,
    hits: [],
    kept: [],
    steps: before.steps,
    nesting: 0,
    running: [],
    self: null,
    proven: new Map(),
    thrown: null,
    globals: new Map(),
    added,
    missed: new Set(),
    left: [],
    outside: new Map(),
    helpers: [],
    handed: new Map(),
    initial: before.proven,
    passed: null,
    shares: false,
    entered: new Set(before.entered),
    handler: model.returns ? { node, sink: model.returns, framework: model.framework } : null,
    onData,
    evaluate: (expression, frame) => evaluate(walk, expression, frame),
    execute: (statement, frame) => execute(walk, statement, frame),
    run: (where, called, given, outer, itself) => run(walk, where, called, given, outer, itself),
  }
  walk.run(module, node, withErrors(walk, entry), null, self)
  noteError(walk, walk.thrown)
  narrowLeft(walk)
  runHelpers(walk, node)
  return walk
}

/** Runs what the handler put on the request to be called, with what was proven of the request in the end; other handlers do the calling. */
function runHelpers(walk: Walk, handler: FunctionNode): void {
  walk.running.push(handler)
  // A list that grows while it is walked: a helper may put another there.
  for (const { module, node, environment } of walk.helpers) walk.run(module, node, [], environment)
  walk.running.pop()
}

function run(
  walk: Walk,
  module: SourceModule,
  node: FunctionNode,
  values: readonly Value[],
  outer: Environment | null,
  self: Value = null,
): Value {
  if (!node.body || walk.running.length >= MAX_CALLS_DEEP || walk.running.includes(node)) return null
  walk.entered.add(module.path)
  const environment = createEnvironment(outer, node.type === "ArrowFunctionExpression" ? undefined : values)
  const outerSelf = walk.self
  if (node.type !== "ArrowFunctionExpression") walk.self = self
  for (const [index, parameter] of node.params.entries()) {
    const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
    if (target.type === "RestElement") {
      bind(walk, module, target.argument, listOf(values.slice(index)), environment)
    } else bind(walk, module, target, values[index] ?? null, environment)
    // `constructor(private readonly path: string)`
    const field = target.type === "AssignmentPattern" ? target.left : target
    if (parameter.type === "TSParameterProperty" && field.type === "Identifier" && self?.kind === "object")
      self.fields.set(field.name, values[index] ?? null)
  }
  if (walk.running.length === 0) for (const [key, controls] of walk.initial) environment.guarded.set(key, controls)
  walk.running.push(node)
  const frame: Frame = { module, environment, returned: null }
  if (node.body.type === "BlockStatement") {
    if (runBlock(walk, node.body.body, frame)) {
      leave(frame)
      // A hook that comes to its end lets the request go on, where there is no `next` to be called.
      if (walk.running.length === 1 && !node.params.some((each) => each.type === "Identifier" && /^(?:next|done)$/.test(each.name)))
        notePassed(walk, environment)
    }
  } else {
    frame.returned = walk.evaluate(node.body, frame)
    answer(walk, node.body, frame.returned, module)
  }
  walk.running.pop()
  walk.self = outerSelf
  walk.proven = new Map([...(frame.proven ?? [])].filter(([source]) => !outer?.guarded.has(source)))
  return frame.returned
}
