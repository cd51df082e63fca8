import type { ChangedFile, Diff } from "../../model/diff.ts"
import { ownedCalls } from "../calls/owner-conditions.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { asksForRight } from "../routes/guard-words.ts"
import { authsOf } from "../routes/route-facts.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { inputWords } from "./input-words.ts"
import { asksForLogin, callerWords, codeOf, isDoor } from "./refusal-words.ts"
import type { RefusalWords } from "./refusal-words.ts"
import { weakerAnswers } from "./weaker-answers.ts"
import { changedModules, counterpartIn, namedAround, packed, tellingLines, tellingNames, withoutBreaks } from "./same-function.ts"
import { codeOfDiff } from "./code-of-diff.ts"

/** What a refusal is about: who is calling, or what was sent. */
export type RefusalKind = "caller" | "input"

/** Statements of a function that turned away who or what may not go on, before a change that left the rest of the function. */
export interface LostRefusals {
  readonly kind: RefusalKind
  readonly file: ChangedFile
  /** At the base. */
  readonly module: SourceModule
  /** At the base, in source order: an `if`, one of the alternatives it asks for, or the statement of a call that throws. Never empty. */
  readonly refusals: readonly { readonly node: Node; readonly asked: string }[]
  /** The function at the head. */
  readonly now: { readonly module: SourceModule; readonly function: FunctionNode }
  /** The names of the functions around them, outermost first: `UserMutation.assignUser`. */
  readonly symbol: string
}

interface Refusal {
  readonly node: Node
  readonly asked: Node
}

const WORDS: Readonly<Record<RefusalKind, RefusalWords>> = { caller: callerWords, input: inputWords }

const GIVES_UP =
  /^\{?\s*(?:throw\b|return\s+(?:await\s+)?(?:next|reject|cb|callback)\(\s*\S|(?:return\s+)?(?:res|reply|response|ctx|c|h|Response|NextResponse)\b[\s\S]{0,160}(?:\b4\d\d\b|not_?found|forbidden)|(?:return\s+)?[\w.]{1,40}\(\s*(?:res|reply|response|ctx)\b[\s\S]{0,160}\b4\d\d\b)/i
const MOST_BESIDE = 6
const LEAST_BEFORE = 3
// Of one function; a finding names two of them.
const MOST_REFUSALS = 50
const MAX_BESIDE = 4_000

/**
 * Statements that refused somebody for what they are or may, or something for what it is, stood on lines that the change takes away, and are in
 * no other words anywhere in it. What they stood before is still there.
 */
export function lostRefusals(base: Project, head: Project, diff: Diff): LostRefusals[] {
  const found: LostRefusals[] = []
  for (const { file, before: module, after, gone } of changedModules(base, head, diff, isServerPath)) {
    const sides = { module, after, gone }
    for (const kind of ["caller", "input"] as const) {
      const functions = [...lostFunctions(WORDS[kind], sides), ...lostConditions(WORDS[kind], sides)]
      const rest = new Set(functions.flatMap((each) => [...each.rest]))
      for (const { refusals: all, now, symbol } of functions) {
        const asks = askedBy(codeOfDiff(base, head, diff), kind, (line) => line.path === file.path && rest.has(line.number))
        if (asks.isGuarded || asks.paths.has(file.path)) continue
        const refusals = all.filter(({ node }) => {
          const written = module.textOf(node)
          if (kind === "caller" && isAskedOfRecords(codeOfDiff(base, head, diff), file, written)) return false
          return !tellingNames(written).some((name) => asks.names.has(name)) && !(kind === "caller" && isRefusedBefore(head, now, written))
        })
        if (refusals.length > 0) found.push({ kind, file, module, refusals, now: { module: after, function: now }, symbol })
      }
    }
  }
  return found
}

// `note.userId !== user.id`, and then `find({ id, userId })`: whose it is, is asked where it is looked up.
function isAskedOfRecords({ files }: Diff, { path }: ChangedFile, written: string): boolean {
  const owners = written.match(/\b(?:\w{0,40}(?:user|owner|author|member|tenant|workspace|account|org)\w{0,40}(?:id|uid)|uid)\b/gi) ?? []
  if (owners.length === 0) return false
  const hunks = files.flatMap((each) => (each.path === path ? each.hunks : []))
  const added = hunks.flatMap(({ lines }) => lines.flatMap(({ kind, text }) => (kind === "added" ? [codeOf(text)] : [])))
  return owners.some((owner) => {
    const word = new RegExp(`\\b${escapePattern(owner)}\\b`)
    return added.some((line) => word.test(line))
  })
}

interface LostFunction extends Pick<LostRefusals, "refusals" | "symbol"> {
  readonly now: FunctionNode
  /** Lines at the head of a refusal that asks for less than it did. */
  readonly rest: ReadonlySet<number>
}

interface Sides {
  readonly module: SourceModule
  readonly after: SourceModule
  readonly gone: ReadonlySet<number>
}

/** Functions that turn fewer away than before, with what they asked on lines that are gone and ask no more. */
function lostFunctions(words: RefusalWords, { module, after, gone }: Sides): LostFunction[] {
  const then = refusalsIn(words, module)
  const lost = [...then].map(([around, refusals]) => ({ around, all: refusals.filter(({ node }) => gone.has(module.lineOf(node))) }))
  if (lost.every(({ all }) => all.length === 0)) return []
  const nowIn = refusalsIn(words, after)
  const nowOf = counterpartIn(module, after)
  return lost.flatMap(({ around, all }): LostFunction[] => {
    const now = all.length > 0 ? nowOf(around) : null
    if (now === null) return []
    const symbol = symbolOf(module, around)
    const text = after.textOf(now)
    const whole = packed(text)
    const remaining = nowIn.get(now) ?? []
    const weaker = all.flatMap((each) => weakened(words, { module, after, each, remaining }))
    if (weaker.length > 0) {
      const refusals = weaker.map(({ node }) => ({ node, asked: withoutBreaks(module.textOf(node)) }))
      const rest = new Set(weaker.flatMap(({ left }) => range(after.lineOf(left), after.lines.lineAt(left.end))))
      return [{ refusals: refusals.filter(({ asked }) => !whole.includes(packed(asked))), now, symbol, rest }]
    }
    // Written another way, or asked in another order: as many are turned away as before.
    if (remaining.length > (then.get(around)?.length ?? 0) - all.length) return []
    const lines = new Set(tellingLines(text))
    const refusals = all
      .slice(0, MOST_REFUSALS)
      .filter((_, index) => isDoor(symbol) || isMiddleware(now) || isLeft(module, around, { refusals: all, index, lines }))
      .map(({ node, asked }) => ({ node, asked: withoutBreaks(module.textOf(asked)) }))
      .filter(({ node, asked }) => !whole.includes(packed(node.type === "IfStatement" ? `(${asked})` : asked)))
      .filter(({ node }) => !isAskedDifferently({ module, after, around, now, isInput: words === inputWords }, node))
      .filter(({ node }) => !givesMore({ module, after, around, now }, node))
    return [{ refusals, now, symbol, rest: new Set() }]
  })
}

/** Whether an `if` that says the same asks the same value for something else: `name.includes("-")` that has become `name.endsWith("-x")`. */
function isAskedDifferently(
  {
    module,
    after,
    around,
    now,
    isInput,
  }: Omit<Sides, "gone"> & { readonly around: FunctionNode; readonly now: FunctionNode; readonly isInput: boolean },
  node: Node,
): boolean {
  if (node.type !== "IfStatement") return false
  const before = packed(module.textOf(around))
  const says = sayingOf(module, node.consequent)
  // That `user` is asked for something says nothing of what he may; whether `iban` is one is the same question in other words.
  const namesOf = (those: SourceModule, test: Node) => [...askedNames(those, test), ...(isInput ? ownNames(those, test) : [])]
  const names = new Set([...tellingNames(module.textOf(node.test)), ...(isInput ? ownNames(module, node.test) : [])])
  return nodesOf(after.program, "IfStatement").some(
    (each) =>
      now.start <= each.start &&
      each.end <= now.end &&
      sayingOf(after, each.consequent) === says &&
      !before.includes(`(${packed(after.textOf(each.test))})`) &&
      namesOf(after, each.test).some((name) => names.has(name)),
  )
}

/** Whether a call that throws has become one that throws and gives what it found: `assertPublicHost(url)` is `resolvePublicHost(url)` now. */
function givesMore(
  { module, after, around, now }: Omit<Sides, "gone"> & { readonly around: FunctionNode; readonly now: FunctionNode },
  node: Node,
): boolean {
  const call = node.type === "ExpressionStatement" ? bare(node.expression) : null
  if (call?.type !== "CallExpression" || call.arguments.length === 0) return false
  const given = packed(call.arguments.map((each) => module.textOf(each)).join(","))
  const subjects = new Set(subjectsOf(module.textOf(call.callee)))
  const before = packed(module.textOf(around))
  return nodesOf(after.program, "CallExpression").some(
    (each) =>
      now.start <= each.start &&
      each.end <= now.end &&
      packed(each.arguments.map((one) => after.textOf(one)).join(",")) === given &&
      !before.includes(`${packed(after.textOf(each.callee))}(`) &&
      subjectsOf(after.textOf(each.callee)).some((word) => subjects.has(word)),
  )
}

// What a function is about, without what it does: `PublicHost` of `assertPublicHost`.
function subjectsOf(callee: string): string[] {
  const words = /\w+$/.exec(callee.slice(-80))?.[0].match(/[A-Z]?[a-z]{3,}/g) ?? []
  return words.slice(1).map((each) => each.toLowerCase())
}

/** With those of the constants it asks: `!config` after `const config = protocols[protocol]` asks the protocol. */
function askedNames(module: SourceModule, test: Node): readonly string[] {
  const read = nodesOf(module.program, "Identifier").filter(({ start, end }) => test.start <= start && end <= test.end)
  const made = read.flatMap((each) => {
    const declared = module.bindings.resolve(each)?.declaration
    return declared?.type === "VariableDeclarator" && declared.init ? [module.textOf(declared.init)] : []
  })
  return [module.textOf(test), ...made].flatMap(tellingNames)
}

/** The variables and parameters a condition asks, however short their names are: in the same function they are the same value. */
function ownNames(module: SourceModule, test: Node): string[] {
  return nodesOf(module.program, "Identifier").flatMap((each) => {
    if (each.start < test.start || each.end > test.end || (each.parent?.type === "MemberExpression" && each.parent.property === each))
      return []
    const kind = module.bindings.resolve(each)?.kind
    return kind === "variable" || kind === "parameter" ? [each.name] : []
  })
}

// `return isMember && canEdit` that has become `return isMember` turns away less as well.
function lostConditions(words: RefusalWords, sides: Sides): LostFunction[] {
  const { module, after } = sides
  return weakerAnswers(words, sides).map(({ conditions, now, left, symbol }) => ({
    refusals: conditions.map((node) => ({ node, asked: negated(withoutBreaks(module.textOf(node))) })),
    now,
    symbol,
    rest: new Set(range(after.lineOf(left), after.lines.lineAt(left.end))),
  }))
}

function negated(condition: string): string {
  if (/^!(?!=)/.test(condition)) return condition.slice(1)
  return /^(?:await )?[\w$.?![\]"':]+(?:\([^()]*\))?$/.test(condition) && !condition.startsWith("await")
    ? `!${condition}`
    : `!(${condition})`
}

/** The alternatives an `if` does not ask for any more that refuses with the same words as before, and what is left of its condition. */
function weakened(
  words: RefusalWords,
  { module, after, each, remaining }: Omit<Sides, "gone"> & { readonly each: Refusal; readonly remaining: readonly Refusal[] },
): { readonly node: Node; readonly left: Node }[] {
  if (each.node.type !== "IfStatement") return []
  const had = alternativesOf(each.node.test)
  const says = sayingOf(module, each.node.consequent)
  for (const { node } of had.length < 2 ? [] : remaining) {
    if (node.type !== "IfStatement" || sayingOf(after, node.consequent) !== says) continue
    const left = new Set(alternativesOf(node.test).map((one) => packed(after.textOf(one))))
    const gone = had.filter((one) => !left.has(packed(module.textOf(one))))
    // Every alternative that is left was one before.
    if (gone.length === 0 || had.length - gone.length !== left.size) continue
    return gone.filter((one) => words.asks(module.textOf(one))).map((one) => ({ node: one, left: node.test }))
  }
  return []
}

// With what it says in words left out: that names what is asked.
function sayingOf(module: SourceModule, consequent: Node): string {
  return packed(module.textOf(consequent)).replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
}

function alternativesOf(test: Node): Node[] {
  const inner = bare(test)
  return inner.type === "LogicalExpression" && inner.operator === "||"
    ? [...alternativesOf(inner.left), ...alternativesOf(inner.right)]
    : [inner]
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

function* statementsOf(words: RefusalWords, module: SourceModule): Generator<Refusal> {
  for (const node of nodesOf(module.program, "IfStatement"))
    if (
      isShort(node.consequent) &&
      (words.isRefusal(module.textOf(node.test), module.textOf(node.consequent)) ||
        (isVerdict(words, module, node.test) && words.refuses(module.textOf(node.consequent))))
    )
      yield { node, asked: node.test }
  if (words === callerWords) yield* lookupsIn(module)
  for (const node of nodesOf(module.program, "ExpressionStatement")) {
    const call = bare(node.expression)
    if (call.type === "CallExpression" && words.isAskingCall(module.textOf(call.callee))) yield { node, asked: call }
  }
}

/** `const checked = await validateUrl(url)` and then `!checked.ok`: what is asked is what the function looked at. */
function isVerdict(words: RefusalWords, module: SourceModule, test: Node): boolean {
  let asked = bare(test)
  if (asked.type === "UnaryExpression" && asked.operator === "!") asked = bare(asked.argument)
  if (asked.type === "MemberExpression") asked = bare(asked.object)
  const declared = asked.type === "Identifier" ? module.bindings.resolve(asked)?.declaration : null
  const init = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : null
  const call = init?.type === "AwaitExpression" ? bare(init.argument) : init
  return call?.type === "CallExpression" && words.isAskingCall(module.textOf(call.callee))
}

/** `const page = await find({ id, workspaceId })` and `if (!page) throw …`: whoever it does not belong to goes no further. */
function* lookupsIn(module: SourceModule): Generator<Refusal> {
  const owned = ownedCalls(module).filter(({ owners }) => owners.length > 0)
  if (owned.length === 0) return
  for (const node of nodesOf(module.program, "IfStatement")) {
    if (!isShort(node.consequent) || !GIVES_UP.test(module.textOf(node.consequent).slice(0, MAX_BESIDE))) continue
    // What says so in words is a refusal already.
    if (callerWords.isRefusal(module.textOf(node.test), module.textOf(node.consequent))) continue
    const asked = missed(node.test)
    const found = asked && module.bindings.resolve(asked)?.declaration
    if (found?.type !== "VariableDeclarator" || found.init?.type !== "AwaitExpression") continue
    const { init } = found
    if (owned.some(({ node: call }) => init.start <= call.start && call.end <= init.end)) yield { node, asked: node.test }
  }
}

// `!page`, `page === null`, `pages.length === 0`
function missed(test: Node): (Node & { type: "Identifier" }) | null {
  const inner = bare(test)
  const asked =
    inner.type === "UnaryExpression" && inner.operator === "!"
      ? bare(inner.argument)
      : inner.type === "BinaryExpression" && /^[!=]==?$|^<$/.test(inner.operator) && inner.left.type !== "PrivateIdentifier"
        ? bare(inner.left)
        : null
  const list = asked?.type === "MemberExpression" && propertyName(asked) === "length" ? bare(asked.object) : asked
  return list?.type === "Identifier" ? list : null
}

// A refusal says its sentence and leaves; what does more has a refusal somewhere in it.
function isShort(consequent: Node): boolean {
  if (consequent.type !== "BlockStatement") return true
  const statements = consequent.body
  return statements.length <= 4 && statements.every(({ type }) => !/^(?:If|For|While|Do|Switch|Try)/.test(type))
}

/** Those of each function, in source order. */
function refusalsIn(words: RefusalWords, module: SourceModule): Map<FunctionNode, Refusal[]> {
  const found = new Map<FunctionNode, Refusal[]>()
  for (const refusal of statementsOf(words, module)) {
    const around = namedAround(module, refusal.node)
    if (around === null) continue
    const known = found.get(around)
    if (known === undefined) found.set(around, [refusal])
    else known.push(refusal)
  }
  for (const refusals of found.values()) refusals.sort((a, b) => a.node.start - b.node.start)
  return found
}

// All it does is let requests pass or not.
function isMiddleware({ params }: FunctionNode): boolean {
  const last = params.at(-1)
  return params.length >= 3 && last?.type === "Identifier" && last.name === "next"
}

/** Whether most of the lines that stood behind a refusal are in the function still; or before it, when it was the last thing that happened. */
function isLeft(
  { text }: SourceModule,
  around: FunctionNode,
  { refusals, index, lines }: { readonly refusals: readonly Refusal[]; readonly index: number; readonly lines: ReadonlySet<string> },
): boolean {
  let behind = ""
  for (let at = index; at < refusals.length && behind.length < MAX_BESIDE; at++) {
    const from = refusals[at]?.node.end ?? around.end
    // Without the other refusals: they may all have gone.
    behind += text.slice(from, Math.min(refusals[at + 1]?.node.start ?? around.end, from + MAX_BESIDE))
  }
  const { start } = (refusals[index] as Refusal).node
  const before = tellingLines(text.slice(Math.max(around.start, start - MAX_BESIDE), start)).slice(-MOST_BESIDE)
  const beside = tellingLines(behind).slice(0, MOST_BESIDE)
  const remains = (those: readonly string[]) => those.length > 0 && those.filter((each) => lines.has(each)).length * 3 >= those.length * 2
  if (remains(beside.length > 0 ? beside : before)) return true
  // What came next was rewritten, but is still what comes next.
  return before.length >= LEAST_BEFORE && remains(before) && beside[0] !== undefined && lines.has(beside[0])
}

/** Whether the same is asked on the way to the function. */
function isRefusedBefore(head: Project, now: FunctionNode, refusal: string): boolean {
  const routes = head.once("routes by handler", () =>
    Map.groupBy([...routesOf(head), ...resolversOf(head)], ({ handler }) => handler.function),
  )
  return (routes.get(now) ?? []).some((route) => {
    const auths = authsOf(head, route)
    return asksForLogin(refusal) ? auths.length > 0 : auths.some(({ guard }) => asksForRight(guard))
  })
}

/** Where a change may ask what it took away. */
interface Asks {
  /** Files with an added line that asks. */
  readonly paths: ReadonlySet<string>
  /** Whether one of them is where guards are kept: what they are called before is set elsewhere. */
  readonly isGuarded: boolean
  /** In all such lines. */
  readonly names: ReadonlySet<string>
}

interface AddedLine {
  readonly path: string
  /** At the head. */
  readonly number: number
  readonly text: string
}

const known = new WeakMap<Diff, Partial<Record<RefusalKind, readonly AddedLine[]>>>()

/** What the added lines of a change ask, without those that say only what is left of a refusal. */
function askedBy(diff: Diff, kind: RefusalKind, isRest: (line: AddedLine) => boolean): Asks {
  const kept = known.get(diff) ?? {}
  known.set(diff, kept)
  const lines = (kept[kind] ??= askingLines(diff, WORDS[kind])).filter((line) => !isRest(line))
  const paths = new Set(lines.map(({ path }) => path))
  return {
    paths,
    names: new Set(lines.flatMap(({ text }) => tellingNames(text))),
    isGuarded: [...paths].some((path) => WORDS[kind].keeps.test(path)),
  }
}

function askingLines(diff: Diff, words: RefusalWords): AddedLine[] {
  return diff.files.flatMap(({ path, hunks }) => {
    if (isTestPath(path) || !/\.(?:[cm]?[jt]sx?|graphqls?)$/.test(path)) return []
    return hunks.flatMap(({ lines }) => {
      // `clean = sanitize(name)` for `safe = sanitize(name)` asks nothing that was not asked in the same place.
      const before = new Set(lines.flatMap(({ kind, text }) => (kind === "deleted" ? callsIn(text) : [])))
      const isNew = (text: string) => {
        const asking = callsIn(text).filter((each) => words.couldAsk(each))
        return asking.length === 0 || asking.some((each) => !before.has(each))
      }
      return lines.flatMap(({ kind, text, newLine }) =>
        kind === "added" && newLine !== null && words.couldAsk(text) && isNew(text) ? [{ path, number: newLine, text }] : [],
      )
    })
  })
}

function callsIn(line: string): string[] {
  return codeOf(line).match(/[\w$.]+\(/g) ?? []
}
