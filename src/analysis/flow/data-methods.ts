import type { Node } from "../source/ast.ts"
import { readReplacing } from "./replacing.ts"
import type { Replacing } from "./replacing.ts"
import { advance, asText, drop, elementOf, join, marked, taintIn } from "./value.ts"
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
  return TEXT_METHODS.has(method) || CALLBACK_METHODS.has(method) || method === "push" || method === "get" || method === "set"
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
    fromCallback = join(fromCallback, walk.run(value.module, value.node, given, value.environment))
  }
  if (method === "then" || method === "reduce") return fromCallback
  if (method === "map" || method === "flatMap")
    return hasCallback ? (fromCallback === null ? null : { kind: "object", fields: new Map(), rest: fromCallback }) : receiver
  if (method === "forEach" || method === "some" || method === "every") return null
  if (method === "find" || method === "pop" || method === "shift" || method === "at" || method === "get") return element
  if (receiver.kind === "object") {
    if (method === "concat") return { ...receiver, rest: values.map((each) => elementOf(each)).reduce(join, receiver.rest) }
    if (method !== "join" && method !== "toString") return receiver
    const inner = taintIn(receiver)
    return inner ? advance(inner, frame.module, node, `is joined into one text`) : null
  }
  const called = "arguments" in node ? (node.arguments as readonly Node[]) : []
  if (method === "replace" || method === "replaceAll") return replaced(asText(receiver, frame.environment), readReplacing(method, called))
  if ((method === "match" || method === "matchAll") && called.length > 0 && !captures(called[0])) return null
  return method === "filter" || method === "sort" ? receiver : drop(receiver, ["shape"])
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
