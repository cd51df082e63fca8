import type { Control, Mark, RequestModel, SinkKind } from "../models/model.ts"
import { assignedSinksOf, isModelled, namedSinksOf, passageOf, sinksOf } from "../model-index.ts"
import { bare, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, memberOf, originOfMeaning, resultOf } from "../source/meaning.ts"
import { requiredBy } from "../source/common-js.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { narrow } from "./guards.ts"
import { adopt, advance, assign, createEnvironment, drop, fork, isInteresting, join, lookUp, mergeInto, taintIn } from "./value.ts"
import type { Environment, Tainted, Value } from "./value.ts"

/** Request data met in a dangerous argument. */
export interface Hit {
  readonly kind: SinkKind
  readonly technology: string
  readonly module: SourceModule
  readonly node: Node
  readonly argument: Node
  readonly value: Tainted
  readonly field?: string
  readonly certain: boolean
}

/** What arriving data have to be like to count, common to all kinds of sinks. */
interface Danger {
  readonly kind: SinkKind
  readonly arguments: readonly number[] | "all"
  readonly properties?: readonly string[]
  readonly each?: true
  readonly needs: Control
  readonly unless?: Mark
}

const MAX_CALLS_DEEP = 6
// Enough for the largest handlers seen, small enough that a hostile file costs a fraction of a second.
const MAX_STEPS = 60_000
const MAX_NESTING = 220
const MAX_ADDED = 200

const TEXT_METHODS = new Set(
  "trim trimStart trimEnd toString toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase slice substring substr replace replaceAll padStart padEnd concat normalize split join at charAt match matchAll repeat reverse sort filter flat pop shift values keys entries map toSorted".split(
    " ",
  ),
)
const CALLBACK_METHODS = new Set("forEach map filter find some every flatMap reduce sort then catch finally".split(" "))
const VALIDATORS = new Set(
  "parse parseAsync safeParse safeParseAsync validate validateAsync validateSync cast transform attempt decode".split(" "),
)
const PATTERN_METHODS = new Set("match matchAll search replace replaceAll split".split(" "))
const NUMERIC = new Set(["length", "size", "byteLength"])

/** Walks one function with given values, following calls into functions of the repository. */
export class Walker {
  readonly hits: Hit[] = []
  readonly #project: Project
  #steps = 0

  get steps(): number {
    return this.#steps
  }

  /** Whether the way was so long that its end was not seen. */
  get isCut(): boolean {
    return this.#steps > MAX_STEPS
  }
  #nesting = 0
  readonly #running: FunctionNode[] = []
  /** What `this` is in the function that is walked, where that is known better than by its class. */
  #self: Value = null
  /** What sloppy code assigns without declaring; walked from one handler only, so that handlers do not mix. */
  readonly #globals = new Map<string, Value>()
  #handler: { readonly node: FunctionNode; readonly sink: NonNullable<RequestModel["returns"]>; readonly framework: string } | null = null

  /** What handlers put on the request, by path below it; shared with the handlers that come later. */
  readonly #added: Map<string, Value>

  constructor(project: Project, added: Map<string, Value> = new Map()) {
    this.#project = project
    this.#added = added
  }

  /** Runs a handler; what it returns is sent by frameworks whose model says so. */
  runHandler(module: SourceModule, node: FunctionNode, values: readonly Value[], model: RequestModel, self: Value = null): void {
    this.#handler = model.returns ? { node, sink: model.returns, framework: model.framework } : null
    this.run(module, node, values, null, self)
  }

  /** Runs a function and gives what it may return. Parameters without a value are of no interest. */
  run(module: SourceModule, node: FunctionNode, values: readonly Value[], outer: Environment | null, self: Value = null): Value {
    if (!node.body || this.#running.length >= MAX_CALLS_DEEP || this.#running.includes(node)) return null
    const environment = createEnvironment(outer)
    const outerSelf = this.#self
    if (node.type !== "ArrowFunctionExpression") this.#self = self
    for (const [index, parameter] of node.params.entries()) {
      const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
      if (target.type === "RestElement") {
        this.#bind(
          module,
          target.argument,
          { kind: "object", fields: new Map(), rest: values.slice(index).reduce(join, null) },
          environment,
        )
      } else this.#bind(module, target, values[index] ?? null, environment)
      // `constructor(private readonly path: string)`
      const field = target.type === "AssignmentPattern" ? target.left : target
      if (parameter.type === "TSParameterProperty" && field.type === "Identifier" && self?.kind === "object")
        self.fields.set(field.name, values[index] ?? null)
    }
    this.#running.push(node)
    const frame: Frame = { module, environment, returned: null }
    if (node.body.type === "BlockStatement") this.#block(node.body.body, frame)
    else {
      frame.returned = this.#evaluate(node.body, frame)
      this.#answer(node.body, frame.returned, module)
    }
    this.#running.pop()
    this.#self = outerSelf
    return frame.returned
  }

  // What a handler puts beside the data is there for those after it; what it puts over the data was looked at, and is the route's concern.
  #put(request: Value & { kind: "request" }, name: string, value: Value): void {
    const path = request.path === "" ? name : `${request.path}.${name}`
    if (path in request.model.properties || this.#added.size > MAX_ADDED) return
    if (taintIn(value)) this.#added.set(path, join(this.#added.get(path) ?? null, value))
  }

  #answer(node: Node, value: Value, module: SourceModule): void {
    if (this.#handler === null || this.#running.at(-1) !== this.#handler.node) return
    const { sink, framework } = this.#handler
    // `@Redirect()` of Nest sends the browser to the `url` of what is returned.
    const target = value?.kind === "object" && framework === "NestJS" ? value.fields.get("url") : undefined
    const above = this.#handler.node.parent
    if (
      target?.kind === "tainted" &&
      target.controls.includes("host") &&
      above &&
      module.textOf(above).slice(0, 400).includes("@Redirect(")
    )
      this.hits.push({ kind: "redirect", technology: framework, module, node, argument: node, value: target, certain: true })
    if (value?.kind !== "tainted") return
    if (!value.controls.includes("string") || isMarked(value, sink.unless)) return
    this.hits.push({ kind: sink.kind, technology: framework, module, node, argument: node, value, certain: true })
  }

  #block(statements: readonly Node[], frame: Frame): boolean {
    for (const statement of statements) if (!this.#execute(statement, frame)) return false
    return true
  }

  /** Walks a statement; false when nothing after it can run. */
  #execute(node: Node, frame: Frame): boolean {
    if (++this.#steps > MAX_STEPS || this.#nesting > MAX_NESTING) return false
    this.#nesting++
    const completes = this.#executeInside(node, frame)
    this.#nesting--
    return completes
  }

  #executeInside(node: Node, frame: Frame): boolean {
    const { module } = frame
    switch (node.type) {
      case "ExpressionStatement":
        this.#evaluate(node.expression, frame)
        return true
      case "VariableDeclaration":
        for (const declarator of node.declarations)
          if (declarator.init) this.#bind(module, declarator.id, this.#evaluate(declarator.init, frame), frame.environment)
        return true
      case "ReturnStatement":
        if (node.argument) {
          const returned = this.#evaluate(node.argument, frame)
          frame.returned = join(frame.returned, returned)
          this.#answer(node.argument, returned, module)
        }
        return false
      case "ThrowStatement":
        this.#evaluate(node.argument, frame)
        return false
      case "BreakStatement":
      case "ContinueStatement":
        return false
      case "BlockStatement":
        return this.#block(node.body, frame)
      case "LabeledStatement":
        return this.#execute(node.body, frame)
      case "IfStatement":
        return this.#branch(
          node.test,
          () => this.#execute(node.consequent, frame),
          node.alternate ? () => this.#execute(node.alternate as Node, frame) : () => true,
          frame,
        )
      case "ForOfStatement":
      case "ForInStatement": {
        const list = this.#evaluate(node.right, frame)
        const element = node.type === "ForInStatement" ? drop(taintIn(list), ["shape"]) : elementOf(list)
        const target = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left
        if (target) this.#bind(module, target, element, frame.environment)
        this.#execute(node.body, frame)
        return true
      }
      case "ForStatement":
        if (node.init?.type === "VariableDeclaration") this.#execute(node.init, frame)
        else if (node.init) this.#evaluate(node.init, frame)
        if (node.test) this.#evaluate(node.test, frame)
        this.#execute(node.body, frame)
        if (node.update) this.#evaluate(node.update, frame)
        return true
      case "WhileStatement":
      case "DoWhileStatement":
        this.#evaluate(node.test, frame)
        this.#execute(node.body, frame)
        // `while (name.includes("..")) name = name.replace("..", "")` ends when there is none left.
        if (!/\bbreak\b/.test(module.textOf(node.body).slice(0, 2_000)))
          narrow(node.test, false, frame.environment, (each) => this.#quietly(each, frame))
        return true
      case "TryStatement": {
        const before = fork(frame.environment)
        const completes = this.#execute(node.block, frame)
        const after = fork(frame.environment)
        let recovers = false
        if (node.handler) {
          mergeInto(frame.environment, before, after)
          recovers = this.#execute(node.handler.body, frame)
          if (completes && recovers) mergeInto(frame.environment, after, fork(frame.environment))
          else if (completes) adopt(frame.environment, after)
        }
        if (node.finalizer && !this.#execute(node.finalizer, frame)) return false
        return completes || recovers
      }
      case "SwitchStatement":
        return this.#switch(node, frame)
      default:
        return true
    }
  }

  #branch(test: Node, then: () => boolean, otherwise: () => boolean, frame: Frame): boolean {
    this.#evaluate(test, frame)
    const start = fork(frame.environment)
    const evaluate = (node: Node) => this.#quietly(node, frame)
    narrow(test, true, frame.environment, evaluate)
    const first = then()
    const afterThen = fork(frame.environment)
    frame.environment.values.clear()
    adopt(frame.environment, start)
    narrow(test, false, frame.environment, evaluate)
    const second = otherwise()
    const afterElse = fork(frame.environment)
    if (first && second) mergeInto(frame.environment, afterThen, afterElse)
    else if (first) adopt(frame.environment, afterThen)
    return first || second
  }

  #switch(node: Node & { type: "SwitchStatement" }, frame: Frame): boolean {
    const subject = taintIn(this.#evaluate(node.discriminant, frame))
    const start = fork(frame.environment)
    let merged: Environment | null = null
    for (const each of node.cases) {
      frame.environment.values.clear()
      adopt(frame.environment, start)
      if (subject && each.test !== null) frame.environment.guarded.set(subject.source, ["string", "shape", "host", "path"])
      this.#block(each.consequent, frame)
      const after = fork(frame.environment)
      if (merged) mergeInto(merged, fork(merged), after)
      else merged = after
    }
    if (merged) adopt(frame.environment, merged)
    if (!node.cases.some((each) => each.test === null)) mergeInto(frame.environment, fork(frame.environment), start)
    return true
  }

  // A condition is looked at a second time for its guards; that must not report twice.
  #quietly(node: Node, frame: Frame): Value {
    const known = this.hits.length
    const value = this.#evaluate(node, frame)
    this.hits.length = known
    return value
  }

  #evaluate(node: Node, frame: Frame): Value {
    if (++this.#steps > MAX_STEPS || this.#nesting > MAX_NESTING) return null
    this.#nesting++
    const value = this.#evaluateInside(node, frame)
    this.#nesting--
    return value?.kind === "tainted" ? drop(value, frame.environment.guarded.get(value.source) ?? []) : value
  }

  #evaluateInside(node: Node, frame: Frame): Value {
    const { module, environment } = frame
    switch (node.type) {
      case "Identifier":
        return this.#identifier(node, frame)
      case "ThisExpression":
        return this.#self ?? this.#meaning(module, node)
      case "MemberExpression":
        return this.#member(node, frame)
      case "CallExpression":
      case "NewExpression":
        return this.#call(node, frame)
      case "AwaitExpression":
      case "YieldExpression":
      case "SpreadElement":
        return node.argument ? this.#evaluate(node.argument, frame) : null
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ParenthesizedExpression":
      case "ChainExpression":
        return this.#evaluate(node.expression, frame)
      case "TemplateLiteral":
        return this.#text(
          node,
          node.quasis.flatMap((quasi, index) => [
            quasi.value.cooked ?? quasi.value.raw,
            ...(node.expressions[index] ? [node.expressions[index]] : []),
          ]),
          frame,
        )
      case "TaggedTemplateExpression":
        for (const each of node.quasi.expressions) this.#evaluate(each, frame)
        return null
      case "BinaryExpression": {
        if (node.operator !== "+") {
          if (node.left.type !== "PrivateIdentifier") this.#evaluate(node.left, frame)
          this.#evaluate(node.right, frame)
          return null
        }
        return this.#text(node, summandsOf(node), frame)
      }
      case "LogicalExpression": {
        const left = this.#evaluate(node.left, frame)
        const inner = fork(environment)
        if (node.operator === "&&") narrow(node.left, true, environment, (each) => this.#quietly(each, frame))
        if (node.operator === "||") narrow(node.left, false, environment, (each) => this.#quietly(each, frame))
        const right = this.#evaluate(node.right, frame)
        adopt(environment, { ...inner, values: environment.values })
        return node.operator === "&&" ? right : join(left, right)
      }
      case "ConditionalExpression": {
        let value: Value = null
        const take = (part: Node) => () => {
          value = join(value, this.#evaluate(part, frame))
          return true
        }
        this.#branch(node.test, take(node.consequent), take(node.alternate), frame)
        return value
      }
      case "AssignmentExpression": {
        const right = this.#evaluate(node.right, frame)
        if (node.operator === "=") this.#bind(module, node.left, right, environment, frame)
        else if (node.operator === "+=") {
          const value = this.#text(node, [node.left, node.right], frame)
          this.#bind(module, node.left, value, environment, frame)
          return value
        } else if (node.operator === "??=" || node.operator === "||=")
          this.#bind(module, node.left, join(this.#evaluate(node.left, frame), right), environment, frame)
        return right
      }
      case "SequenceExpression":
        return node.expressions.map((each) => this.#evaluate(each, frame)).at(-1) ?? null
      case "UnaryExpression":
        this.#evaluate(node.argument, frame)
        return null
      case "ObjectExpression":
        return this.#object(node, frame)
      case "ArrayExpression": {
        let rest: Value = null
        for (const each of node.elements)
          if (each)
            rest = join(rest, each.type === "SpreadElement" ? elementOf(this.#evaluate(each.argument, frame)) : this.#evaluate(each, frame))
        return { kind: "object", fields: new Map(), rest }
      }
      default:
        return isFunction(node) ? { kind: "closure", module, node, environment } : null
    }
  }

  #identifier(node: Node & { type: "Identifier" }, frame: Frame): Value {
    const binding = frame.module.bindings.resolve(node)
    if (!binding) return this.#globals.get(node.name) ?? this.#meaning(frame.module, node)
    const held = lookUp(frame.environment, binding)
    if (held !== undefined && held !== null) return held
    if (binding.kind === "function" && isFunction(binding.declaration))
      return { kind: "closure", module: frame.module, node: binding.declaration, environment: frame.environment }
    return this.#meaning(frame.module, node)
  }

  #meaning(module: SourceModule, node: Node): Value {
    const meaning = meaningOf(this.#project, module, node)
    return meaning === null || (meaning.kind === "value" && meaning.node.type !== "ObjectExpression") ? null : { kind: "meaning", meaning }
  }

  #member(node: Node & { type: "MemberExpression" }, frame: Frame): Value {
    const object = this.#evaluate(node.object, frame)
    // A value looked up in a table of ours by a key of the sender is ours.
    if (node.computed && propertyName(node) === null) {
      this.#evaluate(node.property, frame)
      if (object?.kind === "meaning" || object?.kind === "closure") return null
    }
    return this.#property(object, propertyName(node), node, frame)
  }

  #property(object: Value, name: string | null, node: Node, frame: Frame): Value {
    switch (object?.kind) {
      case "tainted": {
        if (name !== null && NUMERIC.has(name)) return null
        const source =
          name !== null && /^[\w$-]+$/.test(name) && object.step.previous === null && object.source.split(".").length < 5
            ? `${object.source}.${name}`
            : object.source
        const value: Tainted = {
          ...object,
          source,
          step: object.step.previous === null ? { ...object.step, what: describeSource(source) } : object.step,
        }
        return drop(value, frame.environment.guarded.get(source) ?? [])
      }
      case "request": {
        const path = object.path === "" ? (name ?? "*") : `${object.path}.${name ?? "*"}`
        const text = `${object.text}.${name?.replace(/[^\w$-]/g, "?") ?? "*"}`
        const added = this.#added.get(path)
        if (added !== undefined) return added
        const controls = object.model.properties[path]
        if (controls)
          return controls.length === 0
            ? null
            : { kind: "tainted", controls, source: text, step: { module: frame.module, node, what: describeSource(text), previous: null } }
        const leads = [...Object.keys(object.model.properties), ...Object.keys(object.model.methods)].some((each) =>
          each.startsWith(`${path}.`),
        )
        // What middleware put on the request (`req.user`) is not the sender's to choose.
        return leads ? { ...object, path, text } : null
      }
      case "object":
        if (name === null) return join([...object.fields.values()].reduce(join, null), object.rest)
        return (
          object.fields.get(name) ??
          object.rest ??
          (node.type === "MemberExpression" && node.object.type === "ThisExpression" ? this.#meaning(frame.module, node) : null)
        )
      case "meaning": {
        const meaning = name === null ? null : memberOf(this.#project, object.meaning, name)
        return meaning === null || (meaning.kind === "value" && meaning.node.type !== "ObjectExpression")
          ? null
          : { kind: "meaning", meaning }
      }
      default:
        return null
    }
  }

  #text(node: Node, parts: readonly (string | Node)[], frame: Frame): Value {
    let found: Tainted | null = null
    let before = ""
    for (const part of parts) {
      const value = typeof part === "string" ? null : taintIn(this.#evaluate(part, frame))
      if (value) {
        const kept = drop(value, fixesHost(before) ? ["shape", "host"] : ["shape"])
        if (kept?.kind === "tainted") found = found ? (join(found, kept) as Tainted) : kept
      }
      before += typeof part === "string" ? part : HOLE
    }
    return found && advance(found, frame.module, node, `becomes part of the text ${quote(frame.module.textOf(node))}`)
  }

  #object(node: Node & { type: "ObjectExpression" }, frame: Frame): Value {
    const fields = new Map<string, Value>()
    let rest: Value = null
    for (const property of node.properties) {
      if (property.type === "SpreadElement") {
        const spread = this.#evaluate(property.argument, frame)
        if (spread?.kind === "object") for (const [name, value] of spread.fields) fields.set(name, value)
        rest = join(rest, spread?.kind === "object" ? spread.rest : spread)
        continue
      }
      const name = propertyName(property)
      const value = this.#evaluate(property.value, frame)
      if (name === null) rest = join(rest, value)
      else fields.set(name, value)
    }
    return { kind: "object", fields, rest }
  }

  #call(node: Node & { type: "CallExpression" | "NewExpression" }, frame: Frame): Value {
    const { module } = frame
    if (node.type === "CallExpression" && requiredBy(node) !== null) return this.#meaning(module, node)
    const callee = bare(node.callee)
    let receiver: Value = null
    let called: Value
    let method: string | null = null
    if (callee.type === "MemberExpression") {
      receiver = this.#evaluate(callee.object, frame)
      method = propertyName(callee)
      called = this.#property(receiver, method, callee, frame)
    } else called = this.#evaluate(callee, frame)
    // `require("./auth")(name)` where the file exports one function.
    if (called?.kind === "meaning" && called.meaning.kind === "namespace") {
      const whole = memberOf(this.#project, called.meaning, "default")
      if (whole?.kind === "function") called = { kind: "meaning", meaning: whole }
    }
    const values: Value[] = node.arguments.map((each) => this.#evaluate(each, frame))
    const path = called?.kind === "meaning" ? originOfMeaning(this.#project, called.meaning) : null
    this.#lookForSinks({ node, callee, path, method, receiver, values }, frame)

    if (receiver?.kind === "request" && method !== null) return this.#requestMethod(receiver, method, node, values, frame)
    const passage = path === null ? null : passageOf(path)
    if (passage)
      return empowered(marked(this.#pass(passage.from, passage.drops, receiver, values, node, frame), passage.marks), passage.gives)

    if (called?.kind === "closure")
      return this.#enter(called.module, called.node, values, node, frame, called.environment, receiver?.kind === "object" ? receiver : null)
    if (receiver?.kind === "closure" && method === "bind") return receiver
    if (called?.kind === "meaning" && called.meaning.kind === "function") {
      const result = values.some((each) => isInteresting(each))
        ? this.#enter(called.meaning.module, called.meaning.node, values, node, frame, null)
        : null
      return result ?? this.#resulting(called)
    }
    if (
      method !== null &&
      receiver &&
      (receiver.kind === "tainted" || receiver.kind === "object") &&
      (TEXT_METHODS.has(method) || CALLBACK_METHODS.has(method) || method === "push" || method === "get" || method === "set")
    ) {
      return this.#onData(receiver, method, values, node, frame)
    }
    // Promises and unknown calls: callbacks run, with nothing known of what they are given.
    const given = method === "then" ? receiver : callbackGift(method, receiver)
    let fromCallback: Value = null
    for (const value of values)
      if (value?.kind === "closure") fromCallback = join(fromCallback, this.run(value.module, value.node, [given], value.environment))
    if (method === "then") return fromCallback
    if (method === "catch" || method === "finally") return receiver
    if (method !== null && VALIDATORS.has(method)) {
      const data = values.map((each) => taintIn(each)).find((each) => each !== null)
      const validated = data ? drop(data, ["shape"]) : null
      if (data && validated?.kind === "tainted") {
        const step = advance(validated, module, node, `passes \`${method}\``)
        return method.startsWith("safeParse") || method === "validate" || method === "validateSync"
          ? {
              kind: "object",
              fields: new Map([
                ["data", step],
                ["value", step],
              ]),
              rest: step,
            }
          : step
      }
    }
    return called?.kind === "meaning" ? this.#resulting(called) : fromCallback
  }

  #resulting(called: { kind: "meaning"; meaning: Parameters<typeof resultOf>[1] }): Value {
    const meaning = resultOf(this.#project, called.meaning)
    return meaning === null || meaning.kind === "value" ? null : { kind: "meaning", meaning }
  }

  #requestMethod(receiver: Value & { kind: "request" }, method: string, node: Node, values: readonly Value[], frame: Frame): Value {
    const chunk: Value =
      (method === "on" || method === "once") && "arguments" in node && stringOf((node.arguments as readonly Node[])[0]) === "data"
        ? {
            kind: "tainted",
            controls: ["string", "host", "path"],
            source: "the request body",
            step: { module: frame.module, node, what: "the request body is what the client sends", previous: null },
          }
        : null
    for (const value of values) if (value?.kind === "closure") this.run(value.module, value.node, [chunk], value.environment)
    const path = receiver.path === "" ? method : `${receiver.path}.${method}`
    const controls = receiver.model.methods[path]
    if (!controls) return null
    const source = frame.module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)
    return { kind: "tainted", controls, source, step: { module: frame.module, node, what: describeSource(source), previous: null } }
  }

  #pass(
    from: readonly (number | "receiver")[] | "all",
    drops: readonly Control[],
    receiver: Value,
    values: readonly Value[],
    node: Node,
    frame: Frame,
  ): Value {
    const inputs = from === "all" ? values : from.map((each) => (each === "receiver" ? receiver : (values[each] ?? null)))
    let result: Value = null
    for (const input of inputs) result = join(result, taintIn(input) ?? input)
    if (result?.kind === "object" || result?.kind === "meaning" || result?.kind === "closure")
      return drops.length === 0 && result.kind === "object" ? result : null
    const value = drop(result, drops)
    if (value?.kind !== "tainted") return null
    const callee = "callee" in node ? frame.module.textOf(node.callee) : "a call"
    return advance(value, frame.module, node, `passes through \`${oneLine(callee)}\``)
  }

  #enter(
    module: SourceModule,
    target: FunctionNode,
    values: readonly Value[],
    call: Node,
    frame: Frame,
    outer: Environment | null,
    self: Value = null,
  ): Value {
    const names = target.params.map((each) => (each.type === "Identifier" ? each.name : null))
    const moved = values.map((value, index) => {
      if (value?.kind !== "tainted") return value
      const name = names[index]
      const callee = "callee" in call ? oneLine(frame.module.textOf(call.callee)) : "a function"
      return advance(value, frame.module, call, name ? `is passed to \`${callee}\` as \`${name}\`` : `is passed to \`${callee}\``)
    })
    return this.run(module, target, moved, outer, self)
  }

  #onData(receiver: Value & { kind: "tainted" | "object" }, method: string, values: readonly Value[], node: Node, frame: Frame): Value {
    const element = elementOf(receiver)
    if (receiver.kind === "object" && (method === "push" || method === "set")) {
      receiver.rest = join(receiver.rest, values.reduce(join, null))
      return null
    }
    let fromCallback: Value = null
    let hasCallback = false
    for (const value of values) {
      if (value?.kind !== "closure") continue
      hasCallback = true
      const given = method === "then" ? [receiver] : method === "reduce" ? [values[1] ?? null, element] : [element]
      fromCallback = join(fromCallback, this.run(value.module, value.node, given, value.environment))
    }
    if (method === "then" || method === "reduce") return fromCallback
    if (method === "map" || method === "flatMap")
      return hasCallback ? (fromCallback === null ? null : { kind: "object", fields: new Map(), rest: fromCallback }) : receiver
    if (method === "forEach" || method === "some" || method === "every") return null
    if (method === "find" || method === "pop" || method === "shift" || method === "at" || method === "get") return element
    if (receiver.kind === "object") {
      if (method !== "join" && method !== "toString") return receiver
      const inner = taintIn(receiver)
      return inner ? advance(inner, frame.module, node, `is joined into one text`) : null
    }
    // `replace(/[^a-z]/g, "")` keeps only what it names.
    if (
      (method === "replace" || method === "replaceAll") &&
      "arguments" in node &&
      removesForeignCharacters((node.arguments as readonly Node[])[0])
    )
      return null
    if ((method === "match" || method === "matchAll") && "arguments" in node && !captures((node.arguments as readonly Node[])[0]))
      return null
    const taken = method.startsWith("replace") && "arguments" in node && removesParents((node.arguments as readonly Node[])[0])
    const value = method === "filter" || method === "sort" ? receiver : drop(receiver, taken ? ["shape", "path"] : ["shape"])
    return method.startsWith("replace") && "arguments" in node
      ? marked(value, marksOfReplacing((node.arguments as readonly Node[])[0]))
      : value
  }

  #lookForSinks(
    call: {
      node: Node & { type: "CallExpression" | "NewExpression" }
      callee: Node
      path: string | null
      method: string | null
      receiver: Value
      values: readonly Value[]
    },
    frame: Frame,
  ): void {
    const { node, callee, path, method, values } = call
    const { module } = frame
    const report = (sink: Danger, technology: string, certain: boolean) => {
      const { kind } = sink
      const indices = sink.arguments === "all" ? values.map((_, index) => index) : sink.arguments
      for (const index of indices) {
        const argument = node.arguments[index]
        const given = values[index] ?? null
        if (!argument) continue
        if (sink.each && given?.kind === "object") {
          for (const [field, value] of fieldsOf(given, sink.needs))
            if (!isMarked(value, sink.unless))
              this.hits.push({ kind, technology, module, node, argument: propertyOf(argument, field) ?? argument, value, field, certain })
        }
        const value = arriving(given, sink)
        if (value && !isMarked(value, sink.unless)) this.hits.push({ kind, technology, module, node, argument, value, certain })
      }
    }
    this.#lookForPattern(call, frame)
    if (path !== null) for (const { technology, entry } of sinksOf(path)) report(entry, technology, true)
    // A package we know says for itself what is dangerous; for one we do not, as for no package at all, custom has to do.
    if (path !== null && !path.startsWith("globalThis.") && isModelled(path)) return
    if (method === null || callee.type !== "MemberExpression") return
    const name = customaryName(frame.module, bare(callee.object))
    for (const { technology, entry } of namedSinksOf(name, method)) report(entry, technology, false)
  }

  // A pattern of the repository that is run on request data; whether it is one, and a slow one, the rule finds out.
  #lookForPattern(
    call: {
      node: Node & { type: "CallExpression" | "NewExpression" }
      callee: Node
      method: string | null
      receiver: Value
      values: readonly Value[]
    },
    { module }: Frame,
  ): void {
    const { node, callee, method, receiver, values } = call
    const pattern = node.arguments[0]
    if (method === null || callee.type !== "MemberExpression" || !pattern) return
    const isAsked = method === "test" || method === "exec"
    const value = isAsked ? (values[0] ?? null) : PATTERN_METHODS.has(method) ? receiver : null
    if (value?.kind !== "tainted" || !value.controls.includes("string")) return
    const argument = isAsked ? callee.object : pattern
    this.hits.push({ kind: "regex-input", technology: "JavaScript", module, node, argument, value, certain: true })
  }

  #assigned(target: Node & { type: "MemberExpression" }, value: Value, name: string | null, frame: Frame): void {
    const { module } = frame
    if (name === null) {
      const key = taintIn(this.#evaluate(target.property, frame))
      if (key?.controls.includes("string"))
        this.hits.push({
          kind: "object-key",
          technology: "JavaScript",
          module,
          node: target,
          argument: target.property,
          value: key,
          certain: true,
        })
      return
    }
    const tainted = value?.kind === "tainted" ? value : null
    if (!tainted) return
    for (const { technology, entry } of assignedSinksOf(module.textOf(target.object).slice(0, 60), name))
      if (tainted.controls.includes(entry.needs) && !isMarked(tainted, entry.unless))
        this.hits.push({ kind: entry.kind, technology, module, node: target, argument: target, value: tainted, certain: true })
  }

  #bind(module: SourceModule, target: Node, value: Value, environment: Environment, frame?: Frame): void {
    switch (target.type) {
      case "Identifier": {
        const binding = module.bindings.resolve(target)
        if (!binding) {
          this.#globals.set(target.name, value)
          return
        }
        const wasNamed = value?.kind === "tainted" && value.step.what.endsWith(` as \`${target.name}\``)
        assign(
          environment,
          binding,
          value?.kind === "tainted" && !wasNamed ? advance(value, module, target, `is held in \`${target.name}\``) : value,
        )
        return
      }
      case "AssignmentPattern":
        this.#bind(module, target.left, value, environment, frame)
        return
      case "ArrayPattern":
        for (const element of target.elements)
          if (element)
            this.#bind(
              module,
              element.type === "RestElement" ? element.argument : element,
              element.type === "RestElement" ? value : elementOf(value),
              environment,
              frame,
            )
        return
      case "ObjectPattern": {
        const place: Frame = frame ?? { module, environment, returned: null }
        for (const property of target.properties) {
          if (property.type === "RestElement") this.#bind(module, property.argument, value, environment, frame)
          else this.#bind(module, property.value, this.#property(value, propertyName(property), property.value, place), environment, frame)
        }
        return
      }
      case "MemberExpression": {
        const object = frame ? this.#evaluate(target.object, frame) : null
        const name = propertyName(target)
        if (frame) this.#assigned(target, value, name, frame)
        if (object?.kind === "request" && name !== null && value !== null) this.#put(object, name, value)
        if (object?.kind !== "object") return
        if (name === null) object.rest = join(object.rest, value)
        else object.fields.set(name, value)
        return
      }
    }
  }
}

/** What a receiver is called: a property by its name, a variable that holds the result of a call by that call. */
function customaryName(module: SourceModule, receiver: Node): string {
  if (receiver.type === "MemberExpression") return propertyName(receiver) ?? ""
  if (receiver.type !== "Identifier") return module.textOf(receiver).slice(0, 60)
  const declaration = module.bindings.resolve(receiver)?.declaration
  const init =
    declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" && declaration.init ? bare(declaration.init) : null
  return init?.type === "CallExpression" && /\bcollection\(/.test(module.textOf(init)) ? module.textOf(init).slice(0, 60) : receiver.name
}

interface Frame {
  readonly module: SourceModule
  readonly environment: Environment
  returned: Value
}

function arriving(value: Value, sink: { readonly properties?: readonly string[]; readonly needs: Control }): Tainted | null {
  if (value?.kind === "object") {
    const inner = sink.properties
      ? sink.properties.map((name) => (name === "*" ? value.rest : (value.fields.get(name) ?? null))).reduce(join, null)
      : sink.needs === "shape"
        ? value
        : null
    return taintWith(inner, sink.needs, 0)
  }
  return value?.kind === "tainted" && value.controls.includes(sink.needs) ? value : null
}

/** The tainted fields of an object by their dotted path, three levels deep. */
function fieldsOf(value: Value & { kind: "object" }, needs: Control, prefix = ""): [string, Tainted][] {
  return [...value.fields].flatMap(([name, inner]): [string, Tainted][] => {
    const path = prefix + name
    if (inner?.kind === "tainted") return inner.controls.includes(needs) ? [[path, inner]] : []
    return inner?.kind === "object" && path.split(".").length < 3 ? fieldsOf(inner, needs, `${path}.`) : []
  })
}

function isMarked(value: Tainted, mark: Mark | undefined): boolean {
  return mark !== undefined && (value.marks?.includes(mark) ?? false)
}

function marked(value: Value, marks: readonly Mark[] | undefined): Value {
  return value?.kind === "tainted" && marks ? { ...value, marks: [...new Set([...(value.marks ?? []), ...marks])] } : value
}

function empowered(value: Value, controls: readonly Control[] | undefined): Value {
  return value?.kind === "tainted" && controls ? { ...value, controls: [...new Set([...value.controls, ...controls])] } : value
}

function taintWith(value: Value, control: Control, depth: number): Tainted | null {
  if (value === null || depth > 4) return null
  if (value.kind === "tainted") return value.controls.includes(control) ? value : null
  if (value.kind !== "object") return null
  for (const field of [...value.fields.values(), value.rest]) {
    const found = taintWith(field, control, depth + 1)
    if (found) return found
  }
  return null
}

function elementOf(value: Value): Value {
  if (value?.kind === "object") return join(value.rest, [...value.fields.values()].reduce(join, null))
  return value?.kind === "tainted" ? value : null
}

// `db.transaction(async (trx) => …)` and `withClient((client) => …)` hand over what they were called on.
function callbackGift(method: string | null, receiver: Value): Value {
  return method !== null && /^\$?(?:transaction|with\w*|tx|using|task)$/i.test(method) ? receiver : null
}

// Stands for a value of ours in front of request data.
const HOLE = "\0"

/** The parts of a chain of `+`, with literals as their text. */
function summandsOf(sum: Node): (string | Node)[] {
  const parts: (string | Node)[] = []
  let node = sum
  for (; node.type === "BinaryExpression" && node.operator === "+"; node = node.left) parts.push(stringOf(node.right) ?? node.right)
  parts.push(stringOf(node) ?? node)
  return parts.reverse()
}

// After `https://host/`, a path of ours or a base address of ours the sender chooses only what follows.
function fixesHost(before: string): boolean {
  return (
    /^[a-z][\w+.-]*:\/\/[^/?#]+[/?#]/i.test(before) ||
    /^\/(?![/\\])./.test(before) ||
    (before.startsWith(HOLE) && !/^\0:?\/\/[^/?#]*$/.test(before))
  )
}

// `replace(/</g, "&lt;")` takes the beginning of every tag away, `replace(/[.*+?]/g, "\\$&")` what a pattern is made of.
function marksOfReplacing(pattern: Node | undefined): readonly Mark[] {
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return stringOf(pattern) === "<" ? ["html-escaped"] : []
  const { pattern: source, flags } = pattern.regex
  if (!flags.includes("g")) return []
  if (/^(?:<|\[[^\]]*<[^\]]*\]|<\[\^>\].*)$/.test(source)) return ["html-escaped"]
  return source.startsWith("[") && source.includes("*") && source.includes("+") && source.includes("(") ? ["pattern-escaped"] : []
}

// `text.match(/\((http.*)\)/)` lets anything through, `text.match(/(\d+)/)` digits only.
function captures(pattern: Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return true
  return /\.[*+]|\\S[*+]|\[\^[^\]]*\][*+]/.test(pattern.regex.pattern)
}

// `replace(/\.\.\//g, "")`, or `/^(\.\.\/)+/` after `path.normalize`; without `g` the second `..` stays.
function removesParents(pattern: Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return false
  const { pattern: source, flags } = pattern.regex
  return source.includes("\\.\\.") && (flags.includes("g") || /^\^.*[+*]$/.test(source))
}

function removesForeignCharacters(pattern: Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return false
  return /^\[\^[\w\\-]+\]\+?$/.test(pattern.regex.pattern) && pattern.regex.flags.includes("g")
}

function describeSource(source: string): string {
  return `\`${source}\` is what the client sends`
}

// Code of the repository is quoted inside Markdown code spans.
function oneLine(code: string): string {
  return code.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
}

function quote(code: string): string {
  const flat = code.replace(/\s+/g, " ").replaceAll("`", "'")
  return `\`${flat.length > 70 ? `${flat.slice(0, 67)}…` : flat}\``
}
