import { isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import { asking } from "./asking.ts"
import { bind } from "./bind.ts"
import { enterTag, evaluateCall } from "./calls.ts"
import { narrow } from "./guards.ts"
import { askInTaggedSql } from "./loose-rows.ts"
import { behindOptions } from "./option-lists.ts"
import { localOf } from "./locals.ts"
import { addedBefore, meaningValue, readProperty } from "./properties.ts"
import { chosenFrom } from "./chosen.ts"
import { isBounded, numberOf, reckoned, summed } from "./numbers.ts"
import { branch } from "./statements.ts"
import { noteImport } from "./sinks.ts"
import { joinText, partsOfTemplate, summandsOf } from "./text.ts"
import { adopt, fork, givenTo, guardsOf, lookUp } from "./environment.ts"
import { drop, elementAt, elementOf, fieldOf, guardKey, join, withNotes } from "./value.ts"
import type { Value } from "./value.ts"
import { mayStep, tell } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

/** What an expression may hold; its calls are walked, and data in their dangerous arguments noted. */
export function evaluate(walk: Walk, node: Node, frame: Frame): Value {
  if (!mayStep(walk)) return null
  walk.nesting++
  const value = evaluateInside(walk, node, frame)
  walk.nesting--
  const left =
    value?.kind === "tainted"
      ? drop(value, guardsOf(frame.environment, guardKey(value)))
      : value?.kind === "number" && isBounded(value, frame.environment)
        ? null
        : value
  if (walk.onData !== null) tell(walk.onData, frame.module, node, left)
  return left?.kind === "tainted" ? withNotes(left, frame.environment) : left
}

function evaluateInside(walk: Walk, node: Node, frame: Frame): Value {
  const { module, environment } = frame
  switch (node.type) {
    case "Identifier":
      return readVariable(walk, node, frame)
    case "ThisExpression":
      return walk.self ?? meaningValue(walk, module, node)
    case "Super":
      return meaningValue(walk, module, node)
    case "MemberExpression":
      return readMember(walk, node, frame)
    case "CallExpression":
    case "NewExpression":
      return evaluateCall(walk, node, frame)
    case "ImportExpression": {
      noteImport(walk, node, walk.evaluate(node.source, frame), frame)
      return meaningValue(walk, module, node)
    }
    case "YieldExpression": {
      // What a generator hands out is met by whoever goes through it; what it is given back is what it waited for.
      const handed = node.argument ? walk.evaluate(node.argument, frame) : null
      frame.returned = join(frame.returned, node.delegate ? handed : handed && { kind: "object", fields: new Map(), rest: handed })
      return handed
    }
    case "AwaitExpression":
    case "SpreadElement":
      return node.argument ? walk.evaluate(node.argument, frame) : null
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ParenthesizedExpression":
    case "ChainExpression":
      return walk.evaluate(node.expression, frame)
    case "TemplateLiteral":
      return textOf(walk, node, frame)
    case "TaggedTemplateExpression":
      return evaluateTagged(walk, node, frame)
    case "BinaryExpression": {
      if (node.operator !== "+") {
        const left = node.left.type === "PrivateIdentifier" ? null : walk.evaluate(node.left, frame)
        return reckoned(node.operator, left, walk.evaluate(node.right, frame))
      }
      return joinText(walk, node, summandsOf(node), frame) ?? summed(walk, node, frame)
    }
    case "LogicalExpression": {
      const left = walk.evaluate(node.left, frame)
      const inner = fork(environment)
      if (node.operator === "&&") narrow(node.left, true, environment, asking(walk, frame))
      if (node.operator === "||") narrow(node.left, false, environment, asking(walk, frame))
      const right = walk.evaluate(node.right, frame)
      adopt(environment, { ...inner, values: environment.values })
      return node.operator === "&&" ? right : join(left, right)
    }
    case "ConditionalExpression": {
      let value: Value = null
      const take = (part: Node) => () => {
        value = join(value, walk.evaluate(part, frame))
        return true
      }
      branch(walk, node.test, take(node.consequent), take(node.alternate), frame)
      return value
    }
    case "AssignmentExpression": {
      const right = walk.evaluate(node.right, frame)
      if (node.operator === "=") bind(walk, module, node.left, right, environment, frame)
      else if (node.operator === "+=") {
        const value = joinText(walk, node, [node.left, node.right], frame)
        bind(walk, module, node.left, value, environment, frame)
        return value
      } else if (node.operator === "??=" || node.operator === "||=")
        bind(walk, module, node.left, join(walk.evaluate(node.left, frame), right), environment, frame)
      return right
    }
    case "SequenceExpression":
      return node.expressions.map((each) => walk.evaluate(each, frame)).at(-1) ?? null
    case "UnaryExpression":
      return /^[+~-]$/.test(node.operator) ? numberOf(walk.evaluate(node.argument, frame)) : (walk.evaluate(node.argument, frame), null)
    case "ObjectExpression":
      return makeObject(walk, node, frame)
    case "ArrayExpression": {
      let rest: Value = null
      const values: Value[] = []
      for (const [index, each] of node.elements.entries()) {
        if (!each) continue
        const value = each.type === "SpreadElement" ? elementOf(walk.evaluate(each.argument, frame)) : walk.evaluate(each, frame)
        values.push(behindOptions(node.elements, index, value))
        rest = join(rest, values.at(-1) ?? null)
      }
      const isTuple =
        values.length === node.elements.length &&
        values.length <= MAX_PLACES &&
        node.elements.every((each) => each?.type !== "SpreadElement")
      return { kind: "object", fields: new Map(), rest, ...(isTuple ? { places: { values, rest } } : {}) }
    }
    default:
      return isFunction(node) ? { kind: "closure", module, node, environment } : null
  }
}

// A longer list is no row of a few values.
const MAX_PLACES = 12

function evaluateTagged(walk: Walk, node: Node & { type: "TaggedTemplateExpression" }, frame: Frame): Value {
  const values = node.quasi.expressions.map((each) => walk.evaluate(each, frame))
  const known = askInTaggedSql(walk, node, frame) ?? enterTag(walk, node, values, frame)
  return (
    known ?? (values.some((each) => each?.kind === "tainted") && isDocument(walk, node.tag, frame) ? textOf(walk, node.quasi, frame) : null)
  )
}

// What `gql` gives is the document with the values in it.
function isDocument({ project }: Walk, tag: Node, { module }: Frame): boolean {
  return /^graphql-tag$|^(?:graphql-(?:request|tag)|@apollo\/client(?:\/core)?|@urql\/core|urql)\.gql$/.test(
    originOf(project, module, tag) ?? "",
  )
}

function textOf(walk: Walk, node: Node & { type: "TemplateLiteral" }, frame: Frame): Value {
  return joinText(walk, node, partsOfTemplate(node), frame)
}

function readVariable(walk: Walk, node: Node & { type: "Identifier" }, frame: Frame): Value {
  const binding = frame.module.bindings.resolve(node)
  if (!binding && node.name === "arguments") return givenTo(frame.environment)
  if (!binding) return walk.globals.get(node.name) ?? meaningValue(walk, frame.module, node)
  const held = lookUp(frame.environment, binding)
  if (held?.kind === "chosen") {
    const known = meaningValue(walk, frame.module, node)
    // `typeof found === "function" ? found : undefined`
    return known?.kind === "meaning" && !(known.meaning.kind === "external" && known.meaning.path.startsWith("globalThis.")) ? known : held
  }
  if (held !== undefined && held !== null) return held
  if (binding.kind === "function" && isFunction(binding.declaration))
    return { kind: "closure", module: frame.module, node: binding.declaration, environment: frame.environment }
  return meaningValue(walk, frame.module, node)
}

function readMember(walk: Walk, node: Node & { type: "MemberExpression" }, frame: Frame): Value {
  const local = localOf(node)
  if (local !== null) return addedBefore(walk, local) ?? null
  const object = walk.evaluate(node.object, frame)
  // `Object.getPrototypeOf(async function () {}).constructor` is no property of what the call gives.
  if (propertyName(node) === "constructor" && object?.kind === "meaning") return meaningValue(walk, frame.module, node)
  // A value looked up in a table of ours by a key of the sender is ours.
  if (node.computed && propertyName(node) === null) {
    const chosen = chosenFrom(object, walk.evaluate(node.property, frame), node, frame)
    if (chosen !== null && object?.kind !== "object") return chosen
    if (object?.kind === "meaning" || object?.kind === "closure") return null
  }
  const index = node.computed && node.property.type === "Literal" && typeof node.property.value === "number" ? node.property.value : null
  if (index !== null && (object?.kind === "tainted" || object?.kind === "object")) return elementAt(object, index)
  return readProperty(walk, object, propertyName(node), node, frame)
}

function makeObject(walk: Walk, node: Node & { type: "ObjectExpression" }, frame: Frame): Value {
  const fields = new Map<string, Value>()
  let rest: Value = null
  let isSpread = true
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const whole = walk.evaluate(property.argument, frame)
      // The parts of a function, or of a number, are none of the sender's choice.
      const spread = whole?.kind === "chosen" || whole?.kind === "number" ? null : whole
      const others = spread?.kind === "object" ? spread.rest : spread
      const isWhole = others?.kind === "tainted" && (spread?.kind !== "object" || spread.isSpread === true)
      // What stands before it may be overwritten.
      if (others !== null)
        for (const [name, value] of fields)
          fields.set(name, join(value, isWhole && others.kind === "tainted" ? fieldOf(others, name) : others))
      isSpread &&= isWhole || others === null
      if (spread?.kind === "object") for (const [name, value] of spread.fields) fields.set(name, value)
      rest = join(rest, others)
      continue
    }
    const name = propertyName(property)
    const value = walk.evaluate(property.value, frame)
    if (name === null) {
      rest = join(rest, value)
      isSpread = false
    } else fields.set(name, value)
  }
  return { kind: "object", fields, rest, ...(isSpread && rest?.kind === "tainted" ? { isSpread } : {}) }
}
