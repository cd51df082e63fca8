import type { Control } from "../models/model.ts"
import { bare, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { asking } from "./asking.ts"
import { bind } from "./bind.ts"
import { withFilter } from "./filtered-keys.ts"
import { lookForBound } from "./sizes.ts"
import { neverReturns } from "./never-returns.ts"
import { narrow } from "./guards.ts"
import { adopt, fork, mergeInto } from "./environment.ts"
import { bodyOf, drop, elementOf, guardKey, isMarked, join, taintIn } from "./value.ts"
import type { Environment, Tainted, Value } from "./value.ts"
import { mayStep } from "./walk.ts"
import { describeSource } from "./wording.ts"
import type { Frame, Walk } from "./walk.ts"

/** Walks a statement; false when nothing after it can run. */
export function execute(walk: Walk, node: Node, frame: Frame): boolean {
  if (!mayStep(walk)) return false
  walk.nesting++
  const completes = executeInside(walk, node, frame)
  walk.nesting--
  return completes
}

/** Walks statements in order; false when nothing after them can run. */
export function runBlock(walk: Walk, statements: readonly Node[], frame: Frame): boolean {
  for (const statement of statements) if (!walk.execute(statement, frame)) return false
  return true
}

function executeInside(walk: Walk, node: Node, frame: Frame): boolean {
  const { module } = frame
  switch (node.type) {
    case "ExpressionStatement":
      walk.evaluate(node.expression, frame)
      return !neverReturns(walk, node.expression, frame)
    case "VariableDeclaration":
      for (const declarator of node.declarations) {
        if (!declarator.init) continue
        bind(walk, module, declarator.id, walk.evaluate(declarator.init, frame), frame.environment)
        keepTest(module, declarator.id, declarator.init, frame.environment)
      }
      return true
    case "ReturnStatement":
      if (node.argument) {
        const returned = walk.evaluate(node.argument, frame)
        frame.returned = join(frame.returned, returned)
        answer(walk, node.argument, returned, module)
      }
      leave(frame)
      return false
    case "ThrowStatement":
      walk.thrown = join(walk.thrown, walk.evaluate(node.argument, frame))
      return false
    case "BreakStatement":
    case "ContinueStatement":
      return false
    case "BlockStatement":
      return runBlock(walk, node.body, frame)
    case "LabeledStatement":
      return walk.execute(node.body, frame)
    case "IfStatement":
      return branch(
        walk,
        node.test,
        () => walk.execute(node.consequent, frame),
        node.alternate ? () => walk.execute(node.alternate as Node, frame) : () => true,
        frame,
      )
    case "ForOfStatement":
    case "ForInStatement": {
      const evaluated = walk.evaluate(node.right, frame)
      // `for await (const chunk of request)` reads the body.
      const list = evaluated?.kind === "request" ? bodyOf(evaluated, module, node.right) : evaluated
      const named = list?.kind === "object" && list.keys !== undefined ? list.keys : taintIn(list)
      const element = node.type === "ForInStatement" ? drop(named, ["shape"]) : elementOf(list)
      const target = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left
      if (target) bind(walk, module, target, element, frame.environment)
      withFilter(walk, node.right, frame, () => walk.execute(node.body, frame))
      return true
    }
    case "ForStatement":
      if (node.init?.type === "VariableDeclaration") walk.execute(node.init, frame)
      else if (node.init) walk.evaluate(node.init, frame)
      if (node.test) walk.evaluate(node.test, frame)
      if (node.test) lookForBound(walk, node.test, node.body, frame)
      walk.execute(node.body, frame)
      if (node.update) walk.evaluate(node.update, frame)
      return true
    case "WhileStatement":
    case "DoWhileStatement":
      walk.evaluate(node.test, frame)
      lookForBound(walk, node.test, node.body, frame)
      walk.execute(node.body, frame)
      // `while (name.includes("..")) name = name.replace("..", "")` ends when there is none left.
      if (!/\bbreak\b/.test(module.textOf(node.body).slice(0, 2_000))) narrow(node.test, false, frame.environment, asking(walk, frame))
      return true
    case "TryStatement": {
      const before = fork(frame.environment)
      const outside = walk.thrown
      if (node.handler) walk.thrown = null
      const completes = walk.execute(node.block, frame)
      const after = fork(frame.environment)
      let recovers = false
      if (node.handler) {
        const caught = walk.thrown
        walk.thrown = outside
        mergeInto(frame.environment, before, after)
        if (node.handler.param) bind(walk, module, node.handler.param, caught, frame.environment)
        recovers = walk.execute(node.handler.body, frame)
        if (completes && recovers) mergeInto(frame.environment, after, fork(frame.environment))
        else if (completes) adopt(frame.environment, after)
      }
      if (node.finalizer && !walk.execute(node.finalizer, frame)) return false
      return completes || recovers
    }
    case "SwitchStatement":
      return runSwitch(walk, node, frame)
    default:
      return true
  }
}

const TESTS = new Set(["AwaitExpression", "BinaryExpression", "CallExpression", "LogicalExpression", "UnaryExpression"])

// A condition that is given a name proves the same where the name is asked, unless the name is given something else.
function keepTest(module: SourceModule, target: Node, init: Node, environment: Environment): void {
  if (target.type !== "Identifier") return
  if (TESTS.has(init.type) && module.bindings.resolve(target)?.assigned.length === 0) environment.tests.set(target.name, init)
  else environment.tests.delete(target.name)
}

/** Notes on a way out of a function which guards were passed on it. */
export function leave(frame: Frame): void {
  const { guarded } = frame.environment
  const known = frame.proven ?? guarded
  frame.proven = new Map(
    [...known].flatMap(([source, controls]): [string, readonly Control[]][] => {
      const both = guarded.get(source)?.filter((each) => controls.includes(each)) ?? []
      return both.length > 0 ? [[source, both]] : []
    }),
  )
}

/** Walks both ways behind a condition with what it proves; false when neither goes on. */
export function branch(walk: Walk, test: Node, then: () => boolean, otherwise: () => boolean, frame: Frame): boolean {
  walk.evaluate(test, frame)
  const start = fork(frame.environment)
  const ask = asking(walk, frame)
  narrow(test, true, frame.environment, ask)
  const first = then()
  const afterThen = fork(frame.environment)
  frame.environment.values.clear()
  adopt(frame.environment, start)
  narrow(test, false, frame.environment, ask)
  const second = otherwise()
  const afterElse = fork(frame.environment)
  if (first && second) mergeInto(frame.environment, afterThen, afterElse)
  else if (first) adopt(frame.environment, afterThen)
  return first || second
}

function runSwitch(walk: Walk, node: Node & { type: "SwitchStatement" }, frame: Frame): boolean {
  const subject = taintIn(walk.evaluate(node.discriminant, frame))
  const start = fork(frame.environment)
  let merged: Environment | null = null
  for (const each of node.cases) {
    frame.environment.values.clear()
    adopt(frame.environment, start)
    if (subject && each.test !== null) frame.environment.guarded.set(guardKey(subject), ["string", "shape", "host", "path"])
    runBlock(walk, each.consequent, frame)
    const after = fork(frame.environment)
    if (merged) mergeInto(merged, fork(merged), after)
    else merged = after
  }
  if (merged) adopt(frame.environment, merged)
  if (!node.cases.some((each) => each.test === null)) mergeInto(frame.environment, fork(frame.environment), start)
  return true
}

/** What the handler in hand returns is sent, where its framework does that. */
export function answer(walk: Walk, node: Node, value: Value, module: SourceModule): void {
  if (walk.handler === null || walk.running.at(-1) !== walk.handler.node) return
  const { sink, framework } = walk.handler
  if (sink.property !== undefined) {
    answerByObject(walk, { node, value, module, property: sink.property }, walk.handler)
    return
  }
  // `@Redirect()` of Nest sends the browser to the `url` of what is returned.
  const target = value?.kind === "object" && framework === "NestJS" ? value.fields.get("url") : undefined
  const above = walk.handler.node.parent
  if (target?.kind === "tainted" && target.controls.includes("host") && above && module.textOf(above).slice(0, 400).includes("@Redirect("))
    walk.hits.push({ kind: "redirect", technology: framework, module, node, argument: node, value: target, certain: true })
  if (value?.kind !== "tainted") return
  if (!value.controls.includes("string") || isMarked(value, sink.unless)) return
  if (isParsedWhole(value)) return
  walk.hits.push({ kind: sink.kind, technology: framework, module, node, argument: node, value, certain: true })
}

// What `JSON.parse` gave is an object or a list, which frameworks answer as JSON. Of a property the source has a longer name than where it began.
function isParsedWhole({ parsed, source, step }: Tainted): boolean {
  let first = step
  while (first.previous !== null) first = first.previous
  return parsed === "fields" && first.what === describeSource(source)
}

// `{ statusCode: 302, headers: { Location: … }, body: … }` of functions behind a gateway.
function answerByObject(
  walk: Walk,
  { node, value, module, property }: { node: Node; value: Value; module: SourceModule; property: string },
  { sink, framework }: NonNullable<Walk["handler"]>,
): void {
  if (value?.kind !== "object") return
  const written = bare(node)
  const body = value.fields.get(property) ?? null
  const known = { technology: framework, module, certain: true }
  if (body?.kind === "tainted" && body.controls.includes("string") && !isMarked(body, sink.unless)) {
    const argument = propertyOf(written, property) ?? node
    walk.hits.push({ ...known, kind: sink.kind, node: argument === node ? node : (argument.parent ?? node), argument, value: body })
  }
  const headers = value.fields.get("headers")
  for (const name of ["Location", "location"]) {
    const target = headers?.kind === "object" ? headers.fields.get(name) : undefined
    if (target?.kind !== "tainted" || !target.controls.includes("host")) continue
    const list = propertyOf(written, "headers")
    const argument = (list && propertyOf(list, name)) ?? node
    walk.hits.push({ ...known, kind: "redirect", node: argument === node ? node : (argument.parent ?? node), argument, value: target })
  }
}
