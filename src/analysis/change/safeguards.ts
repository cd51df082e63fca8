import { onOneLine } from "../calls/call-facts.ts"
import { forgottenCallback } from "../calls/forgotten-callback.ts"
import { isInsideTry } from "../calls/promise-call.ts"
import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { packed } from "./same-function.ts"

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
  /** How many may be at work at once. */
  | "concurrency limit"
  /** How often a loop tries again. */
  | "retry limit"
  /** A `finally` that gives back what was taken. */
  | "release"
  /** What to do when the row is there already. */
  | "conflict"
  /** A key by which the other side knows a repetition. */
  | "idempotency key"

/** What an operation begins with. */
export type Operated = Node & { type: "CallExpression" | "NewExpression" }

/** A call with all that is chained to it, `db("users").insert(row).onConflict("id").ignore()`, or something that is made: `new Queue({ … })`. */
export interface Operation {
  readonly module: SourceModule
  readonly root: Operated
  readonly top: Node
  readonly methods: readonly string[]
  /** The named function it stands in, or the program where there is none. */
  readonly around: Node
  readonly key: string
  readonly name: string
}

/** One kind of safeguard, and by what it is told. */
export interface Safeguard {
  readonly kind: SafeguardKind
  /** The safeguard of an operation as it is written; `null` when it has none. */
  tell(operation: Operation): string | null
  /** Whether an operation may have one that cannot be read off it. */
  mayHave(operation: Operation): boolean
  /** Words that say in added lines that it was put somewhere else. */
  readonly elsewhere: RegExp | null
}

/** How a callee reads in which all is one transaction. */
export const IN_TRANSACTION = /transaction|(?:with|run|execute|in)_?tr?x\b|unitOfWork/i
/** How much of a callee is looked at, in characters. */
export const MAX_KEY = 200
const MAX_TEXT = 2_000
const TRANSACTION_NAME =
  /^_?(?:tx|trx|transaction(?:al)?(?:Client|Manager|Scope|Context|Host)?|queryRunner|entityManager|transactionalEntityManager|\w*Trx|\w*Tx)$/
const IN_LOCK = /runExclusive|with\w*Lock|lock\w*\.(?:using|\w*acquire\w*)|mutex|semaphore|critical_?section/i
const OF_LOCKS = /(?<![bc])lock|mutex|semaphore/i
const TIME_LIMIT =
  /^(?:timeout\w*|\w+Timeout(?:Ms|MS|Millis|Seconds)?|\w+_timeout|signal|cancelToken|abortController|abortSignal|cancelSignal|deadline|maxTimeMS)$/
const IN_TIME_LIMIT = /with\w*Timeout|p_?[tT]imeout\b|^timeout\w*$|raceWith/i
const CONCURRENCY =
  /^(?:max_?)?concurren(?:t|cy)(?:_?(?:limit|jobs|requests|tasks|executions|evaluations|connections|sessions|workers))?$|^limiter$/i
// `limit(() => fetch(url))` of p-limit
const IN_LIMIT = /^(?:p?_?limit(?:er)?|limiter\.schedule|\w*[qQ]ueue\.add)$/i
const ROW_LIMIT = /^(?:take|limit|first|page_?[sS]ize|per_?[pP]age|\$limit|maxResults|MaxKeys)$/
const READS = /find|select|list|search|query|fetch|aggregate|scan|getAll|getMany/i
const IDEMPOTENCY = /^(?:idempotency_?[kK]ey|jobId|deduplication\w*|dedup\w*|MessageDeduplicationId)$/
const CONFLICT = /^(?:onConflict\w*|orIgnore|orUpdate|ignore)$/
// `where: { id: In(ids) }` gives as many as were named.
const LISTED = /["'`]IN["'`]|\$in\b|\bIn\(|\binArray\(|\bwhereIn\(/
// What is told of a transaction takes no part in it.
const TELLS = /(?:^|\.)(?:emit|publish|dispatch|fire|notify|send|log|debug|info|warn|error|trace|track)\w*$/i
const OF_MONGO = /\bstartSession\b|\bClientSession\b|\bwithTransaction\b|\bmongo/i
const OPTIONS = /opt(?:ion)?s?$|config$|init$|settings$|params$|args$|query$|criteria$|where$/i
const WRAPPERS: ReadonlySet<Node["type"]> = new Set(["ChainExpression", "ParenthesizedExpression", "TSAsExpression", "TSNonNullExpression"])

/** All that are told by one operation. */
export const safeguards: readonly Safeguard[] = [
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
    tell: (operation) =>
      optionOf(operation, TIME_LIMIT) ??
      (operation.methods.includes("timeout") ? "timeout" : null) ??
      isInside(operation, IN_TIME_LIMIT) ??
      racedBy(operation),
    mayHave: takesOptions,
    elsewhere: /(?<!set|clear)timeout|signal|abort|deadline|Promise\.race/i,
  },
  {
    kind: "row limit",
    tell: (operation) =>
      READS.test(`${operation.name} ${operation.methods.join(" ")}`)
        ? (optionOf(operation, ROW_LIMIT) ?? operation.methods.find((each) => each === "limit" || each === "take") ?? null)
        : null,
    mayHave: (operation) =>
      takesOptions(operation) ||
      /first|one\b|count|byId/i.test(`${operation.name} ${operation.methods.join(" ")}`) ||
      asksForListed(operation),
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
      takenBefore(operation) ??
      optionOf(operation, /^lock$/) ??
      operation.methods.find((each) => /^(?:forUpdate|forShare|setLock|skipLocked)$/.test(each)) ??
      null,
    mayHave: (operation) => mentions(operation, OF_LOCKS),
    elsewhere: /(?<![bc])lock|mutex|semaphore|queue|serial/i,
  },
  {
    kind: "concurrency limit",
    tell: (operation) => optionOf(operation, CONCURRENCY) ?? isInside(operation, IN_LIMIT),
    mayHave: takesOptions,
    elsewhere: /concurren|limit|semaphore/i,
  },
  { kind: "retry limit", tell: triesOf, mayHave: (operation) => !isTriedForEver(operation), elsewhere: null },
  {
    kind: "conflict",
    tell: ({ methods }) => methods.find((each) => CONFLICT.test(each)) ?? null,
    mayHave: ({ methods }) => !methods.some((each) => /^(?:insert|values|into)$/.test(each)),
    elsewhere: /conflict|upsert|ignore|exist|unique|duplicate|23505|11000|P2002/i,
  },
  {
    kind: "idempotency key",
    // What is only logged is asked of nobody.
    tell: (operation) => (TELLS.test(operation.name) && !/send\w*$/i.test(operation.name) ? null : optionOf(operation, IDEMPOTENCY)),
    mayHave: takesOptions,
    elsewhere: /idempoten|jobId|dedup/i,
  },
]

/** `await`, where an operation is awaited. */
export function awaitOf(operation: Operation): string | null {
  return parentOf(operation.top)?.type === "AwaitExpression" ? "await" : null
}

function asksForListed({ module, top }: Operation): boolean {
  return LISTED.test(module.textOf(top).slice(0, MAX_TEXT))
}

/** Whether somebody else may wait for it: it is returned, put into a list, given to a function, or kept and awaited later. */
function isHandedOn({ module, root, top, methods, around }: Operation): boolean {
  if (methods.some((each) => /^(?:then|catch|finally)$/.test(each))) return true
  const parent = parentOf(top)
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") {
    const name = escapePattern(parent.id.name)
    return new RegExp(
      String.raw`\b(?:await|yield|return)\s+${name}\b|[[,(]\s*${name}\s*[\],)]|\b${name}\s*\.\s*(?:then|catch|finally)\b`,
    ).test(module.textOf(around))
  }
  if (parent?.type === "ReturnStatement") return !isReturnedInTry({ root, top })
  return parent?.type !== "ExpressionStatement" && parent?.type !== "AssignmentExpression" && !isTest(parent)
}

/** Whether an operation is returned from a `try` of an async function whose `catch` does more than throw again: that never hears of it. */
export function isReturnedInTry({ root, top }: Pick<Operation, "root" | "top">): boolean {
  const around = enclosingFunction(root)
  if (parentOf(top)?.type !== "ReturnStatement" || !around?.async) return false
  const caught = isInsideTry(root, around)?.handler?.body.body ?? []
  return caught.length > 0 && caught[0]?.type !== "ThrowStatement"
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

// `Promise.race([page.screenshot(), new Promise((_, reject) => setTimeout(reject, 5_000))])`
function racedBy({ module, root, around }: Operation): string | null {
  for (const above of ancestors(root)) {
    if (above === around) return null
    if (above.type !== "CallExpression" || module.textOf(above.callee) !== "Promise.race") continue
    const list = above.arguments[0]
    if (list?.type !== "ArrayExpression") continue
    const others = list.elements.filter((each) => each !== null && (each.end <= root.start || root.end <= each.start))
    if (others.some((each) => each !== null && /setTimeout|AbortSignal\.timeout|timeout/i.test(module.textOf(each))))
      return "Promise.race(…)"
  }
  return null
}

interface Span {
  readonly start: number
  readonly end: number
  readonly by: string
}

const spans = new WeakMap<Node, readonly Span[]>()

// Between `await mutex.lock()` and `mutex.unlock()`; a lock that is only taken or only given back is none of this function.
function takenBefore(operation: Operation): string | null {
  const { root, around } = operation
  if (awaitOf(operation) === null && !takesCallback(operation)) return null
  let known = spans.get(around)
  if (known === undefined) spans.set(around, (known = lockedIn(operation)))
  return known.find(({ start, end }) => start <= root.start && root.end <= end)?.by ?? null
}

function lockedIn({ module, around }: Operation): Span[] {
  const found: Span[] = []
  let taken: { readonly start: number; readonly by: string } | null = null
  for (const each of descendants(around)) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression") continue
    const by = onOneLine(module.textOf(each.callee).slice(-MAX_KEY)).slice(-60)
    if (!OF_LOCKS.test(by)) continue
    const method = propertyName(each.callee) ?? ""
    if (/^(?:lock|\w*acquire\w*)$/i.test(method) && parentOf(each)?.type === "AwaitExpression") taken = { start: each.end, by }
    if (taken && /^(?:unlock|release\w*)$/i.test(method) && taken.start <= each.start) found.push({ ...taken, end: each.start })
  }
  return found
}

function loopAround({ root, around }: Operation): (Node & { type: "WhileStatement" | "DoWhileStatement" | "ForStatement" }) | null {
  for (const above of ancestors(root)) {
    if (above === around) return null
    if (above.type === "WhileStatement" || above.type === "DoWhileStatement" || above.type === "ForStatement") return above
  }
  return null
}

// `while (tries++ < 10) { try { await send() } catch { … } }`
function triesOf(operation: Operation): string | null {
  const loop = awaitOf(operation) === null ? null : loopAround(operation)
  if (!loop?.test || isInsideTry(operation.root, loop) === null) return null
  const test = bare(loop.test)
  return test.type === "BinaryExpression" && /^[<>]=?$/.test(test.operator) ? onOneLine(operation.module.textOf(test)).slice(0, 60) : null
}

function isTriedForEver(operation: Operation): boolean {
  const loop = loopAround(operation)
  return loop !== null && (!loop.test || (bare(loop.test).type === "Literal" && !/\bbreak\b/.test(operation.module.textOf(loop.body))))
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

function callsOf(root: Operated, top: Node): Operated[] {
  const calls: Operated[] = [root]
  for (let node: Node = root; node !== top && node.parent; node = node.parent) {
    const { parent } = node
    if (parent.type === "CallExpression" && parent.callee === node) calls.push(parent)
  }
  return calls
}

/** How an operation takes part in a transaction: by its receiver, an argument, an option, or a method that is told. */
export function clientOf({ module, root, top, methods }: Operation): string | null {
  const [receiver = ""] = packed(module.code.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY))).split(
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
      const name = inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
      if (name !== null && TRANSACTION_NAME.test(name)) return name
      const option = keyOf(inner, /^(?:transaction|session|trx|tx|transacting)$/)
      // The session of a visitor has the same name as that of MongoDB.
      if (option !== null && (option !== "session" || OF_MONGO.test(module.code))) return option
    }
  }
  return null
}

/** The callee of the call an operation is handed to in a callback or a list, when it reads like this. */
export function isInside({ module, root, around }: Operation, what: RegExp): string | null {
  for (const above of ancestors(root)) {
    if (above === around) return null
    if (above.type !== "CallExpression" || (above.callee.start <= root.start && root.end <= above.callee.end)) continue
    const callee = onOneLine(module.code.slice(above.callee.start, Math.min(above.callee.end, above.callee.start + MAX_KEY)))
    if (what.test(callee)) return callee.slice(-60)
  }
  return null
}

/** Whether the function around an operation reads like this anywhere. */
export function mentions({ module, around }: Operation, what: RegExp): boolean {
  return what.test(module.textOf(around))
}
