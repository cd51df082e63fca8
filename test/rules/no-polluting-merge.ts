type Tree = Record<string, unknown>

const isObject = (value: unknown): value is Tree => typeof value === "object" && value !== null

export function merge(target: Tree, source: Tree): Tree {
  for (const key in source) {
    if (isObject(target[key]) && isObject(source[key])) merge(target[key] as Tree, source[key] as Tree)
    // ruleid: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

export function safeMerge(target: Tree, source: Tree): Tree {
  for (const key of Object.keys(source)) {
    if (key === "__proto__" || key === "constructor") continue
    if (isObject(target[key]) && isObject(source[key])) safeMerge(target[key] as Tree, source[key] as Tree)
    // ok: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

export function clone(source: Tree): Tree {
  const copy: Tree = {}
  // ok: no-polluting-merge
  for (const key of Object.keys(source)) copy[key] = isObject(source[key]) ? clone(source[key] as Tree) : source[key]
  return copy
}

export function setPath(target: Tree, path: string, value: unknown): void {
  const parts = path.split(".")
  const last = parts.pop() as string
  let current = target
  for (const part of parts) {
    current[part] ??= {}
    current = current[part] as Tree
  }
  // ruleid: no-polluting-merge
  current[last] = value
}

export function getPath(target: Tree, path: string): unknown {
  let current: unknown = target
  // ok: no-polluting-merge
  for (const part of path.split(".")) current = isObject(current) ? current[part] : undefined
  return current
}

// The existing value goes by a variable, the writing by what comes back.
export const extend = function (...objects: Tree[]): Tree {
  const target = objects[0] as Tree
  for (const options of objects.slice(1)) {
    for (const name in options) {
      if (!Object.prototype.hasOwnProperty.call(options, name)) continue
      const before = target[name]
      const copy = options[name]
      const start = isObject(before) ? before : {}
      // ruleid: no-polluting-merge
      if (isObject(copy)) target[name] = extend(start as Tree, copy)
      else target[name] = copy
    }
  }
  return target
}

export function assignDeep(target: Tree, source: Tree): Tree {
  Object.keys(source).forEach((key) => {
    if (isObject(source[key]) && isObject(target[key])) assignDeep(target[key] as Tree, source[key] as Tree)
    // ruleid: no-polluting-merge
    else Object.assign(target, { [key]: source[key] })
  })
  return target
}

export function mergeOwn(target: Tree, source: Tree): Tree {
  for (const key of Object.keys(source)) {
    const both = Object.hasOwn(target, key) && isObject(target[key]) && isObject(source[key])
    // ok: no-polluting-merge
    target[key] = both ? mergeOwn(target[key] as Tree, source[key] as Tree) : source[key]
  }
  return target
}

export function mergeChecked(target: Tree, source: Tree): Tree {
  for (const key of Object.keys(source)) {
    if (isUnwanted(key)) continue
    // ok: no-polluting-merge
    target[key] = isObject(source[key]) ? mergeChecked((target[key] ?? {}) as Tree, source[key] as Tree) : source[key]
  }
  return target
}
const isUnwanted = (key: string) => ["__proto__", "constructor", "prototype"].includes(key)

// A copy at every level: what is written under `__proto__` stays in the copy.
export function mergedCopy(left: Tree, right: Tree): Tree {
  const result: Tree = { ...left }
  // ok: no-polluting-merge
  for (const key of Object.keys(right)) result[key] = isObject(right[key]) ? mergedCopy(result[key] as Tree, right[key] as Tree) : right[key]
  return result
}

export function deepFreeze(tree: Tree): Tree {
  // ok: no-polluting-merge
  for (const key of Object.keys(tree)) if (isObject(tree[key])) tree[key] = deepFreeze(tree[key] as Tree)
  return Object.freeze(tree)
}

interface Branch {
  value: number
  left?: Branch
  right?: Branch
}

export function insert(branch: Branch, value: number): void {
  const side = value < branch.value ? "left" : "right"
  const next = branch[side]
  // ok: no-polluting-merge
  if (next === undefined) branch[side] = { value }
  else insert(next, value)
}

export function mergeIntoCopy(target: Tree, source: Tree): Tree {
  const into = (left: Tree, right: Tree): Tree => {
    // ok: no-polluting-merge
    for (const key of Object.keys(right)) left[key] = isObject(right[key]) ? mergeIntoCopy(left[key] as Tree, right[key] as Tree) : right[key]
    return left
  }
  const copy = { ...target }
  return into(copy, source)
}

const distances: Record<string, Record<string, number>> = {}
const known: Record<string, Record<string, number>> = Object.create(null)

export function remember(from: string, to: string, distance: number): void {
  distances[from] ??= {}
  // ruleid: no-polluting-merge
  distances[from][to] = distance
}

export function rememberSafely(from: string, to: string, distance: number): void {
  known[from] ??= {}
  // ok: no-polluting-merge
  known[from][to] = distance
}

const LEFT_OUT = new Set(["__proto__", "prototype", "constructor"])
const isLeftOut = (name: string): boolean => name === "__proto__" || name === "constructor"

export function setAt(target: Tree, path: string, value: unknown): void {
  const keys = path.split(".")
  if (keys.some((key) => LEFT_OUT.has(key))) throw new RangeError("not a name")
  const last = keys.pop() as string
  let node = target
  for (const key of keys) node = node[key] as Tree
  // ok: no-polluting-merge
  node[last] = value
}

export function putAt(target: Tree, keys: string[], value: unknown): void {
  if (keys.some(isLeftOut)) return
  let node = target
  for (const key of keys.slice(0, -1)) node = node[key] as Tree
  // ok: no-polluting-merge
  node[keys[keys.length - 1]] = value
}

export function writeAt(target: Tree, path: string, value: unknown): void {
  const keys = path.split(".")
  const last = keys.pop() as string
  let node = target
  for (const key of keys) node = node[key] as Tree
  // ruleid: no-polluting-merge
  node[last] = value
}

interface Change {
  path: string
  value: unknown
}

export function applyChanges(target: Tree, changes: Change[]): void {
  for (const { path, value } of changes) {
    const keys = path.split(".")
    const last = keys.pop() as string
    let node = target
    for (const key of keys) {
      if (!isObject(node[key])) node[key] = {}
      node = node[key] as Tree
    }
    if (value === null) delete node[last]
    // ruleid: no-polluting-merge
    else node[last] = value
  }
}

export class Settings {
  values: Tree = {}

  setAll(changes: Record<string, unknown>): void {
    for (const [path, value] of Object.entries(changes)) {
      const parts = path.split("/")
      let node = this.values
      for (const part of parts.slice(0, -1)) node = (node[part] ??= {}) as Tree
      // ruleid: no-polluting-merge
      node[parts[parts.length - 1] as string] = value
    }
  }
}

export function applyKnown(target: Tree, changes: Change[]): void {
  for (const change of changes) {
    const keys = change.path.split(".")
    if (keys.some((key) => LEFT_OUT.has(key))) continue
    const last = keys.pop() as string
    let node = target
    for (const key of keys) node = node[key] as Tree
    // ok: no-polluting-merge
    node[last] = change.value
  }
}

export const applyEach = (target: Tree, changes: readonly Change[]): void => {
  for (const change of changes) {
    const keys = change.path.split(".")
    const last = keys.pop() as string
    let node = target
    for (const key of keys) node = node[key] as Tree
    // ruleid: no-polluting-merge
    node[last] = change.value
  }
}

export function mergeSettings(target: Tree, source: Tree): Tree {
  if (!isObject(source)) throw new Error("settings of this kind are forbidden and dangerous")
  for (const key in source) {
    if (isObject(target[key]) && isObject(source[key])) mergeSettings(target[key] as Tree, source[key] as Tree)
    // ruleid: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

export function setByPath(target: Tree, path: string, value: unknown): void {
  const keys = path.split(".")
  const last = keys.pop() as string
  const parent = keys.reduce((at: any, key) => at?.[key], target)
  // ruleid: no-polluting-merge
  parent[last] = value
}

export function setPointer(target: Tree, pointer: string[], value: unknown): void {
  if (pointer[1] === "__proto__") return
  let node = target
  let key = ""
  for (let at = 1; at < pointer.length; ) {
    key = pointer[at++] as string
    if (at >= pointer.length) break
    node = node[key] as Tree
  }
  // ruleid: no-polluting-merge
  node[key] = value
}

export function setProperty(target: Tree, path: string, value: unknown): Tree {
  function set(node: any, path: string[], value: unknown): any {
    const part = path.shift() as string
    if (part === "__proto__") return node
    // ruleid: no-polluting-merge
    if (path.length > 0) node[part] = set(node[part] || {}, path, value)
    else node[part] = value
    return node
  }
  return set(target, path.split("."), value)
}

export function applyAll(target: any, changes: { key: string[]; value: unknown }[]): any {
  changes.forEach(function (change) {
    let node = target
    const keys = change.key
    keys.forEach(function (key, index) {
      if (index < keys.length - 1) node = node[key]
      // ruleid: no-polluting-merge
      else node[key] = change.value
    })
  })
  return target
}

export function setSafely(target: Tree, path: string, value: unknown): void {
  const keys = path.split(".")
  if (keys.some((key) => key === "__proto__" || key === "constructor")) return
  const last = keys.pop() as string
  const parent = keys.reduce((at: any, key) => at?.[key], target)
  // ok: no-polluting-merge
  parent[last] = value
}

export function setInObjects(target: Tree, path: string, value: unknown): void {
  const keys = path.split(".")
  const last = keys.pop() as string
  let node = target
  for (const key of keys) {
    if (key === "__proto__" || typeof node[key] !== "object") return
    node = node[key] as Tree
  }
  // ok: no-polluting-merge
  node[last] = value
}

export class CookieStore {
  cookies: any = {}
  byName = new Map<string, Tree>()

  put(cookie: { domain: string; path: string; key: string }): void {
    this.cookies[cookie.domain] ??= {}
    this.cookies[cookie.domain][cookie.path] ??= {}
    // ruleid: no-polluting-merge
    this.cookies[cookie.domain][cookie.path][cookie.key] = cookie
  }

  putByName(name: string, value: Tree): void {
    // ok: no-polluting-merge
    this.byName.set(name, value)
  }
}

const FOUND = new Set(["__proto__"])
const canBeMerged = (value: any): boolean => value !== null && (typeof value === "object" || typeof value === "function")

export function mergeFunctions(target: any, source: any): any {
  Object.keys(source).forEach((key) => {
    if (FOUND.has(key)) return
    const both = canBeMerged(source[key]) && canBeMerged(target[key])
    if (canBeMerged(target[key]) && both) mergeFunctions(target[key], source[key])
    // ruleid: no-polluting-merge
    else target[key] = source[key]
  })
  return target
}

export function mergeObjects(target: any, source: any): any {
  for (const key of Object.keys(source)) {
    if (FOUND.has(key)) continue
    if (isObject(target[key])) mergeObjects(target[key], source[key])
    // ok: no-polluting-merge
    else target[key] = source[key]
  }
  return target
}

function descend(node: any, key: string): any {
  node[key] ??= {}
  return node[key]
}

const has = Object.prototype.hasOwnProperty
function descendOwn(node: any, key: string): any {
  if (!has.call(node, key)) throw new RangeError(key)
  return node[key]
}

export function applyLines(target: any, lines: string[]): void {
  lines.forEach(function (line) {
    const keys = line.slice(0, line.indexOf("=")).split(".")
    const last = keys.pop() as string
    const node = keys.reduce(descend, target)
    // ruleid: no-polluting-merge
    node[last] = line.slice(line.indexOf("=") + 1)
  })
}

export function applyOwnLines(target: any, lines: string[]): void {
  lines.forEach(function (line) {
    const keys = line.slice(0, line.indexOf("=")).split(".")
    const last = keys.pop() as string
    const node = keys.reduce(descendOwn, target)
    // ok: no-polluting-merge
    node[last] = line.slice(line.indexOf("=") + 1)
  })
}

export function unsetPath(target: any, path: string): boolean {
  const keys = path.split(".")
  const last = keys.pop() as string
  let node = target
  for (let index = 0; index < keys.length; index++) node = node[keys[index] as string]
  // ruleid: no-polluting-merge
  return delete node[last]
}

export function patchSettings(text: string): any {
  const out: any = {}
  let current = out
  text.split("\n").forEach((line) => {
    const section = /^\[(.*)\]$/.exec(line)
    if (section) {
      const name = section[1] as string
      current = out[name] = out[name] || {}
      return
    }
    const [key, value] = line.split("=") as [string, string]
    // ruleid: no-polluting-merge
    current[key] = value
  })
  return out
}

function putTokens(target: any, tokens: string[], value: unknown): void {
  let node = target
  for (const token of tokens.slice(0, -1)) node = node[token] ??= {}
  // ok: no-polluting-merge
  node[tokens.at(-1) as string] = value
}

export function patchTokens(target: any, path: string, value: unknown): void {
  const tokens = path.split("/")
  if (tokens.some((token) => ["__proto__", "constructor", "prototype"].includes(token))) throw new RangeError(path)
  putTokens(target, tokens, value)
}

function* rowsOf(text: string): Generator<[string, string, string]> {
  for (const line of text.split("\n")) yield line.split(",") as [string, string, string]
}

export function patchRows(text: string): any {
  const rows: any = {}
  for (const [group, name, value] of rowsOf(text)) {
    rows[group] ??= {}
    // ruleid: no-polluting-merge
    rows[group][name] = value
  }
  return rows
}

export function countRows(lines: string[]): any {
  const rows: any = {}
  for (const [index, line] of lines.entries()) {
    rows[index] ??= {}
    // ok: no-polluting-merge
    rows[index][line.length] = line
  }
  return rows
}

export function extendCopies(target: any, source: any): any {
  for (const key of Object.keys(source)) {
    // ok: no-polluting-merge
    target[key] = structuredClone(source[key])
    if (isObject(target[key])) target[key] = extendCopies(target[key], target[key])
  }
  return target
}
