import type { Control } from "../models/model.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { textOnly } from "./environment.ts"
import { unwrapped } from "./guard-forms.ts"
import { guardKey, namesToGuard, taintIn } from "./value.ts"
import type { Environment, Value } from "./value.ts"

/** What guards need to know of an expression: what it may hold, and how it is written where it is defined. */
export interface Ask {
  readonly value: (node: Node) => Value
  /** Through constants and imports; the expression itself where that leads nowhere. */
  readonly written: (node: Node) => Node
  /** The same for an expression of another file. */
  readonly writtenIn: (module: SourceModule, node: Node) => Node
  /** The function that is asked about these arguments; `null` where it is none of the repository. */
  readonly predicate: (callee: Node, given: readonly Node[]) => Predicate | null
  /** The function that is asked about each element of a list. */
  readonly predicateOfElements: (list: Node, callee: Node) => Predicate | null
}

/** A function that answers a question, its parameters holding what it is asked about. */
export interface Predicate {
  /** Its statements, or the expression it gives. */
  readonly body: readonly Node[]
  readonly environment: Environment
  readonly ask: Ask
  /** Walks a declaration of it. */
  readonly declare: (statement: Node) => void
}

/** Notes that data can no longer do this. */
export function take(node: Node, controls: readonly Control[], environment: Environment, ask: Ask): void {
  const value = taintIn(ask.value(unwrapped(node)))
  if (!value) return
  for (const key of namesToGuard(value)) {
    const known = environment.guarded.get(key) ?? []
    environment.guarded.set(key, [...new Set([...known, ...controls])])
  }
}

/** The first piece says it of the whole. */
export function takeWhole(node: Node, controls: readonly Control[], environment: Environment, ask: Ask): void {
  const value = taintIn(ask.value(node))
  if (value) environment.guarded.set(value.source, [...new Set([...(environment.guarded.get(value.source) ?? []), ...controls])])
}

/** A list has `includes` and `indexOf` as well, and finds no `..` in `["../secret"]`. */
export function takeFromText(node: Node, environment: Environment, ask: Ask): void {
  const value = taintIn(ask.value(unwrapped(node)))
  const asked = taintIn(ask.value(node))
  if (!value || !asked?.controls.includes("shape")) take(node, ["path"], environment, ask)
  else environment.guarded.set(textOnly(guardKey(value)), ["path"])
}
