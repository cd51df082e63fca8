import { propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { taintIn } from "./value.ts"
import type { Chosen, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

/** What an object gives for a name of the sender's; `null` where the name is ours, or was stored, or the object is data itself. */
export function chosenFrom(object: Value, name: Value, node: Node & { type: "MemberExpression" }, { module }: Frame): Chosen | null {
  const key = name?.kind === "tainted" ? name : null
  // What was found equal to something of ours leads nowhere and names that.
  if (!key?.controls.includes("string") || !key.controls.includes("path") || key.stored) return null
  if (object !== null && object.kind !== "meaning" && object.kind !== "closure" && object.kind !== "object") return null
  return { kind: "chosen", name: key, module, node, ofObject: isObject(object, node) }
}

// A table is written down with its entries; everything else has methods that nobody thought of here.
function isObject(object: Value, { object: written }: Node & { type: "MemberExpression" }): boolean {
  if (written.type === "ThisExpression") return true
  const meaning = object?.kind === "meaning" ? object.meaning : null
  return meaning !== null && (meaning.kind === "external" || meaning.kind === "namespace" || meaning.kind === "instance")
}

/** Notes that the sender chooses the function that is called: `service[name](…)`, or what `handlers[name]` gave before. */
export function lookForMethod(
  walk: Walk,
  call: Node & { type: "CallExpression" | "NewExpression" },
  { callee, method, receiver, called }: { callee: Node; method: string | null; receiver: Value; called: Value },
  frame: Frame,
): void {
  const chosen = functionChosen(walk, { callee, method, receiver, called }, frame)
  if (chosen === null || taintIn(chosen.name) === null) return
  const { name: value, module, node, ofObject } = chosen
  walk.hits.push({
    kind: ofObject ? "method" : "lookup",
    technology: "JavaScript",
    module,
    node,
    argument: node.property,
    value: module === frame.module && node === callee ? value : { ...value, step: calledAt(frame, call, value.step) },
    certain: ofObject,
  })
}

// The call that runs it, where that is another place.
function calledAt({ module }: Frame, call: Node, previous: Chosen["name"]["step"]): Chosen["name"]["step"] {
  return { module, node: call, what: "is called", previous }
}

function functionChosen(
  walk: Walk,
  { callee, method, receiver, called }: { callee: Node; method: string | null; receiver: Value; called: Value },
  frame: Frame,
): Chosen | null {
  if (called?.kind === "chosen") return called
  if (receiver?.kind === "chosen" && (method === "call" || method === "apply")) return receiver
  if (callee.type !== "MemberExpression" || !callee.computed || propertyName(callee) !== null) return null
  return chosenFrom(receiver, walk.evaluate(callee.property, frame), callee, frame)
}
