import { escapePattern } from "../escape-pattern.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, descendants, identifiersNamed, isFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import { isSourcePath } from "../source/project.ts"
import type { Project } from "../source/project.ts"

type Name = Node & { type: "Identifier" }

const SHORTEST = 5
const LONGEST = 40
const MAX_NAMES = 2_000
// More names that are almost alike stand in no file that people wrote.
const MAX_COMPARED = 20_000
const MODULE = /\brequire\s*\(|\bmodule\.exports\b|^\s*(?:import|export)\b/m
// Scripts of pages, of shells and of tools that bring names of their own.
const OTHER_PLACE = /(?:^|\/)(?:public|static|assets|www|client|frontend|browser|k6|load|mongo(?:db)?-init|\.postman|cypress)\//i

export const noUndeclaredName = defineRule({
  kind: "source",
  id: "no-undeclared-name",
  section: "reliability",
  practice: "code-quality",
  severity: "high",
  confidence: "high",
  title: "A name is used that is declared nowhere",
  why: "JavaScript finds out only when the line runs: then it throws a ReferenceError, in every request that comes there. Beside it stands a name of almost the same letters that nobody reads: one of the two is a slip.",
  fix: "Write the name as it is declared.",
  cwe: ["CWE-457"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!/\.[cm]?js$/.test(module.path) || !isServerPath(module.path) || OTHER_PLACE.test(module.path) || !MODULE.test(module.text)) return
    const unread = unreadNames(module)
    if (unread.length === 0 || nodesOf(module.program, "WithStatement").length > 0) return
    const told = new Set<string>()
    let compared = 0
    for (const name of undeclaredNames(module)) {
      if (told.has(name.name)) continue
      const alike = unread.filter((each) => mayBeAlike(each.name, name.name))
      compared += alike.length
      if (compared > MAX_COMPARED) return
      const meant = alike.find((each) => isMeant(each, name))
      if (!meant || isGlobal(project, module, name.name)) continue
      told.add(name.name)
      yield {
        at: name,
        title: `\`${name.name}\` is declared nowhere`,
        message: `Whoever comes here gets a ReferenceError: \`${name.name}\` is declared nowhere, and \`${meant.name}\` of line ${module.lineOf(meant.identifier)}, which is written almost alike, is read by nobody.`,
        fix: `Write both alike: \`${name.name}\` or \`${meant.name}\`.`,
        trace: [{ path: module.path, line: module.lineOf(meant.identifier), what: `declares \`${meant.name}\`, which nobody reads` }],
        key: `undeclared ${name.name}`,
      }
    }
  },
})

/** The variables, parameters and imports of a file whose name stands there once, where it is declared. */
function unreadNames(module: SourceModule): Binding[] {
  const found: Binding[] = []
  const add = (pattern: Node) => {
    for (const each of descendants(pattern, (node) => isFunction(node))) {
      if (each.type !== "Identifier" || each.name.length < SHORTEST || each.name.length > LONGEST || found.length >= MAX_NAMES) continue
      const binding = module.bindings.resolve(each)
      // The name of a property in a pattern and what it declares may be one and the same.
      if (binding?.identifier !== each) continue
      if (identifiersNamed(module.program, each.name).every((other) => other.start === each.start || isPropertyName(other)))
        found.push(binding)
    }
  }
  for (const node of nodesOf(module.program, "VariableDeclarator")) add(node.id)
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"))
    for (const each of node.params) add(each)
  for (const node of nodesOf(module.program, "ImportDeclaration")) for (const each of node.specifiers) add(each.local)
  return found
}

/** The places that read a name which nothing in the file declares, assigns or asks for the type of. */
function* undeclaredNames(module: SourceModule): Generator<Name> {
  const known = new Map<string, boolean>()
  for (const node of nodesOf(module.program, "Identifier")) {
    if (node.name.length < SHORTEST - 1 || node.name.length > LONGEST + 2 || isPropertyName(node) || module.bindings.resolve(node)) continue
    let isFree = known.get(node.name)
    if (isFree === undefined) {
      isFree = identifiersNamed(module.program, node.name).every((each) => isPropertyName(each) || isRead(module, each))
      known.set(node.name, isFree)
    }
    if (isFree) yield node
  }
}

function isRead(module: SourceModule, node: Node): boolean {
  const { parent } = node
  if (!parent || module.bindings.resolve(node)) return false
  switch (parent.type) {
    case "AssignmentExpression":
      return parent.left !== node
    case "UnaryExpression":
      return parent.operator !== "typeof"
    case "UpdateExpression":
    case "ForInStatement":
    case "ForOfStatement":
    case "ArrayPattern":
    case "RestElement":
    case "AssignmentPattern":
    case "ClassExpression":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "ImportSpecifier":
    case "ExportSpecifier":
    case "ExportAllDeclaration":
    case "MetaProperty":
      return false
    case "Property":
      return parent.parent?.type !== "ObjectPattern"
    default:
      return true
  }
}

// `x.name`, `{ name: x }` and `name() {}` only look like it.
function isPropertyName(node: Node): boolean {
  const { parent } = node
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed
  if (parent?.type === "Property") return parent.key === node && !parent.computed && !parent.shorthand
  if (parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition") return parent.key === node && !parent.computed
  return false
}

function mayBeAlike(name: string, used: string): boolean {
  if (Math.abs(name.length - used.length) > 2) return false
  const [first, other] = [name.charAt(0), used.charAt(0)]
  return first === other || first.toLowerCase() !== other.toLowerCase()
}

/** Whether a name that nobody reads stands where the other one could be read, and is written almost like it. */
function isMeant({ name, identifier }: Binding, used: Name): boolean {
  if (distance(name, used.name) > (name.length > SHORTEST ? 2 : 1)) return false
  const home = [...ancestors(identifier)].find((each) => isFunction(each) || each.type === "Program")
  return home !== undefined && [...ancestors(used)].includes(home)
}

/** How many letters have to be put in, left out, changed or swapped with their neighbours to make one word of the other. */
function distance(one: string, other: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      let least = Math.min((last?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last?.[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, (before?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    ;[before, last] = [last, row]
  }
  return last?.at(-1) ?? 0
}

// What Node, browsers, test runners and frameworks bring along. A name that two files use undeclared, or that one puts on the global object, is
// one as well.
const GLOBALS = new Set([
  // Of Node 24.
  ..."Object Function Array Number parseFloat parseInt Infinity undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float32Array Float64Array DataView BigInt Iterator WeakMap WeakSet Proxy Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN console process global Buffer clearImmediate setImmediate URLSearchParams DOMException AbortController AbortSignal Event EventTarget CustomEvent TextEncoder TextDecoder TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream DecompressionStream clearInterval clearTimeout setInterval setTimeout queueMicrotask structuredClone atob btoa BroadcastChannel MessageChannel MessagePort Blob File Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming performance URLPattern fetch FormData Headers Request Response MessageEvent CloseEvent WebSocket crypto Crypto CryptoKey SubtleCrypto SuppressedError DisposableStack AsyncDisposableStack Float16Array SharedArrayBuffer WebAssembly Navigator navigator assert async_hooks buffer child_process cluster constants dgram diagnostics_channel domain events http http2 https inspector path perf_hooks punycode querystring readline repl stream string_decoder timers trace_events util wasi worker_threads zlib node:sea node:sqlite node:test __filename module exports __dirname require".split(
    " ",
  ),
  ..."arguments require module exports __dirname __filename window document navigator location history localStorage sessionStorage describe context suite test specify before after beforeEach afterEach beforeAll afterAll expect assert should jest vitest cy Cypress browser page Package Meteor Mongo Accounts Session Template Npm Assets sails ajax jQuery angular define importScripts self postMessage print printjson load rs sh db ObjectId ISODate NumberLong UUID Deno Bun caches crypto HTMLRewriter WebSocketPair EdgeRuntime alert".split(
    " ",
  ),
])

function isGlobal(project: Project, module: SourceModule, name: string): boolean {
  if (GLOBALS.has(name) || new RegExp(`/\\*\\s*(?:eslint-env|globals?)\\b[^*]{0,2000}\\b${escapePattern(name)}\\b`).test(module.text))
    return true
  return project.once(`global ${name}`, () => {
    const set = new RegExp(
      `\\b(?:global|globalThis|window|root)\\s*(?:\\.\\s*${escapePattern(name)}\\b|\\[\\s*["'\`]${escapePattern(name)}["'\`])`,
    )
    const listed = new RegExp(`["']?${escapePattern(name)}["']?\\s*:\\s*["']?(?:readonly|readable|writable|true|false)\\b`)
    return [...project.tree.files.values()].some(({ path, text }) =>
      /eslint|oxlint|jshint/i.test(path) ? listed.test(text) : set.test(text) && isSourcePath(path),
    )
  })
}
