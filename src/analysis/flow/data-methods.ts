import type { Mark } from "../models/model.ts"
import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { advance, drop, elementOf, join, marked, taintIn } from "./value.ts"
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
  if ((method === "match" || method === "matchAll") && "arguments" in node && !captures((node.arguments as readonly Node[])[0])) return null
  const taken = method.startsWith("replace") && "arguments" in node && removesParents((node.arguments as readonly Node[])[0])
  const value = method === "filter" || method === "sort" ? receiver : drop(receiver, taken ? ["shape", "path"] : ["shape"])
  return method.startsWith("replace") && "arguments" in node
    ? marked(value, marksOfReplacing((node.arguments as readonly Node[])[0]))
    : value
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
