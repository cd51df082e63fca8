import type { SqlStatement } from "../database/sql-statement.ts"
import type { Table } from "../database/table.ts"
import type { Control, Mark, RequestModel } from "../models/model.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { Meaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Schema } from "./schema/schema.ts"
import { describeSource } from "./wording.ts"

/** One station of the data; the list runs backwards from the newest. */
export interface Step {
  readonly module: SourceModule
  readonly node: Node
  readonly what: string
  readonly previous: Step | null
}

/** Data a sender controls. */
export interface Tainted {
  readonly kind: "tainted"
  readonly controls: readonly Control[]
  /** As written at the source: `req.query.sort`. */
  readonly source: string
  /** Under what name guards are noted, where the data are a piece that says nothing about the rest; else it is `source`. */
  readonly key?: string
  /** What the sender has of properties of these names, where it is less than of the others. */
  readonly below?: Readonly<Record<string, readonly Control[]>>
  /** What they were read into: an object whose properties are data of their own, or the parts of an address. */
  readonly parsed?: Parsed
  readonly step: Step
  /** What was done to the text on every way. */
  readonly marks?: readonly Mark[]
  /**
   * The column the data were read from. Whether a sender controls what stands there is only known when somebody is seen to write it:
   * until then such data prove nothing and are no data of a request.
   */
  readonly stored?: StoredColumn
  /** Data of other columns that went into the same text: whoever writes any of them chooses a part of it. */
  readonly others?: readonly Tainted[]
}

/** What reads a text into something with properties of their own. */
export type Parsed = "fields" | "address"

/** A column of a table, by the name the code has for both. */
export interface StoredColumn {
  readonly table: string
  readonly column: string
}

/** A row of a table of the repository, or several; `meaning` is what the expression means beside that. */
export interface Rows {
  readonly kind: "rows"
  readonly table: Table
  readonly isList: boolean
  readonly meaning: Meaning | null
}

/**
 * What a database or a store gives whose tables are not declared in the code: a row, a list of rows or a list of lists, as the driver
 * pleases. Every way to an element leads to the same value.
 */
export interface Loose {
  readonly kind: "loose"
  /** The column that a property of a row holds; `null` for what is none. */
  readonly columnOf: (name: string) => StoredColumn | null
  /** The table that rows made by its methods are kept in; `null` where it keeps nothing. */
  readonly table: string | null
  /** A prepared statement, which is given its parameters by a method. */
  readonly prepared?: SqlStatement
  readonly meaning: Meaning | null
}

/** What an object gives for a name of the sender's: a function of the sender's choice, where it is called. */
export interface Chosen {
  readonly kind: "chosen"
  readonly name: Tainted
  readonly module: SourceModule
  readonly node: Node & { type: "MemberExpression" }
  /** Whether the object is one with methods that are not written down in a table: a module, an instance of a class, what a package gives. */
  readonly ofObject: boolean
}

/** A number that a sender chose: what a text of the request was converted to, or how long something claims to be that came as JSON. */
export interface Counted {
  readonly kind: "number"
  readonly of: Tainted
  readonly isLength?: true
}

/** What an expression may hold while a handler is walked; `null` is everything of no interest. */
export type Value =
  | Tainted
  /** The request itself, or a part above the data, such as `ctx.request`. */
  | {
      readonly kind: "request"
      readonly model: RequestModel
      readonly path: string
      readonly text: string
      /** What was asked of `body`, `query`, `params` and so on before. */
      readonly checks?: ReadonlyMap<string, Schema>
    }
  /**
   * An object or list with what is known of its properties; `rest` covers all others and list elements. `places` are the elements of a
   * list that was written down or of a rest parameter, in order, which hold as long as `rest` is what they come to.
   */
  | {
      readonly kind: "object"
      readonly fields: Map<string, Value>
      rest: Value
      /** The keys of a map. */
      keys?: Value
      /** `rest` are objects that were spread into it as they came, of which a property has its own name. */
      readonly isSpread?: boolean
      readonly places?: { readonly values: readonly Value[]; readonly rest: Value }
    }
  | { readonly kind: "meaning"; readonly meaning: Meaning }
  | Rows
  | Loose
  | Chosen
  | Counted
  | {
      readonly kind: "closure"
      readonly module: SourceModule
      readonly node: FunctionNode
      readonly environment: Environment
      /** A property that is computed when it is read. */
      readonly isGetter?: true
    }
  | null

/** The variables of one call, with the guards passed so far. */
export interface Environment {
  readonly values: Map<Binding, Value>
  /** Source text to the controls that a guard took away. */
  readonly guarded: Map<string, readonly Control[]>
  /** Conditions kept in variables: `const isInside = full.startsWith(root)`. */
  readonly tests: Map<string, Node>
  readonly parent: Environment | null
  /** What the function was called with, for what it reads as `arguments`; left out for functions and blocks that have none of their own. */
  readonly given?: readonly Value[]
}

/** What a piece is told from the whole by in its name; it cannot be in the name of a source. */
export const PIECE = "#"

// What the name of data ends with that were decoded; it cannot be in the name of a source.
const DECODED = "%"

/** The value as it comes out of a decoder: `%2e%2e` passes what asks for `..`. */
export function decoded(value: Value): Value {
  if (value?.kind !== "tainted") return value
  const key = guardKey(value)
  return key.length > MAX_KEY ? value : { ...value, key: `${key}${DECODED}` }
}

/** Under what names a check of these data counts: what is proven of the decoded text is proven of the text that was sent. */
export function namesToGuard(value: Tainted): readonly string[] {
  const key = guardKey(value)
  return key.endsWith(DECODED) ? [key, key.replace(/%+$/, "")] : [key]
}

/** Under what name guards of these data are noted. */
export function guardKey({ key, source }: Tainted): string {
  return key ?? source
}

/**
 * One of the pieces a text was cut into, or one of the two halves of an entry: what is asked of it is not asked of the others. Other values as
 * they are.
 */
export function pieceOf(value: Value, place: number | string): Value {
  if (value?.kind !== "tainted") return value
  const key = guardKey(value)
  return key.length > MAX_KEY ? value : { ...value, key: `${key}${PIECE}${place}` }
}

// Pieces of pieces of pieces: no code asks about each by itself.
const MAX_KEY = 160

// Nobody reads a property of a property deeper than this; what is assigned in a loop to a part of itself would grow for ever.
const MAX_DEPTH = 8
// Objects that one join makes, and properties that each is told to have; of the others only the data are kept. Code that people wrote has some
// dozens of either.
const MAX_JOINED = 200
const MAX_FIELDS = 200

/** The pairs of objects that were joined already. */
interface Joined {
  readonly pairs: Map<Value, Map<Value, Value>>
  count: number
}

/**
 * Either of two values; the more dangerous one wins, and controls add up. Parts that are shared stay shared, and below eight levels only the
 * data in them are kept: objects that hold one another have more ways through them than memory has room.
 */
export function join(a: Value, b: Value): Value {
  if (a === null || a === b) return b
  if (b === null) return a
  return a.kind === "object" && b.kind === "object" ? joinObjects(a, b, MAX_DEPTH, { pairs: new Map(), count: 0 }) : joinPlain(a, b)
}

type ObjectValue = Value & { readonly kind: "object" }

function joinObjects(a: ObjectValue, b: ObjectValue, depth: number, joined: Joined): Value {
  if (depth === 0 || joined.count > MAX_JOINED || a.fields.size + b.fields.size > MAX_FIELDS) return taintIn(a) ?? taintIn(b)
  joined.count++
  let of = joined.pairs.get(a)
  if (of === undefined) joined.pairs.set(a, (of = new Map()))
  const known = of.get(b)
  if (known !== undefined) return known
  const inside = (one: Value, other: Value): Value =>
    one !== other && one?.kind === "object" && other?.kind === "object" ? joinObjects(one, other, depth - 1, joined) : joinPlain(one, other)
  const fields = new Map<string, Value>()
  for (const [name, value] of a.fields) fields.set(name, inside(value, b.fields.has(name) ? (b.fields.get(name) ?? null) : b.rest))
  for (const [name, value] of b.fields) if (!a.fields.has(name)) fields.set(name, inside(a.rest, value))
  const rest = inside(a.rest, b.rest)
  const [one, other] = [placesOf(a), placesOf(b)]
  const isAlike = one !== null && one.length === other?.length
  // `pattern.exec(text) ?? []`
  const only = one?.length === 0 ? other : other?.length === 0 ? one : null
  const places = only
    ? { places: { values: only, rest } }
    : isAlike
      ? { places: { values: one.map((value, index) => inside(value, other[index] ?? null)), rest } }
      : {}
  const keys = a.keys !== undefined || b.keys !== undefined ? { keys: inside(a.keys ?? null, b.keys ?? null) } : {}
  const both: Value = { kind: "object", fields, rest, ...places, ...keys }
  of.set(b, both)
  return both
}

/** What stands at each place of a list, as long as nothing else was put into it. */
export function placesOf({ places, rest }: Value & { kind: "object" }): readonly Value[] | null {
  return places && places.rest === rest ? places.values : null
}

function joinPlain(a: Value, b: Value): Value {
  if (a === null || a === b) return b
  if (b === null) return a
  if (a.kind === "tainted" && b.kind === "tainted") {
    if ((a.stored === undefined) !== (b.stored === undefined)) return a.stored ? b : a
    return a.stored ? { ...joinTainted(a, b), ...othersOf(a, b) } : joinTainted(a, b)
  }
  return a.kind === "tainted" || a.kind === "request" ? a : b.kind === "tainted" || b.kind === "request" ? b : a
}

const WEIGHTY: readonly Control[] = ["host", "path"]

function joinTainted(a: Tainted, b: Tainted): Tainted {
  const added = b.controls.filter((each) => !a.controls.includes(each))
  // The way on which less was done to the text is the one to show.
  const isLessMarked = a.marks?.some((each) => !b.marks?.includes(each)) ?? false
  // Whoever chooses the host, or where a path leads, matters more than whoever chooses what follows it, and what closes a quote more than what
  // was escaped.
  const isHarmless = isMarked(b, "html-escaped") && isMarked(a, "closes-quotes")
  const isOpener = WEIGHTY.some((each) => a.controls.includes(each) && !b.controls.includes(each))
  const shown = isLessMarked && !isHarmless && !isOpener ? b : a
  if (isLessMarked)
    return { ...shown, controls: [...a.controls, ...added], marks: [...marksOfBoth(a, b), ...marksOfBoth(b, a, ["closes-quotes"])] }
  return added.length === 0 ? a : { ...a, controls: [...a.controls, ...added] }
}

// An escaped text beside one that closes a quote takes nothing from the danger of that.
function marksOfBoth(one: Tainted, other: Tainted, only?: readonly Mark[]): readonly Mark[] {
  const isEscaped = isMarked(other, "html-escaped")
  return (one.marks ?? []).filter((each) =>
    only ? only.includes(each) && isEscaped && !isMarked(other, each) : isMarked(other, each) || (each === "closes-quotes" && isEscaped),
  )
}

// Columns that one text is made of; nobody reads on after so many.
const MAX_OTHERS = 8

function othersOf(a: Tainted, b: Tainted): Pick<Tainted, "others"> {
  const columns = new Map<string, Tainted>()
  for (const each of [...byColumn(a), ...byColumn(b)]) {
    const column = `${each.stored?.table}.${each.stored?.column}`
    if (!columns.has(column) && columns.size <= MAX_OTHERS) columns.set(column, each)
  }
  return columns.size > 1 ? { others: [...columns.values()] } : {}
}

/** Data that were stored, once for each column that went into them; what was done to the whole was done to each part. */
export function byColumn(value: Tainted): readonly Tainted[] {
  const { others, stored } = value
  if (!others) return [value]
  return others.map((each) => ({
    ...each,
    ...(each.stored?.table === stored?.table && each.stored?.column === stored?.column ? { step: value.step } : {}),
    controls: each.controls.filter((control) => value.controls.includes(control)),
    marks: [...new Set([...(each.marks ?? []), ...(value.marks ?? [])])],
  }))
}

/** The first tainted value inside a value, nested at most a few levels; `null` when there is none. */
export function taintIn(value: Value): Tainted | null {
  if (value?.kind === "tainted") return value
  return value?.kind === "object" ? taintInside(value, 0, new Set()) : null
}

// An object that was looked into once is not looked into again: those that hold one another have more ways than anybody can go.
function taintInside(value: ObjectValue, depth: number, seen: Set<Value>): Tainted | null {
  if (seen.has(value)) return null
  seen.add(value)
  let stored: Tainted | null = null
  const look = (part: Value): Tainted | null => {
    const found = part?.kind === "tainted" ? part : part?.kind === "object" && depth < MAX_LOOK ? taintInside(part, depth + 1, seen) : null
    stored ??= found
    return found !== null && !found.stored ? found : null
  }
  for (const field of value.fields.values()) {
    const found = look(field)
    if (found !== null) return found
  }
  return look(value.rest) ?? stored
}

// Levels of objects below the first that are looked into.
const MAX_LOOK = 3

/** Like `taintIn`, for data that come with the request itself. */
export function sentIn(value: Value): Tainted | null {
  const found = taintIn(value)
  return found?.stored ? null : found
}

/** Whether walking a function with this value could teach anything. */
export function isInteresting(value: Value): boolean {
  if (value === null || value.kind === "meaning") return false
  return value.kind !== "object" || isInterestingInside(value, 0, new Set())
}

function isInterestingInside(value: ObjectValue, depth: number, seen: Set<Value>): boolean {
  if (seen.has(value)) return false
  seen.add(value)
  const isSo = (part: Value): boolean =>
    part?.kind === "object" ? depth < MAX_LOOK && isInterestingInside(part, depth + 1, seen) : part !== null && part.kind !== "meaning"
  for (const field of value.fields.values()) if (isSo(field)) return true
  return isSo(value.rest) || isSo(value.keys ?? null)
}

/** A function of the repository with the variables around it, where they are known. */
export interface Callable {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly environment: Environment | null
}

/** The function that a value is, written there or known by its name; `null` for everything else. */
export function callableIn(value: Value): Callable | null {
  if (value?.kind === "closure") return value
  const meaning = value?.kind === "meaning" ? value.meaning : null
  return meaning?.kind === "function" ? { module: meaning.module, node: meaning.node, environment: null } : null
}

/** The value without some controls; nothing is left of it when none remains. */
export function drop(value: Value, controls: readonly Control[]): Value {
  return value?.kind === "object" ? dropInside(value, controls, MAX_DEPTH, new Map()) : dropPlain(value, controls)
}

function dropInside(value: ObjectValue, controls: readonly Control[], depth: number, dropped: Map<Value, Value>): Value {
  if (depth === 0) return dropPlain(taintIn(value), controls)
  const known = dropped.get(value)
  if (known !== undefined) return known
  const inside = (part: Value): Value =>
    part?.kind === "object" ? dropInside(part, controls, depth - 1, dropped) : dropPlain(part, controls)
  const fields = new Map([...value.fields].map(([name, field]) => [name, inside(field)] as const))
  const keys = value.keys === undefined ? {} : { keys: inside(value.keys) }
  const left: Value = { kind: "object", fields, rest: inside(value.rest), ...keys }
  dropped.set(value, left)
  return left
}

function dropPlain(value: Value, controls: readonly Control[]): Value {
  if (value?.kind !== "tainted") return value
  const kept = value.controls.filter((each) => !controls.includes(each))
  return kept.length === 0 ? null : { ...value, controls: kept }
}

/** The same data one station further. */
export function advance(value: Tainted, module: SourceModule, node: Node, what: string): Tainted {
  const { step } = value
  if (step.module === module && module.lineOf(step.node) === module.lineOf(node) && step.what === what) return value
  return { ...value, step: { module, node, what, previous: step } }
}

/** Whether the mark was put on the data on every way. */
export function isMarked(value: Tainted, mark: Mark | undefined): boolean {
  return mark !== undefined && (value.marks?.includes(mark) ?? false)
}

/** The value with marks added. */
export function marked(value: Value, marks: readonly Mark[] | undefined): Value {
  return value?.kind === "tainted" && marks ? { ...value, marks: [...new Set([...(value.marks ?? []), ...marks])] } : value
}

// What a look at data noted about them beside what it proved.
const NOTES = ["a-list", "asked-for-piece", "not-refused", "no-single-quotes", "no-double-quotes"] as const

/** Under what key a look at data notes something; no name of a source begins so. */
export function noteKey(note: (typeof NOTES)[number], value: Tainted): string {
  return `${note} ${guardKey(value)}`
}

/** The data with what was noted about them, which goes where they go. */
export function withNotes(value: Tainted, { guarded }: Pick<Environment, "guarded">): Tainted {
  if (guarded.size === 0) return value
  const notes = NOTES.filter((note) => guarded.has(noteKey(note, value)))
  return notes.length === 0 ? value : (marked(value, notes) as Tainted)
}

/** The value without some marks. */
export function unmarked(value: Value, marks: readonly Mark[] | undefined): Value {
  return value?.kind === "tainted" && marks && value.marks
    ? { ...value, marks: value.marks.filter((each) => !marks.includes(each)) }
    : value
}

/** The value as it comes out of what reads a text into something with properties of their own. */
export function readAs(value: Value, parsed: Parsed | undefined): Value {
  return value?.kind === "tainted" && parsed ? { ...value, parsed } : value
}

/** What a request that is read as a stream gives. */
export function bodyOf(request: Value & { readonly kind: "request" }, module: SourceModule, node: Node): Tainted | null {
  if (request.path !== "") return null
  const step = { module, node, what: "the request body is what the client sends", previous: null }
  return { kind: "tainted", controls: ["string", "host", "path"], source: "body", step }
}

/** The value with controls added. */
export function empowered(value: Value, controls: readonly Control[] | undefined): Value {
  return value?.kind === "tainted" && controls ? { ...value, controls: [...new Set([...value.controls, ...controls])] } : value
}

/** The first value inside that gives this control, nested at most a few levels. */
export function taintWith(value: Value, control: Control, depth: number, seen: Set<Value> = new Set()): Tainted | null {
  if (value === null || depth > 4 || seen.has(value)) return null
  if (value.kind === "tainted") return value.controls.includes(control) ? value : null
  if (value.kind !== "object") return null
  seen.add(value)
  let stored: Tainted | null = null
  for (const field of [...value.fields.values(), value.rest]) {
    const found = taintWith(field, control, depth + 1, seen)
    if (found && !found.stored) return found
    stored ??= found
  }
  return stored
}

/** What an element of a list or any property of an object may hold. */
export function elementOf(value: Value): Value {
  if (value?.kind === "object") return join(value.rest, [...value.fields.values()].reduce(join, null))
  if (value?.kind === "rows") return value.isList ? { ...value, isList: false } : null
  if (value?.kind === "loose") return value
  return value?.kind === "tainted" ? value : null
}

/** What the element at a place of a list may hold. */
export function elementAt(value: Value, index: number): Value {
  if (value?.kind === "tainted") return pieceOf(value, index)
  const places = value?.kind === "object" ? placesOf(value) : null
  return places !== null && index < places.length ? (places[index] ?? null) : elementOf(value)
}

// Stations at which the data are the same object still.
const SAME = /^is (?:held in|passed to) /
// What was kept as JSON is that object once it is read back.
const SAME_KEPT = /^is (?:held in|passed to) |^passes through `JSON\.parse`/

// What a check of these proves is proven of the whole address.
const WHOLE_ADDRESS = /^(?:hostname|host|origin|href)$/

/** A property of request data: data again, under a longer name as long as nothing was made of them or they were read into an object. */
export function fieldOf(value: Tainted, name: string | null): Tainted {
  if (value.parsed === "address" && WHOLE_ADDRESS.test(name ?? "")) return value
  let step: Step = value.step
  const same = value.stored ? SAME_KEPT : SAME
  while (step.previous !== null && same.test(step.what)) step = step.previous
  const isFirst = step.previous === null
  if (!isFirst && value.parsed === undefined) return name !== null && /^\d+$/.test(name) ? (pieceOf(value, name) as Tainted) : value
  const isNamed = name !== null && /^[\w$-]+$/.test(name) && value.source.split(".").length < 5
  const longer = isNamed ? { source: `${value.source}.${name}`, ...(value.key ? { key: `${value.key}.${name}` } : {}) } : {}
  // What was put into a queue is an object; its parts are told apart.
  const stored = value.stored?.column === "*" && name !== null ? { stored: { ...value.stored, column: name } } : {}
  const named = { ...value, ...stored, ...longer }
  return isFirst && value.step.previous === null ? { ...named, step: { ...value.step, what: describeSource(named.source) } } : named
}
