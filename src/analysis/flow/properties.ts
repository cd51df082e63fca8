import type { Node } from "../source/ast.ts"
import { meaningOf, memberOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { readLoose } from "./loose-rows.ts"
import { columnOf, relatedRows } from "./rows.ts"
import { lengthOf } from "./numbers.ts"
import { passThrough } from "./schema/pass-through.ts"
import { keptUnder } from "./upload-names.ts"
import { guardsOf } from "./environment.ts"
import { drop, elementAt, elementOf, fieldOf, guardKey, isMarked, join, taintIn, unmarked } from "./value.ts"
import type { Step, Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"
import { describeSource } from "./wording.ts"

const NUMERIC = new Set(["length", "byteLength"])
// `body.size` may be anything, that of a file is a number.
const SIZED = /(?:^|\.)(?:\w*files?|upload|blob|buffer|chunks?|set|map|entries|keys)$/i
const MAX_ADDED = 200
const MAX_HELPERS = 20
const MAX_FOUND = 500
// What one handler puts there another finds, with a later request of the same browser.
const SESSION = "session"
// `ctx.state` of Koa is an object from the start.
const STATE = "state"
// Browsers send `<` in an address as `%3C`, and it stays so until somebody decodes it.
const ADDRESS = /(?:^|\.)(?:url|originalUrl|path|rawPath|href|pathname)$/

/** What a property of a value holds; `null` as the name is any property. */
export function readProperty(walk: Walk, object: Value, name: string | null, node: Node, frame: Frame): Value {
  switch (object?.kind) {
    case "tainted": {
      if (name !== null && (NUMERIC.has(name) || (name === "size" && SIZED.test(object.source))))
        return name === "length" ? lengthOf(object) : null
      const most = name === null || !object.below || !Object.hasOwn(object.below, name) ? null : (object.below[name] ?? [])
      const field = fieldOf(object, name)
      if (most !== null) {
        const controls = object.controls.filter((each) => most.includes(each))
        return controls.length === 0 ? null : drop({ ...field, controls }, guardsOf(frame.environment, guardKey(field)))
      }
      // The parser of addresses has taken every `..` out of the path.
      const value = name === "pathname" && isMarked(object, "url-parsed") ? drop(field, ["path"]) : field
      const decoded = name === "query" || name === "searchParams" ? unmarked(value, ["percent-encoded"]) : value
      return drop(decoded, guardsOf(frame.environment, guardKey(field)))
    }
    case "request": {
      const path = object.path === "" ? (name ?? "*") : `${object.path}.${name ?? "*"}`
      const written = name?.replace(/[^\w$-]/g, "?") ?? "*"
      const text = object.text === "" ? written : `${object.text}.${written}`
      const added = addedBefore(walk, keyOf(object, path))
      if (added !== undefined) return added
      const kept = object.model.framework === "Express" ? keptUnder(walk.project, path) : null
      if (kept) return kept
      const controls = object.model.properties[path]
      if (controls) {
        if (controls.length === 0) return null
        const step: Step = { module: frame.module, node, what: describeSource(text), previous: null }
        const schema = object.checks?.get(name ?? "")
        const value: Tainted = {
          kind: "tainted",
          controls,
          source: text,
          step,
          ...(ADDRESS.test(path) ? { marks: ["percent-encoded"] } : {}),
        }
        return schema ? passThrough(schema, value) : value
      }
      const leads = [...Object.keys(object.model.properties), ...Object.keys(object.model.methods)].some((each) =>
        each.startsWith(`${path}.`),
      )
      // What middleware put on the request (`req.user`) is not the sender's to choose; what handlers put into the session is as they found it.
      return leads || path === SESSION || (path === STATE && object.model.framework === "Koa") ? { ...object, path, text } : null
    }
    case "object":
      if (name !== null && (NUMERIC.has(name) || name === "size") && !object.fields.has(name)) return null
      if (name === null) return join([...object.fields.values()].reduce(join, null), object.rest)
      if (/^\d{1,2}$/.test(name) && !object.fields.has(name)) return elementAt(object, Number(name))
      // `{ ...body, id: newId() }`: whoever sends an `id` does not choose that one.
      return (
        (object.fields.has(name)
          ? ownProperty(walk, object, name)
          : object.isSpread && object.rest?.kind === "tainted"
            ? readProperty(walk, object.rest, name, node, frame)
            : partOf(object.rest)) ??
        (node.type === "MemberExpression" && node.object.type === "ThisExpression" ? meaningValue(walk, frame.module, node) : null)
      )
    case "rows": {
      if (object.isList && (name === null || /^\d+$/.test(name))) return elementOf(object)
      const column = name === null ? null : (columnOf(object, name, node, frame) ?? relatedRows(walk, object, name))
      if (column !== null || name === null) return column
      if (name === "dataValues" || name === "_doc") return object
      const meaning = memberOf(walk.project, object.meaning, name)
      return meaning === null || meaning.kind === "value" ? null : { kind: "meaning", meaning }
    }
    case "loose":
      return readLoose(walk, object, name, node, frame)
    case "meaning": {
      const meaning = name === null ? null : memberOf(walk.project, object.meaning, name)
      return meaning === null || (meaning.kind === "value" && meaning.node.type !== "ObjectExpression")
        ? null
        : { kind: "meaning", meaning }
    }
    default:
      return null
  }
}

// `names.map((name) => columns[name]).join()`: a list of them has methods of its own.
function partOf(rest: Value): Value {
  return rest?.kind === "chosen" || rest?.kind === "number" ? null : rest
}

// `get term() { return this.request.query.q }`
function ownProperty(walk: Walk, object: Value & { kind: "object" }, name: string): Value {
  const held = object.fields.get(name) ?? null
  return held?.kind === "closure" && held.isGetter ? walk.run(held.module, held.node, [], held.environment, object) : held
}

/** What an expression means beyond the values of this walk. */
export function meaningValue(walk: Walk, module: SourceModule, node: Node): Value {
  const meaning = meaningOf(walk.project, module, node)
  // `known ? HANDLERS[kind] : undefined`
  if (meaning?.kind === "external" && meaning.path === "globalThis.undefined") return null
  return meaning === null || (meaning.kind === "value" && meaning.node.type !== "ObjectExpression") ? null : { kind: "meaning", meaning }
}

/**
 * What a handler puts beside the data is there for those after it; what it puts over the data was looked at, and is the
 * route's concern.
 */
export function putOnRequest(walk: Walk, request: Value & { kind: "request" }, name: string, value: Value): void {
  const path = request.path === "" ? name : `${request.path}.${name}`
  if (path in request.model.properties || walk.added.size > MAX_ADDED) return
  if (value?.kind === "closure" && walk.helpers.length < MAX_HELPERS) walk.helpers.push(value)
  if (taintIn(value) || value?.kind === "rows" || value?.kind === "loose") addForLater(walk, keyOf(request, path), value)
}

/** Keeps what a handler puts beside the data for the handlers that come later. */
export function addForLater(walk: Walk, key: string, value: Value): void {
  if (!walk.outside.has(key)) walk.outside.set(key, walk.added.get(key) ?? null)
  walk.left.push([key, value])
  leave(walk.added, key, value)
}

/** Puts what a handler left with what others did. */
export function leave(added: Map<string, Value>, key: string, value: Value): void {
  added.set(key, join(added.get(key) ?? null, value))
}

/** What a handler put beside the data before; `undefined` when none did. */
export function addedBefore(walk: Walk, key: string): Value | undefined {
  const added = walk.added.get(key)
  if (added === undefined) walk.missed.add(key)
  // What a function does to the variables around it is not looked for.
  if (added !== undefined && findAmong([added], (each) => each?.kind === "closure")) walk.shares = true
  return added
}

/** To be told before something is put into an object: what is part of an object for later handlers is there for them. */
export function putsInto(walk: Walk, object: Value & { kind: "object" }): void {
  if (!walk.shares && walk.added.size > 0 && findAmong([...walk.added.values()], (each) => each === object)) walk.shares = true
}

/** Whether one of these values, or one inside of them, is meant; also when there are too many to look through. */
function findAmong(values: readonly Value[], isMeant: (value: Value) => boolean): boolean {
  const found = new Set(values)
  // The set grows while it is walked.
  for (const value of found) {
    if (isMeant(value) || found.size > MAX_FOUND) return true
    if (value?.kind === "object")
      for (const each of [...value.fields.values(), value.rest, value.keys, ...(value.places?.values ?? [])]) found.add(each ?? null)
  }
  return false
}

// `ctx.body` of Koa is the answer, `req.body` of Express the data.
function keyOf(request: Value & { kind: "request" }, path: string): string {
  return `${request.model.framework} ${path}`
}
