import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { asking } from "./asking.ts"
import { narrowElements } from "./guards.ts"
import { readReplacing } from "./replacing.ts"
import type { Replacing } from "./replacing.ts"
import {
  PIECE,
  advance,
  asText,
  createEnvironment,
  drop,
  elementOf,
  fieldOf,
  guardKey,
  guardsOf,
  join,
  marked,
  pieceOf,
  taintIn,
} from "./value.ts"
import type { Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

const TEXT_METHODS = new Set(
  "trim trimStart trimEnd toString toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase slice substring substr replace replaceAll padStart padEnd concat normalize split join at charAt match matchAll repeat reverse sort filter flat pop shift values keys entries map toSorted".split(
    " ",
  ),
)
const CALLBACK_METHODS = new Set("forEach map filter find some every flatMap reduce sort then catch finally".split(" "))

/** Whether a method of this name on data gives data again, or hands them to a callback. */
export function isDataMethod(method: string): boolean {
  return (
    TEXT_METHODS.has(method) ||
    CALLBACK_METHODS.has(method) ||
    method === "push" ||
    method === "unshift" ||
    method === "add" ||
    method === "get" ||
    method === "getAll" ||
    method === "set"
  )
}

/** What a method of a text, list or map of request data gives. */
export function callDataMethod(
  walk: Walk,
  receiver: Value & { kind: "tainted" | "object" },
  method: string,
  values: readonly Value[],
  node: Node,
  frame: Frame,
): Value {
  const element = elementOf(receiver)
  const called = "arguments" in node ? (node.arguments as readonly Node[]) : []
  // `searchParams.get("page")`, `form.getAll("tag")`
  const asked = method === "get" || method === "getAll" ? stringOf(called[0]) : null
  if (receiver.kind === "tainted" && asked !== null) return fieldOf(receiver, asked)
  if (receiver.kind === "object" && method === "set" && values.length > 1) {
    receiver.keys = join(receiver.keys ?? null, values[0] ?? null)
    receiver.rest = join(receiver.rest, values[1] ?? null)
    return receiver
  }
  if (receiver.kind === "object" && (method === "push" || method === "unshift" || method === "add" || method === "set")) {
    receiver.rest = join(receiver.rest, values.reduce(join, null))
    return method === "add" ? receiver : null
  }
  if (receiver.kind === "object" && method === "keys" && receiver.keys !== undefined)
    return { kind: "object", fields: new Map(), rest: receiver.keys }
  let fromCallback: Value = null
  let hasCallback = false
  for (const value of values) {
    if (value?.kind !== "closure") continue
    hasCallback = true
    const given = method === "then" ? [receiver] : method === "reduce" ? [values[1] ?? null, element] : [element]
    fromCallback = join(fromCallback, walk.run(value.module, value.node, given, value.environment))
  }
  if (method === "then" || method === "reduce") return fromCallback
  if (method === "map" || method === "flatMap")
    return hasCallback ? (fromCallback === null ? null : { kind: "object", fields: new Map(), rest: fromCallback }) : receiver
  if (method === "forEach" || method === "some" || method === "every") return null
  if (method === "pop" || method === "shift" || method === "at") return pieceOf(element, method)
  if (method === "find" || method === "filter") return chosenBy(walk, method === "find" ? element : receiver, node, frame)
  if (method === "get" || method === "getAll") return element
  if (receiver.kind === "object") {
    if (method === "concat") return { ...receiver, rest: values.map((each) => elementOf(each)).reduce(join, receiver.rest) }
    if (method !== "join" && method !== "toString") return receiver
    const inner = taintIn(receiver)
    return inner ? advance(inner, frame.module, node, `is joined into one text`) : null
  }
  if (method === "replace" || method === "replaceAll") return replaced(asText(receiver, frame.environment), readReplacing(method, called))
  if ((method === "match" || method === "matchAll") && called.length > 0 && !captures(called[0])) return null
  return method === "sort" ? receiver : drop(receiver, ["shape"])
}

// `ids.filter((id) => UUID.test(id))`; of `entries.filter(([key]) => COLUMNS.has(key))` only the keys are known afterwards.
function chosenBy(walk: Walk, value: Value, node: Node, frame: Frame): Value {
  const [predicate] = "arguments" in node ? (node.arguments as readonly Node[]) : []
  const callee = "callee" in node ? (node.callee as Node) : null
  if (!predicate || callee?.type !== "MemberExpression") return value
  const proven = createEnvironment(null)
  narrowElements(callee.object, predicate, true, proven, asking(walk, frame))
  for (const [key, controls] of proven.guarded)
    if (key.includes(PIECE)) frame.environment.guarded.set(key, [...new Set([...(frame.environment.guarded.get(key) ?? []), ...controls])])
  const inner = taintIn(value)
  return inner === null ? value : drop(value, guardsOf(proven, guardKey(inner)))
}

function replaced(value: Value, { keepsOnlyNamed, takesParents, marks }: Replacing): Value {
  if (keepsOnlyNamed || value?.kind !== "tainted") return null
  return marked(drop(value, takesParents(value) ? ["shape", "path"] : ["shape"]), marks)
}

// `text.match(/\((http.*)\)/)` lets anything through, `text.match(/(\d+)/)` digits only.
function captures(pattern: Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return true
  return /\.[*+]|\\S[*+]|\[\^[^\]]*\][*+]/.test(pattern.regex.pattern)
}
