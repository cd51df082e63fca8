import { passageOf } from "../model-index.ts"
import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOfMeaning } from "../source/meaning.ts"
import { asking } from "./asking.ts"
import { matched } from "./captures.ts"
import { narrowElements } from "./guards.ts"
import type { Ask } from "./take.ts"
import { putsInto } from "./properties.ts"
import { quotesLeft, readReplacing } from "./replacing.ts"
import type { Replacing } from "./replacing.ts"
import { joinText, partsOfJoin } from "./text.ts"
import { asText, createEnvironment, guardsOf } from "./environment.ts"
import {
  PIECE,
  advance,
  decoded,
  drop,
  elementOf,
  empowered,
  fieldOf,
  guardKey,
  isMarked,
  join,
  marked,
  pieceOf,
  placesOf,
  taintIn,
  unmarked,
} from "./value.ts"
import type { Environment, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

const TEXT_METHODS = new Set(
  "trim trimStart trimEnd toString toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase slice substring substr replace replaceAll padStart padEnd concat normalize split join at charAt match matchAll repeat reverse sort filter flat pop shift values keys entries map toSorted".split(
    " ",
  ),
)
const MAX_PARTS_DEEP = 3
const PUTTING_METHODS = new Set(["push", "unshift", "add", "set"])
const CALLBACK_METHODS = new Set("forEach map filter find some every flatMap reduce sort then catch finally".split(" "))

// What was uploaded, read as a whole: `part.toBuffer()` of Fastify, `file.text()` of a form.
const CONTENT_METHODS = new Set(["toBuffer", "text", "arrayBuffer", "bytes"])

/** Whether a method of this name on data gives data again, or hands them to a callback. */
export function isDataMethod(method: string): boolean {
  return (
    TEXT_METHODS.has(method) ||
    CONTENT_METHODS.has(method) ||
    CALLBACK_METHODS.has(method) ||
    PUTTING_METHODS.has(method) ||
    method === "get" ||
    method === "getAll"
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
  // Letters and digits, whatever went in.
  if (method === "toString" && /^(?:base64(?:url)?|hex)$/.test(stringOf(called[0]) ?? "")) return null
  if (receiver.kind === "object" && PUTTING_METHODS.has(method)) putsInto(walk, receiver)
  if (receiver.kind === "object" && method === "set" && values.length > 1) {
    receiver.keys = join(receiver.keys ?? null, values[0] ?? null)
    receiver.rest = join(receiver.rest, values[1] ?? null)
    return receiver
  }
  if (receiver.kind === "object" && PUTTING_METHODS.has(method)) {
    receiver.rest = join(receiver.rest, values.reduce(join, null))
    return method === "add" ? receiver : null
  }
  if (receiver.kind === "object" && method === "keys" && receiver.keys !== undefined)
    return { kind: "object", fields: new Map(), rest: receiver.keys }
  let fromCallback: Value = null
  let hasCallback = false
  const given = method === "then" ? [receiver] : method === "reduce" ? [values[1] ?? null, element] : [element]
  for (const value of values) {
    const made = CALLBACK_METHODS.has(method) || value?.kind === "closure" ? callBack(walk, value, given) : undefined
    if (made === undefined) continue
    hasCallback = true
    fromCallback = join(fromCallback, made)
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
    if (method === "entries" && receiver.keys === undefined) return numbered(element)
    if (method !== "join" && method !== "toString") return receiver
    const parts = method === "join" ? partsOfJoin(node) : null
    if (parts !== null) return joinText(walk, node, parts, frame)
    const inner = taintIn(receiver)
    return inner ? advance(inner, frame.module, node, `is joined into one text`) : null
  }
  if (method === "replace" || method === "replaceAll")
    return replaced(asText(receiver, frame.environment), readReplacing(method, writtenFirst(called, asking(walk, frame))), frame)
  if ((method === "match" || method === "matchAll") && called[0]) {
    const pattern = patternOf(asking(walk, frame).written(called[0]))
    if (pattern !== null)
      return method === "match" && !pattern.flags.includes("g")
        ? matched(receiver, pattern.pattern)
        : captures(pattern.pattern)
          ? drop(receiver, ["shape"])
          : null
  }
  if (method === "sort") return receiver
  // A piece may begin or end between two quotes of which one stands for both.
  const text = unmarked(
    drop(receiver, ["shape"]),
    /^t(?:rim|o[A-Z])/.test(method) ? undefined : ["quotes-doubled", "sql-quoted", "document-ending"],
  )
  if (method === "join") return marked(unmarked(text, ["path-part"]), quotesLeft("", splitAt(node), stringOf(called[0])))
  if (method === "split" && stringOf(called[0]) === "." && isOnePiece(node)) return drop(text, ["path"])
  return method === "split" && cutsPath(called[0]) ? marked(text, ["path-part"]) : text
}

// `text.split("'").join(…)` replaces every quote.
function splitAt(join: Node): string | null {
  const callee = "callee" in join ? (join.callee as Node) : null
  const split = callee?.type === "MemberExpression" ? bare(callee.object) : null
  return split?.type === "CallExpression" && propertyName(bare(split.callee)) === "split" ? stringOf(split.arguments[0]) : null
}

/** What a function gives that a method is handed, one of the language such as `Number` among them; `undefined` for what is none we know. */
function callBack(walk: Walk, callback: Value, given: readonly Value[]): Value | undefined {
  if (callback?.kind === "closure") return walk.run(callback.module, callback.node, given, callback.environment)
  if (callback?.kind !== "meaning") return undefined
  if (callback.meaning.kind === "function") return walk.run(callback.meaning.module, callback.meaning.node, given, null)
  const path = originOfMeaning(walk.project, callback.meaning)
  const passage = path === null ? null : passageOf(path)
  if (!passage || (passage.from !== "all" && passage.from[0] !== 0)) return undefined
  return marked(drop(taintIn(given[0] ?? null), passage.drops), passage.marks)
}

// `for (const [index, name] of names.entries())`
function numbered(element: Value): Value {
  const entry: Value = { kind: "object", fields: new Map(), rest: element, places: { values: [null, element], rest: element } }
  return { kind: "object", fields: new Map(), rest: entry }
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
  return withoutProven(value, proven, 0)
}

// Each part by what was asked of it.
function withoutProven(value: Value, proven: Environment, depth: number): Value {
  if (value?.kind === "tainted") return drop(value, guardsOf(proven, guardKey(value)))
  if (value?.kind !== "object" || depth > MAX_PARTS_DEEP) return value
  const inside = (part: Value) => withoutProven(part, proven, depth + 1)
  const fields = new Map([...value.fields].map(([name, field]) => [name, inside(field)] as const))
  const places = placesOf(value)?.map(inside)
  const rest = places ? places.reduce(join, null) : inside(value.rest)
  return { kind: "object", fields, rest, ...(places ? { places: { values: places, rest } } : {}) }
}

// `name.replace(UNSAFE, "_")`
function writtenFirst([first, ...others]: readonly Node[], { written }: Ask): readonly Node[] {
  return first ? [written(first), ...others] : others
}

function replaced(value: Value, { keepsOnlyNamed, takesParents, marks, joinsDots }: Replacing, { environment }: Frame): Value {
  if (keepsOnlyNamed || value?.kind !== "tainted") return null
  const whole = unmarked(value, ["quotes-doubled", "sql-quoted", "document-ending"])
  const left = marked(drop(whole, takesParents(value) ? ["shape", "path"] : ["shape"]), marks)
  if (!joinsDots || isMarked(value, "normalized")) return left
  // What a look for `..` excluded comes back.
  return guardsOf(environment, guardKey(value)).includes("path") ? empowered(decoded(left), ["path"]) : left
}

// `name.split(".").pop()`: what stands between dots leads to no folder above.
function isOnePiece(pieces: Node): boolean {
  const above = pieces.parent
  return (
    above?.type === "MemberExpression" &&
    above.object === pieces &&
    (above.computed || /^(?:pop|shift|at)$/.test(propertyName(above) ?? ""))
  )
}

// `path.split("/")`, `path.split(/[\\/]/)`, `path.split(sep)`
function cutsPath(separator: Node | undefined): boolean {
  const inner = separator ? bare(separator) : null
  if (inner?.type === "Literal" && "regex" in inner && inner.regex) return inner.regex.pattern.includes("/")
  if (inner?.type === "MemberExpression") return propertyName(inner) === "sep"
  return inner?.type === "Identifier" ? inner.name === "sep" : stringOf(inner) === "/"
}

/** What `pattern.exec(text)` gives of data; `undefined` where it is no such call. */
export function callPattern(walk: Walk, receiver: Node, method: string | null, value: Value, frame: Frame): Value | undefined {
  if (method !== "exec" || value?.kind !== "tainted") return undefined
  const pattern = patternOf(asking(walk, frame).written(receiver))
  return pattern === null ? undefined : matched(value, pattern.pattern)
}

function patternOf(node: Node): { readonly pattern: string; readonly flags: string } | null {
  const inner = bare(node)
  return inner.type === "Literal" && "regex" in inner && inner.regex ? inner.regex : null
}

// `text.match(/\((http.*)\)/g)` lets anything through, `text.match(/(\d+)/g)` digits only.
function captures(pattern: string): boolean {
  return /\.[*+]|\\S[*+]|\[\^[^\]]*\][*+]/.test(pattern)
}
