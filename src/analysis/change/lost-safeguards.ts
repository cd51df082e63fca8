import type { ChangedFile, Diff } from "../../model/diff.ts"
import { chainOf, onOneLine } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { forgottenCallback } from "../calls/forgotten-callback.ts"
import { awaitsElsewhere, promiseProof } from "../calls/gives-promise.ts"
import { answersItsFailures, isInsideTry } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { changedModules, counterpartIn, namedAround, packed } from "./same-function.ts"

/** What keeps an operation from failing badly. */
export type SafeguardKind =
  | "await"
  | "catch"
  /** A `try` around it in a callback that nobody waits for. */
  | "try"
  | "time limit"
  | "row limit"
  /** All writes of a function were one transaction. */
  | "transaction"
  /** One operation was part of a transaction that is still there. */
  | "transaction client"
  | "lock"
  /** What to do when the row is there already. */
  | "conflict"
  /** A key by which the other side knows a repetition. */
  | "idempotency key"

/** An operation that a function still does, without what kept it safe before the change. */
export interface LostSafeguard {
  readonly kind: SafeguardKind
  readonly file: ChangedFile
  /** At the base. */
  readonly module: SourceModule
  readonly node: Node
  /** The operation as it is called: `axios.get`. */
  readonly name: string
  /** The safeguard as it was written, on one line: `timeout`. */
  readonly had: string
  readonly symbol: string
  readonly now: { readonly module: SourceModule; readonly node: Node }
}

/** A call with all that is chained to it: `db("users").insert(row).onConflict("id").ignore()`. */
interface Operation {
  readonly module: SourceModule
  readonly root: Call
  readonly top: Node
  readonly methods: readonly string[]
  /** The named function it stands in. */
  readonly around: FunctionNode
  readonly key: string
  readonly name: string
}

interface Safeguard {
  readonly kind: SafeguardKind
  /** The safeguard of an operation as it is written; `null` when it has none. */
  tell(operation: Operation): string | null
  /** Whether an operation may have one that cannot be read off it. */
  mayHave(operation: Operation): boolean
  /** Words that say in added lines that it was put somewhere else. */
  readonly elsewhere: RegExp | null
}

const TRANSACTION_NAME = /^(?:tx|trx|transaction\w*|queryRunner|entityManager|transactionalEntityManager|\w*Trx|\w*Tx)$/
const DATABASE =
  /^(?:tr?x|transaction\w*|\w*Tr?x|db|database|prisma|knex|sequelize|dataSource|manager|entityManager|queryRunner|client|pool|conn(?:ection)?)$/
const IN_TRANSACTION = /transaction|(?:with|run|execute|in)_?tr?x\b|unitOfWork/i
const TRANSACTION_ELSEWHERE = /transaction|\btr?x\b|unitOfWork|entityManager/i
const IN_LOCK = /runExclusive|with\w*Lock|lock\w*\.(?:using|acquire)|mutex|semaphore|critical_?section/i
const TIME_LIMIT = /^(?:timeout\w*|\w+Timeout(?:Ms|MS|Millis|Seconds)?|\w+_timeout|signal|cancelToken|deadline|maxTimeMS)$/
const ROW_LIMIT = /^(?:take|limit|first|page_?[sS]ize|per_?[pP]age|\$limit|maxResults|MaxKeys)$/
const READS = /find|select|list|search|query|fetch|aggregate|scan|getAll|getMany/i
const IDEMPOTENCY = /^(?:idempotency_?[kK]ey|jobId|deduplication\w*|dedup\w*|MessageDeduplicationId)$/
const CONFLICT = /^(?:onConflict\w*|orIgnore|orUpdate|ignore)$/
const WRITES = /insert|update|delete|\bdel\b|create|save|remove|destroy|upsert|increment|decrement|upload|replace/i
// What is told of a transaction takes no part in it.
const TELLS = /(?:^|\.)(?:emit|publish|dispatch|fire|notify|send|log|debug|info|warn|error|trace|track)\w*$/i
const OF_MONGO = /\bstartSession\b|\bClientSession\b|\bwithTransaction\b|\bmongo/i
const OPTIONS = /opt(?:ion)?s?$|config$|init$|settings$|params$|args$|query$|criteria$|where$/i
const WRAPPERS: ReadonlySet<Node["type"]> = new Set(["ChainExpression", "ParenthesizedExpression", "TSAsExpression", "TSNonNullExpression"])
const MAX_KEY = 200
const MAX_ARGUMENT = 60
const MAX_SHOWN = 20
const MAX_FOUND = 40
// Of one function; each may have the whole function searched.
const MAX_PAIRS = 200

const safeguards: readonly Safeguard[] = [
  { kind: "await", tell: awaitOf, mayHave: isHandedOn, elsewhere: null },
  {
    kind: "catch",
    tell: catchOf,
    mayHave: (operation) => isHandedOn(operation) || awaitOf(operation) !== null || takesCallback(operation),
    elsewhere: null,
  },
  { kind: "try", tell: tryOf, mayHave: (operation) => !isForgotten(operation), elsewhere: null },
  {
    kind: "time limit",
    tell: (operation) => optionOf(operation, TIME_LIMIT) ?? (operation.methods.includes("timeout") ? "timeout" : null),
    mayHave: takesOptions,
    elsewhere: /timeout|signal|abort|deadline/i,
  },
  {
    kind: "row limit",
    tell: (operation) =>
      READS.test(`${operation.name} ${operation.methods.join(" ")}`)
        ? (optionOf(operation, ROW_LIMIT) ?? operation.methods.find((each) => each === "limit" || each === "take") ?? null)
        : null,
    mayHave: (operation) => takesOptions(operation) || /first|one\b|count|byId/i.test(`${operation.name} ${operation.methods.join(" ")}`),
    elsewhere: /limit|\btake\b|paginat|cursor|\bfirst\b|slice|batch|page/i,
  },
  {
    kind: "transaction client",
    tell: (operation) => (TELLS.test(operation.name) ? null : clientOf(operation)),
    // Where the transaction as a whole is gone, that is what is to be said.
    mayHave: (operation) => takesOptions(operation) || !mentions(operation, /\b(?:tr?x|transaction\w*|startSession|withTransaction)\b/i),
    elsewhere: null,
  },
  {
    kind: "lock",
    tell: (operation) =>
      isInside(operation, IN_LOCK) ??
      optionOf(operation, /^lock$/) ??
      operation.methods.find((each) => /^(?:forUpdate|forShare|setLock|skipLocked)$/.test(each)) ??
      null,
    mayHave: (operation) => mentions(operation, /lock|mutex|semaphore/i),
    elsewhere: /lock|mutex|semaphore|queue|serial/i,
  },
  {
    kind: "conflict",
    tell: ({ methods }) => methods.find((each) => CONFLICT.test(each)) ?? null,
    mayHave: ({ methods }) => !methods.some((each) => /^(?:insert|values|into)$/.test(each)),
    elsewhere: /conflict|upsert|ignore|exist|unique|duplicate|23505|11000|P2002/i,
  },
  {
    kind: "idempotency key",
    tell: (operation) => optionOf(operation, IDEMPOTENCY),
    mayHave: takesOptions,
    elsewhere: /idempoten|jobId|dedup/i,
  },
]

/**
 * Operations that stand in the same function as before a change, as often as before and under the same name, and have lost what kept them safe,
 * where nothing the change adds could have put it elsewhere.
 */
export function lostSafeguards(base: Project, head: Project, diff: Diff): LostSafeguard[] {
  const found: LostSafeguard[] = []
  const added = readAdded(diff)
  for (const { file, before, after, gone } of changedModules(base, head, diff, isServerPath)) {
    const then = [...Map.groupBy(operationsIn(before), ({ around }) => around)]
    const changed = then.filter(([around]) => touches(before, around, gone))
    if (changed.length === 0) continue
    const now = Map.groupBy(operationsIn(after), ({ around }) => around)
    const nowOf = counterpartIn(before, after)
    for (const [around, all] of changed) {
      const same = nowOf(around)
      const left = same === null ? undefined : now.get(same)
      if (same === null || left === undefined) continue
      const place = { file, symbol: symbolOf(before, around), added, head }
      const touched = pairs(all, left)
        .filter((pair) => isOnGoneLine(before, pair.before.root, gone))
        .slice(0, MAX_PAIRS)
      found.push(...lostTransaction(touched, place), ...touched.flatMap((pair) => lostBy(pair, place)))
      if (found.length >= MAX_FOUND) return found
    }
  }
  return found
}

interface Place {
  readonly file: ChangedFile
  readonly symbol: string
  readonly added: Added
  readonly head: Project
}

interface Pair {
  readonly before: Operation
  readonly now: Operation
}

function touches(module: SourceModule, around: Node, gone: ReadonlySet<number>): boolean {
  const last = module.endLineOf(around)
  for (let line = module.lineOf(around); line <= last; line++) if (gone.has(line)) return true
  return false
}

// A wrapper may have gone from lines around an operation that stands as it stood but for its indentation, which a diff takes for a change.
function isOnGoneLine(module: SourceModule, node: Node, gone: ReadonlySet<number>): boolean {
  const statement = [...ancestors(node)].find((above) => /(?:Statement|Declaration)$/.test(above.type)) ?? node
  return touches(module, statement, gone)
}

function operationsIn(module: SourceModule): Operation[] {
  return nodesOf(module.program, "CallExpression").flatMap((root): Operation[] => {
    if (hasCallBelow(root.callee)) return []
    const around = functionAround(module, root)
    if (around === null) return []
    const { top, methods } = chainOf(root)
    const callee = packed(module.text.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY)))
    // The same write goes through `tx` inside a transaction and through `db` outside.
    const last = callee
      .split(/\?*\./)
      .slice(-2)
      .map((part) => (DATABASE.test(part) ? "db" : part))
      .join(".")
    const isBuilder = methods.some((each) => !/^(?:then|catch|finally)$/.test(each))
    // `db("users")` and `db("orders")` are different beginnings.
    const what = isBuilder ? packed(root.arguments.map((each) => module.textOf(each)).join()).slice(0, MAX_ARGUMENT) : ""
    const shown = onOneLine(module.text.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY)))
    const argument = what.length <= MAX_SHOWN ? what : "…"
    const name = isBuilder ? `${shown.slice(0, 40)}(${argument}).${methods[0] ?? ""}` : shown.slice(-60)
    return [{ module, root, top, methods, around, key: `${last}(${what}`, name: name.replaceAll("`", "'") }]
  })
}

// What runs in `transaction(async (tx) => …)` or `list.map(async (each) => …)` is done by the function around it.
function functionAround(module: SourceModule, node: Node): FunctionNode | null {
  let around = namedAround(module, node)
  while (around !== null && functionName(around) === null && around.parent?.type === "CallExpression") {
    const [first] = around.parent.arguments
    const outer = enclosingFunction(around)
    if (outer === null || (first !== undefined && stringOf(first) !== null)) break
    around = outer
  }
  return around
}

function hasCallBelow(callee: Node): boolean {
  for (let node = bare(callee); ; node = bare(node.object)) {
    if (node.type === "CallExpression" || node.type === "NewExpression" || node.type === "AwaitExpression") return true
    if (node.type !== "MemberExpression") return false
  }
}

/** The same operations before and after; with another number of them nobody can tell which is which. */
function pairs(then: readonly Operation[], now: readonly Operation[]): Pair[] {
  const byKey = Map.groupBy(now, ({ key }) => key)
  return [...Map.groupBy(then, ({ key }) => key)].flatMap(([key, before]) => {
    const after = byKey.get(key) ?? []
    return after.length === before.length ? before.map((each, index) => ({ before: each, now: after[index] as Operation })) : []
  })
}

function lostBy({ before: then, now }: Pair, place: Place): LostSafeguard[] {
  return safeguards.flatMap((safeguard): LostSafeguard[] => {
    const had = safeguard.tell(then)
    if (had === null || safeguard.tell(now) !== null || safeguard.mayHave(now)) return []
    if (safeguard.kind === "await" && !givesPromise(place.head, now)) return []
    if ((safeguard.kind === "catch" || safeguard.kind === "try") && catchesItself(place.head, now)) return []
    return isElsewhere(place, safeguard.elsewhere) ? [] : [lost(safeguard.kind, then, now, had, place)]
  })
}

function lost(kind: SafeguardKind, then: Operation, now: Operation, had: string, { file, symbol }: Place): LostSafeguard {
  return { kind, file, module: then.module, node: then.root, name: now.name, had, symbol, now: { module: now.module, node: now.root } }
}

/** A write, and what it was one transaction with: another one, or the question on which it depends. */
function lostTransaction(all: readonly Pair[], place: Place): LostSafeguard[] {
  const isWrite = ({ name, methods }: Operation) => WRITES.test(`${name} ${methods.join(" ")}`)
  const joined = all.filter((pair) => isInside(pair.before, IN_TRANSACTION) !== null && awaitOf(pair.now) !== null)
  const first = joined.find((pair) => isWrite(pair.before))
  if (joined.length < 2 || first === undefined) return []
  if (joined.some((pair) => isInside(pair.now, IN_TRANSACTION) !== null || clientOf(pair.now) !== null)) return []
  const isStillThere = mentions(first.now, IN_TRANSACTION) || isElsewhere(place, TRANSACTION_ELSEWHERE)
  return isStillThere ? [] : [lost("transaction", first.before, first.now, isInside(first.before, IN_TRANSACTION) ?? "", place)]
}

// What became synchronous, or never was otherwise, needs no `await`.
function givesPromise(head: Project, { module, root }: Operation): boolean {
  const proof = promiseProof(head, module, root)
  return proof !== null || awaitsElsewhere(head, module, root)
}

function catchesItself(head: Project, { module, root }: Operation): boolean {
  const called = meaningOf(head, module, root.callee)
  return called?.kind === "function" && answersItsFailures(called.node)
}

function awaitOf(operation: Operation): string | null {
  return parentOf(operation.top)?.type === "AwaitExpression" ? "await" : null
}

/** Whether somebody else may wait for it: it is returned, put into a list, given to a function, or kept and awaited later. */
function isHandedOn({ module, top, methods, around }: Operation): boolean {
  if (methods.some((each) => /^(?:then|catch|finally)$/.test(each))) return true
  const parent = parentOf(top)
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") {
    const name = escapePattern(parent.id.name)
    return new RegExp(
      String.raw`\b(?:await|yield|return)\s+${name}\b|[[,(]\s*${name}\s*[\],)]|\b${name}\s*\.\s*(?:then|catch|finally)\b`,
    ).test(module.textOf(around))
  }
  return parent?.type !== "ExpressionStatement" && parent?.type !== "AssignmentExpression" && !isTest(parent)
}

function isTest(parent: Node | null): boolean {
  return (
    parent?.type === "IfStatement" ||
    (parent?.type === "UnaryExpression" && parent.operator === "!") ||
    parent?.type === "VariableDeclarator"
  )
}

function parentOf(top: Node): Node | null {
  for (const above of ancestors(top)) if (!WRAPPERS.has(above.type)) return above
  return null
}

function catchOf({ top, methods }: Operation): string | null {
  return methods.includes("catch") && parentOf(top)?.type === "ExpressionStatement" ? ".catch(…)" : null
}

// `pipe(request, (error, result) => …)` hears of its failure there.
function takesCallback({ root }: Operation): boolean {
  const last = root.arguments.at(-1)
  return last !== undefined && isFunction(last)
}

/** Whether an operation stands in a callback that nobody waits for. */
function isForgotten({ root }: Operation): boolean {
  const around = enclosingFunction(root)
  const call = around?.parent
  return call?.type === "CallExpression" && forgottenCallback(call)?.callback === around
}

function tryOf(operation: Operation): string | null {
  const around = enclosingFunction(operation.root)
  const isCaught = around !== null && awaitOf(operation) !== null && isForgotten(operation) && isInsideTry(operation.root, around) !== null
  return isCaught ? "try" : null
}

/** A key of the objects given to an operation. */
function optionOf({ root, top }: Operation, keys: RegExp): string | null {
  for (const call of callsOf(root, top)) {
    for (const each of call.arguments) {
      const name = keyOf(bare(each), keys)
      if (name !== null) return name
    }
  }
  return null
}

function keyOf(options: Node, keys: RegExp): string | null {
  if (options.type !== "ObjectExpression") return null
  for (const property of options.properties) {
    const name = property.type === "Property" ? propertyName(property) : null
    if (name !== null && keys.test(name)) return name
  }
  return null
}

/** Whether options come from elsewhere: in a variable, by a spread, or from a function. */
function takesOptions({ module, root, top }: Operation): boolean {
  return callsOf(root, top).some((call) =>
    call.arguments.some((each) => {
      if (each.type === "SpreadElement") return true
      const inner = bare(each)
      if (inner.type === "ObjectExpression") return inner.properties.some((property) => property.type === "SpreadElement")
      if (inner.type === "Identifier" || inner.type === "MemberExpression") return OPTIONS.test(module.textOf(inner))
      return inner.type === "CallExpression" && OPTIONS.test(packed(module.textOf(inner.callee)))
    }),
  )
}

function callsOf(root: Call, top: Node): Call[] {
  const calls: Call[] = [root]
  for (let node: Node = root; node !== top && node.parent; node = node.parent) {
    const { parent } = node
    if (parent.type === "CallExpression" && parent.callee === node) calls.push(parent)
  }
  return calls
}

/** How an operation takes part in a transaction: by its receiver, an argument, an option, or a method that is told. */
function clientOf({ module, root, top, methods }: Operation): string | null {
  const [receiver = ""] = packed(module.text.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY))).split(
    /[.?(]/,
  )
  // `trx("orders")`, and `trx.orders.update()`; a function that is named for transactions is given one.
  const isFunctionName = bare(root.callee).type === "Identifier"
  if (isFunctionName ? /^tr?x$/.test(receiver) : TRANSACTION_NAME.test(receiver)) return receiver
  const told = methods.find((each) => /^(?:transacting|withTransaction|session|useTransaction)$/.test(each))
  if (told !== undefined) return told
  for (const call of callsOf(root, top)) {
    for (const each of call.arguments) {
      const inner = bare(each)
      if (inner.type === "Identifier" && TRANSACTION_NAME.test(inner.name)) return inner.name
      const option = keyOf(inner, /^(?:transaction|session|trx|tx|transacting)$/)
      // The session of a visitor has the same name as that of MongoDB.
      if (option !== null && (option !== "session" || OF_MONGO.test(module.text))) return option
    }
  }
  return null
}

/** The callee of the call an operation is handed to in a callback or a list, when it reads like this. */
function isInside({ module, root, around }: Operation, what: RegExp): string | null {
  for (const above of ancestors(root)) {
    if (above === around) return null
    if (above.type !== "CallExpression" || (above.callee.start <= root.start && root.end <= above.callee.end)) continue
    const callee = onOneLine(module.text.slice(above.callee.start, Math.min(above.callee.end, above.callee.start + MAX_KEY)))
    if (what.test(callee)) return callee.slice(-60)
  }
  return null
}

function mentions({ module, around }: Operation, what: RegExp): boolean {
  return what.test(module.textOf(around))
}

/** Tells whether lines a change adds read like this; those that only stand elsewhere now, fewer than before, are no news. */
type Added = (words: RegExp) => boolean

function readAdded(diff: Diff): Added {
  const balance = new Map<string, { added: number; deleted: number }>()
  for (const { path, hunks } of diff.files) {
    if (isTestPath(path) || !/\.[cm]?[jt]sx?$/.test(path)) continue
    for (const { kind, text } of hunks.flatMap(({ lines }) => lines)) {
      if (kind === "context") continue
      const line = text.trim()
      const known = balance.get(line) ?? { added: 0, deleted: 0 }
      known[kind]++
      balance.set(line, known)
    }
  }
  const news = [...balance].flatMap(([line, { added, deleted }]) => (added > 0 && added >= deleted ? [line] : []))
  const answers = new Map<RegExp, boolean>()
  return (words) => {
    const known = answers.get(words)
    if (known !== undefined) return known
    const answer = news.some((line) => words.test(line))
    answers.set(words, answer)
    return answer
  }
}

function isElsewhere({ added }: Place, words: RegExp | null): boolean {
  return words !== null && added(words)
}
