import type { Control, Mark, RequestModel, SinkKind } from "../models/model.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { taintIn } from "./value.ts"
import type { Environment, Tainted, Value } from "./value.ts"

/** Request data met in a dangerous argument. */
export interface Hit {
  readonly kind: SinkKind
  readonly technology: string
  readonly module: SourceModule
  readonly node: Node
  readonly argument: Node
  readonly value: Tainted
  readonly field?: string
  readonly certain: boolean
}

/** Request data written to a column; `*` is any column of the table. */
export interface Kept {
  readonly table: string
  readonly column: string
  readonly value: Tainted
}

/** What arriving data have to be like to count, common to all kinds of sinks. */
export interface Danger {
  readonly kind: SinkKind
  readonly arguments: readonly number[] | "all"
  readonly properties?: readonly string[]
  readonly each?: true
  readonly inProperty?: true
  readonly except?: readonly string[]
  readonly needs: Control
  readonly unless?: Mark
  readonly when?: Mark
}

/** The call that is being walked. */
export interface Frame {
  readonly module: SourceModule
  readonly environment: Environment
  returned: Value
  /** What guards proved on every way out so far; left out before the first. */
  proven?: ReadonlyMap<string, readonly Control[]>
}

/** A handler whose framework sends what it returns. */
export interface Answering {
  readonly node: FunctionNode
  readonly sink: NonNullable<RequestModel["returns"]>
  readonly framework: string
}

export type Helper = Value & { readonly kind: "closure" }

/** Told the expression or the name that holds request data, and the data with the way they came. */
export type OnData = (module: SourceModule, node: Node, value: Tainted) => void

/** The state of one walk, with the three ways of going on that its parts need of each other. */
export interface Walk {
  readonly project: Project
  readonly hits: Hit[]
  /** Request data that were written to the database. */
  readonly kept: Kept[]
  steps: number
  nesting: number
  /** The functions being walked, outermost first. */
  readonly running: FunctionNode[]
  /** What `this` is in the function that is walked, where that is known better than by its class. */
  self: Value
  /** What the call that was walked last proved about data of the request, by having come back. */
  proven: ReadonlyMap<string, readonly Control[]>
  /** What the function that is walked, and those it calls, may throw where nothing has caught it yet. */
  thrown: Value
  /** What sloppy code assigns without declaring; walked from one handler only, so that handlers do not mix. */
  readonly globals: Map<string, Value>
  /** What handlers put on the request, by path below it; shared with the handlers that come later. */
  readonly added: Map<string, Value>
  /** What was asked for of it in vain: a handler that is walked later may put it there. */
  readonly missed: Set<string>
  /** What this walk put there, in order. */
  readonly left: (readonly [key: string, value: Value])[]
  /** What was there under the keys of these before. */
  readonly outside: Map<string, Value>
  /** Functions that were put on the request, for handlers and views to call. */
  readonly helpers: Helper[]
  /** By their place among these, what was proven of them wherever the handler let the request go on. */
  readonly handed: Map<number, readonly Control[]>
  /** What is proven of the request when the function begins. */
  readonly initial: ReadonlyMap<string, readonly Control[]>
  /** What is proven of it wherever the function let it go on; `null` before the first. */
  passed: ReadonlyMap<string, readonly Control[]> | null
  /** Whether this walk put something into an object that is there. */
  shares: boolean
  /** The files whose functions were run. */
  readonly entered: Set<string>
  readonly handler: Answering | null
  /** Hears of request data wherever they are met; `null` where nobody asks. It changes nothing about the walk. */
  readonly onData: OnData | null
  readonly evaluate: (node: Node, frame: Frame) => Value
  /** Walks a statement; false when nothing after it can run. */
  readonly execute: (node: Node, frame: Frame) => boolean
  /** Runs a function and gives what it may return. Parameters without a value are of no interest. */
  readonly run: (module: SourceModule, node: FunctionNode, values: readonly Value[], outer: Environment | null, self?: Value) => Value
}

// Enough for the largest handlers seen, small enough that a hostile file costs a fraction of a second.
const MAX_STEPS = 60_000
const MAX_NESTING = 220

/** Counts a step; false when the way is too long or too deep to go on. */
export function mayStep(walk: Walk): boolean {
  return ++walk.steps <= MAX_STEPS && walk.nesting <= MAX_NESTING
}

/** Tells of the data in a value, in one of its properties if it is an object. */
export function tell(onData: OnData, module: SourceModule, node: Node, value: Value): void {
  const data = value?.kind === "request" ? null : taintIn(value)
  if (data !== null && !data.stored) onData(module, node, data)
}

/** Whether the way was so long that its end was not seen. */
export function isCut(walk: Walk): boolean {
  return walk.steps > MAX_STEPS
}

/** The value of an expression that is looked at a second time, for its guards; that must not report twice. */
export function quietly(walk: Walk, node: Node, frame: Frame): Value {
  const known = walk.hits.length
  const kept = walk.kept.length
  const value = walk.evaluate(node, frame)
  walk.hits.length = known
  walk.kept.length = kept
  return value
}
