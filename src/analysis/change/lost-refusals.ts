import type { ChangedFile, Diff } from "../../model/diff.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { asksForRight } from "../routes/guard-words.ts"
import { authsOf } from "../routes/route-facts.ts"
import { bare, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { asksForLogin, couldAsk, isAskingCall, isDoor, isRefusal } from "./refusal-words.ts"

/** Statements of a function that turned away who may not go on, before a change that left the rest of the function. */
export interface LostRefusals {
  readonly file: ChangedFile
  /** At the base. */
  readonly module: SourceModule
  /** At the base, in source order: an `if`, or the statement of a call that throws. Never empty. */
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

// `break` and `return x` are in many functions.
const LEAST_SHARED = 12
const MOST_BESIDE = 6
// Of one function; a finding names two of them.
const MOST_REFUSALS = 50
const MAX_BESIDE = 4_000
const KEEPS_GUARDS = /(?:middlewares?|guard|auth(?!or)|permission|polic|access|privilege|acl)[^/]*(?:\/|\.\w+$)/i

/**
 * Statements that refused somebody for what they are or may, stood on lines that the change takes away, and are in no other words anywhere in it.
 * What they stood before is still there.
 */
export function lostRefusals(base: Project, head: Project, diff: Diff): LostRefusals[] {
  const found: LostRefusals[] = []
  for (const file of diff.files) {
    const { oldPath } = file
    if (file.status === "deleted" || file.status === "copied" || oldPath === null || !isServerPath(oldPath)) continue
    const gone = new Set(
      file.hunks.flatMap(({ lines }) => lines.flatMap(({ kind, oldLine }) => (kind === "deleted" && oldLine ? [oldLine] : []))),
    )
    if (gone.size === 0) continue
    const module = base.moduleOf(oldPath)
    const after = head.moduleOf(file.path)
    if (module === null || after === null) continue
    const lost = lostFunctions(module, after, gone)
    if (lost.length === 0 || moved(diff).paths.has(file.path) || moved(diff).isGuarded) continue
    for (const { refusals: all, now, symbol } of lost) {
      const refusals = all.filter(({ node }) => {
        const written = module.textOf(node)
        return !namesIn(written).some((name) => moved(diff).names.has(name)) && !isRefusedBefore(head, now, written)
      })
      if (refusals.length > 0) found.push({ file, module, refusals, now: { module: after, function: now }, symbol })
    }
  }
  return found
}

interface LostFunction extends Pick<LostRefusals, "refusals" | "symbol"> {
  readonly now: FunctionNode
}

/** Functions that turn fewer away than before, with what they asked on lines that are gone and ask no more. */
function lostFunctions(module: SourceModule, after: SourceModule, gone: ReadonlySet<number>): LostFunction[] {
  const then = refusalsIn(module)
  const lost = [...then].map(([around, refusals]) => ({ around, all: refusals.filter(({ node }) => gone.has(module.lineOf(node))) }))
  if (lost.every(({ all }) => all.length === 0)) return []
  const nowIn = refusalsIn(after)
  const before = functionsOf(module)
  const functions = functionsOf(after)
  return lost.flatMap(({ around, all }): LostFunction[] => {
    const symbol = symbolOf(module, around)
    const same = functions.get(symbol) ?? []
    const alike = before.get(symbol) ?? []
    // With another number of functions of this name nobody can tell which is which.
    const now = all.length > 0 && same.length === alike.length ? same[alike.indexOf(around)] : undefined
    if (now === undefined) return []
    // Written another way, or asked in another order: as many are turned away as before.
    if ((nowIn.get(now)?.length ?? 0) > (then.get(around)?.length ?? 0) - all.length) return []
    const text = after.textOf(now)
    const lines = new Set(linesOf(text))
    const onOneLine = withoutBreaks(text)
    const refusals = all
      .slice(0, MOST_REFUSALS)
      .filter((_, index) => isDoor(symbol) || isLeft(module, around, { refusals: all, index, lines }))
      .map(({ node, asked }) => ({ node, asked: withoutBreaks(module.textOf(asked)) }))
      .filter(({ node, asked }) => !onOneLine.includes(node.type === "IfStatement" ? `(${asked})` : asked))
    return [{ refusals, now, symbol }]
  })
}

function* statementsOf(module: SourceModule): Generator<Refusal> {
  for (const node of nodesOf(module.program, "IfStatement"))
    if (isShort(node.consequent) && isRefusal(module.textOf(node.test), module.textOf(node.consequent))) yield { node, asked: node.test }
  for (const node of nodesOf(module.program, "ExpressionStatement")) {
    const call = bare(node.expression)
    if (call.type === "CallExpression" && isAskingCall(module.textOf(call.callee))) yield { node, asked: call }
  }
}

// A refusal says its sentence and leaves; what does more has a refusal somewhere in it.
function isShort(consequent: Node): boolean {
  if (consequent.type !== "BlockStatement") return true
  const statements = consequent.body
  return statements.length <= 4 && statements.every(({ type }) => !/^(?:If|For|While|Do|Switch|Try)/.test(type))
}

/** Those of each function, in source order. */
function refusalsIn(module: SourceModule): Map<FunctionNode, Refusal[]> {
  const found = new Map<FunctionNode, Refusal[]>()
  for (const refusal of statementsOf(module)) {
    const around = namedAround(module, refusal.node)
    if (around === null) continue
    const known = found.get(around)
    if (known === undefined) found.set(around, [refusal])
    else known.push(refusal)
  }
  for (const refusals of found.values()) refusals.sort((a, b) => a.node.start - b.node.start)
  return found
}

// A callback within has no name to find it by.
function namedAround(module: SourceModule, node: Node): FunctionNode | null {
  let around = enclosingFunction(node)
  while (around !== null) {
    const outer = enclosingFunction(around)
    if (outer === null || symbolOf(module, around) !== symbolOf(module, outer)) return around
    around = outer
  }
  return null
}

function functionsOf(module: SourceModule): Map<string, FunctionNode[]> {
  const all = nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
  return Map.groupBy(all, (each) => symbolOf(module, each))
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
  const before = linesOf(text.slice(Math.max(around.start, start - MAX_BESIDE), start)).slice(-MOST_BESIDE)
  const beside = linesOf(behind).slice(0, MOST_BESIDE)
  const those = beside.length > 0 ? beside : before
  return those.length > 0 && those.filter((each) => lines.has(each)).length * 3 >= those.length * 2
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= LEAST_SHARED && !/^(?:\/\/|\*|\/\*)/.test(line))
}

function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, " ")
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
interface Moved {
  /** Files with an added line that asks. */
  readonly paths: ReadonlySet<string>
  /** Whether one of them is where guards are kept: what they are called before is set elsewhere. */
  readonly isGuarded: boolean
  /** In all such lines. */
  readonly names: ReadonlySet<string>
}

const known = new WeakMap<Diff, Moved>()

function moved(diff: Diff): Moved {
  let all = known.get(diff)
  if (all === undefined) known.set(diff, (all = collectMoved(diff)))
  return all
}

function collectMoved(diff: Diff): Moved {
  const paths = new Set<string>()
  const names = new Set<string>()
  for (const { path, hunks } of diff.files) {
    if (isTestPath(path) || !/\.(?:[cm]?[jt]sx?|graphqls?)$/.test(path)) continue
    for (const { lines } of hunks) {
      for (const { kind, text } of lines) {
        if (kind !== "added" || !couldAsk(text)) continue
        paths.add(path)
        for (const name of namesIn(text)) names.add(name)
      }
    }
  }
  return { paths, names, isGuarded: [...paths].some((path) => KEEPS_GUARDS.test(path)) }
}

// Short ones stand for something else elsewhere.
function namesIn(code: string): readonly string[] {
  return code.match(/[a-zA-Z_$][\w$]{5,}/g) ?? []
}
