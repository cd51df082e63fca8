import type { ChangedFile, Diff, DiffLine, Hunk } from "../../model/diff.ts"
import { chainOf, onOneLine } from "../calls/call-facts.ts"
import { awaitsElsewhere, promiseProof } from "../calls/gives-promise.ts"
import { answersItsFailures, canReject } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { codeOf } from "./refusal-words.ts"
import { awaitOf, clientOf, IN_TRANSACTION, isInside, isReturnedInTry, MAX_KEY, mentions, safeguards } from "./safeguards.ts"
import type { Operation, SafeguardKind } from "./safeguards.ts"
import { changedModules, counterpartIn, namedAround, packed, touches } from "./same-function.ts"
import { codeOfDiff } from "./code-of-diff.ts"

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

const DATABASE =
  /^(?:tr?x|transaction\w*|\w*Tr?x|db|database|prisma|knex|sequelize|dataSource|manager|entityManager|queryRunner|client|pool|conn(?:ection)?)$/
const TRANSACTION_ELSEWHERE = /transaction|\btr?x\b|unitOfWork|entityManager/i
const WRITES = /insert|update|delete|\bdel\b|create|save|remove|destroy|upsert|increment|decrement|upload|replace/i
const BY_OPTIONS: ReadonlySet<SafeguardKind> = new Set(["time limit", "row limit", "concurrency limit", "idempotency key"])
const RELEASES = /^(?:close|release|disconnect|destroy|end|quit|dispose|terminate|unlock)$/
// Characters by which a line is taken for one that was changed.
const ALIKE = 10
const MAX_ARGUMENT = 60
const MAX_SHOWN = 20
const MAX_FOUND = 40
// Of one function; each may have the whole function searched.
const MAX_PAIRS = 200

/**
 * Operations that stand in the same function as before a change, as often as before and under the same name, and have lost what kept them safe,
 * where nothing the change adds could have put it elsewhere.
 */
export function lostSafeguards(base: Project, head: Project, diff: Diff): LostSafeguard[] {
  const found: LostSafeguard[] = []
  let added: Added | null = null
  for (const { file, before, after, gone } of changedModules(base, head, diff, isServerPath)) {
    const then = [...Map.groupBy(operationsIn(before), ({ around }) => around)]
    const changed = then.filter(([around]) => touches(before, around, gone))
    if (changed.length === 0) continue
    added ??= readAdded(codeOfDiff(base, head, diff))
    const now = Map.groupBy(operationsIn(after), ({ around }) => around)
    const nowOf = counterpartIn(before, after)
    for (const [around, all] of changed) {
      const same = isFunction(around) ? nowOf(around) : after.program
      const left = same === null ? undefined : now.get(same)
      if (same === null || left === undefined) continue
      const place = { file, symbol: isFunction(around) ? symbolOf(before, around) : "", added, head }
      const touched = pairs(all, left)
        .filter((pair) => isOnGoneLine(before, pair.before.root, gone))
        .slice(0, MAX_PAIRS)
      found.push(...lostTransaction(touched, place), ...lostReleases(touched, place), ...touched.flatMap((pair) => lostBy(pair, place)))
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

// A wrapper may have gone from lines around an operation that stands as it stood but for its indentation, which a diff takes for a change.
function isOnGoneLine(module: SourceModule, node: Node, gone: ReadonlySet<number>): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (isFunction(above)) break
    // Nor is it touched when the `finally` behind it goes, or the end of the loop it stands in.
    if (above.type === "TryStatement" && above.block === below && above.finalizer && touches(module, above.finalizer, gone)) return true
    if (above.type === "WhileStatement" && touches(module, above.test, gone)) return true
    below = above
  }
  const statement = [...ancestors(node)].find((above) => /(?:Statement|Declaration)$/.test(above.type)) ?? node
  return touches(module, statement, gone)
}

function operationsIn(module: SourceModule): Operation[] {
  return nodesOf(module.program, "CallExpression", "NewExpression").flatMap((root): Operation[] => {
    if (hasCallBelow(root.callee)) return []
    const around = functionAround(module, root) ?? module.program
    const { top, methods } = chainOf(root)
    const callee = packed(module.code.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY)))
    // The same write goes through `tx` inside a transaction and through `db` outside.
    const last = callee
      .split(/\?*\./)
      .slice(-2)
      .map((part) => (DATABASE.test(part) ? "db" : part))
      .join(".")
    const isMade = root.type === "NewExpression"
    const isBuilder = !isMade && methods.some((each) => !/^(?:then|catch|finally)$/.test(each))
    // `db("users")` and `db("orders")` are different beginnings.
    const what = isBuilder ? packed(root.arguments.map((each) => module.textOf(each)).join()).slice(0, MAX_ARGUMENT) : ""
    const shown = onOneLine(module.code.slice(root.callee.start, Math.min(root.callee.end, root.callee.start + MAX_KEY)))
    const argument = what.length <= MAX_SHOWN ? what : "…"
    const name = isBuilder ? `${shown.slice(0, 40)}(${argument}).${methods[0] ?? ""}` : `${isMade ? "new " : ""}${shown.slice(-60)}`
    return [{ module, root, top, methods, around, key: `${isMade ? "new " : ""}${last}(${what}`, name: name.replaceAll("`", "'") }]
  })
}

// What runs in `transaction(async (tx) => …)` or `list.map(async (each) => …)` is done by the function around it.
function functionAround(module: SourceModule, node: Node): FunctionNode | null {
  let around = namedAround(module, node)
  while (around !== null && functionName(around) === null && around.parent?.type === "CallExpression") {
    const [first] = around.parent.arguments
    const outer = enclosingFunction(around)
    if (outer === null || (first !== undefined && stringOf(first) !== null)) break
    around = namedAround(module, outer.body ?? outer)
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
    // What is made when the program starts is told by its options; when it fails, nothing starts.
    const had = isFunction(then.around) || BY_OPTIONS.has(safeguard.kind) ? safeguard.tell(then) : null
    if (had === null || safeguard.tell(now) !== null || safeguard.mayHave(now)) return []
    if (safeguard.kind === "await" && (isMeant(now) || !givesPromise(place.head, now))) return []
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
  const joined = all.filter(
    (pair) => isFunction(pair.before.around) && isInside(pair.before, IN_TRANSACTION) !== null && awaitOf(pair.now) !== null,
  )
  const first = joined.find((pair) => isWrite(pair.before))
  if (joined.length < 2 || first === undefined) return []
  if (joined.some((pair) => isInside(pair.now, IN_TRANSACTION) !== null || clientOf(pair.now) !== null)) return []
  const isStillThere = mentions(first.now, IN_TRANSACTION) || isElsewhere(place, TRANSACTION_ELSEWHERE)
  return isStillThere ? [] : [lost("transaction", first.before, first.now, isInside(first.before, IN_TRANSACTION) ?? "", place)]
}

/** What was closed in a `finally`, is opened still and is closed nowhere in the function any more. */
function lostReleases(all: readonly Pair[], place: Place): LostSafeguard[] {
  const found = new Map<string, LostSafeguard>()
  for (const { before: then, now } of all) {
    for (const { name, had } of isFunction(then.around) ? releasedBehind(then) : []) {
      const text = now.module.textOf(now.around)
      const isOpened = new RegExp(String.raw`\b${escapePattern(name)}\b[^=\n]{0,60}=\s*(?:await|new)\b`).test(text)
      const isGivenBack = new RegExp(
        String.raw`\b${escapePattern(name)}\s*\??\.\s*(?:close|release|disconnect|destroy|end|quit|dispose|terminate|unlock)\b|\b(?:return|using)\s+[^;\n]*\b${escapePattern(name)}\b`,
      ).test(text)
      if (isOpened && !isGivenBack && !found.has(name)) found.set(name, { ...lost("release", then, now, had, place), name })
    }
  }
  return [...found.values()]
}

// `try { … } finally { await page.close() }`
function releasedBehind({ module, root, around }: Operation): { readonly name: string; readonly had: string }[] {
  const found: { name: string; had: string }[] = []
  let below: Node = root
  for (const above of ancestors(root)) {
    if (above === around) break
    if (above.type === "TryStatement" && above.block === below && above.finalizer)
      for (const each of descendants(above.finalizer)) {
        if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression") continue
        const { object } = each.callee
        if (object.type === "Identifier" && RELEASES.test(propertyName(each.callee) ?? ""))
          found.push({ name: object.name, had: onOneLine(module.textOf(each.callee)).slice(-60) })
      }
    below = above
  }
  return found
}

// What became synchronous, or never was otherwise, needs no `await`.
function givesPromise(head: Project, operation: Operation): boolean {
  const { module, root } = operation
  if (root.type === "NewExpression") return false
  const called = meaningOf(head, module, root.callee)
  // Where it cannot be read, that it was awaited says that it is a promise.
  if (isReturnedInTry(operation)) return called?.kind !== "function" || (called.node.async && canReject(called.node))
  const proof = promiseProof(head, module, root)
  return proof !== null || awaitsElsewhere(head, module, root)
}

// "Run this in the background", right above it.
function isMeant({ module, root }: Operation): boolean {
  const line = module.lineOf(root)
  const above = module.text.slice(module.lines.startOf(Math.max(1, line - 2)), module.lines.endOf(line))
  return above
    .split("\n")
    .some((each) =>
      /^\s*(?:\/\/|\*|\/\*).*\b(?:async\w*|background|fire[- ]and[- ]forget|without (?:a)?waiting|(?:not|n't|no need to) (?:a)?wait)/i.test(
        each,
      ),
    )
}

function catchesItself(head: Project, { module, root }: Operation): boolean {
  const called = meaningOf(head, module, root.callee)
  return called?.kind === "function" && answersItsFailures(called.node)
}

/**
 * Tells whether lines a change adds read like this. Those that only stand elsewhere now, fewer than before, are no news, nor is what begins like a
 * line that was there: `signal: any(…)` that has become `signal: limit`.
 */
type Added = (words: RegExp) => boolean

function readAdded(diff: Diff): Added {
  const hunks = diff.files.flatMap(({ path, hunks }) => (isTestPath(path) || !/\.[cm]?[jt]sx?$/.test(path) ? [] : hunks))
  // Most changes lose nothing, and then nobody asks.
  let balance: ReturnType<typeof balanceOf> | undefined
  const isNews = (line: string) => {
    balance ??= balanceOf(hunks)
    const { added = 0, deleted = 0 } = balance.get(line) ?? {}
    return added > 0 && added >= deleted
  }
  const linesOf = ({ lines }: Hunk, wanted: DiffLine["kind"]) => lines.flatMap(({ kind, text }) => (kind === wanted ? [text.trim()] : []))
  const answers = new Map<RegExp, boolean>()
  return (words) => {
    const known = answers.get(words)
    if (known !== undefined) return known
    const answer = hunks.some((hunk) => {
      const news = linesOf(hunk, "added").filter((line) => words.test(codeOf(line)) && isNews(line))
      const before = new Set(
        news.length === 0 ? [] : linesOf(hunk, "deleted").flatMap((line) => (words.test(line) ? [line.slice(0, ALIKE)] : [])),
      )
      return news.some((line) => !before.has(line.slice(0, ALIKE)))
    })
    answers.set(words, answer)
    return answer
  }
}

/** How often each line is added and deleted, trimmed. */
function balanceOf(hunks: readonly Hunk[]): ReadonlyMap<string, { readonly added: number; readonly deleted: number }> {
  const balance = new Map<string, { added: number; deleted: number }>()
  for (const { kind, text } of hunks.flatMap(({ lines }) => lines)) {
    if (kind === "context") continue
    const line = text.trim()
    const known = balance.get(line) ?? { added: 0, deleted: 0 }
    known[kind]++
    balance.set(line, known)
  }
  return balance
}

function isElsewhere({ added }: Place, words: RegExp | null): boolean {
  return words !== null && added(words)
}
