import type { Control } from "../models/model.ts"
import type { Binding } from "../source/bindings.ts"
import { PIECE, drop, guardKey, join } from "./value.ts"
import type { Environment, Value } from "./value.ts"

/** An empty environment inside another one; `given` is what a function with `arguments` of its own is called with. */
export function createEnvironment(parent: Environment | null, given?: readonly Value[]): Environment {
  return {
    values: new Map(),
    guarded: new Map(parent?.guarded),
    tests: new Map(parent?.tests),
    parent,
    ...(given === undefined ? {} : { given }),
  }
}

/** What `arguments` is in the function that is walked: a list of what it was called with. */
export function givenTo(environment: Environment): Value {
  for (let at: Environment | null = environment; at; at = at.parent) if (at.given) return at.given.length === 0 ? null : listOf(at.given)
  return null
}

/** A list of values in order. */
export function listOf(values: readonly Value[]): Value & { kind: "object" } {
  const rest = values.reduce(join, null)
  return { kind: "object", fields: new Map(), rest, places: { values, rest } }
}

/** A copy to walk a branch with. */
export function fork(environment: Environment): Environment {
  return {
    values: new Map(environment.values),
    guarded: new Map(environment.guarded),
    tests: environment.tests,
    parent: environment.parent,
    ...(environment.given === undefined ? {} : { given: environment.given }),
  }
}

/**
 * After two branches: variables may hold either value, and only guards passed in both still count. What a variable was given in one of
 * them was looked at by the guards of that one.
 */
export function mergeInto(target: Environment, one: Environment, other: Environment): void {
  for (const binding of new Set([...one.values.keys(), ...other.values.keys()])) {
    const [first, second] = [one.values.get(binding) ?? null, other.values.get(binding) ?? null]
    target.values.set(binding, first === second ? first : join(settled(one, first), settled(other, second)))
  }
  target.guarded.clear()
  for (const [source, dropped] of one.guarded) {
    const both = other.guarded.get(source)?.filter((each) => dropped.includes(each)) ?? []
    if (both.length > 0) target.guarded.set(source, both)
  }
}

function settled(environment: Environment, value: Value): Value {
  return value?.kind === "tainted" ? drop(value, guardsOf(environment, guardKey(value))) : value
}

/** Makes the target equal to a branch, the other branch having ended. */
export function adopt(target: Environment, branch: Environment): void {
  for (const [binding, value] of branch.values) target.values.set(binding, value)
  target.guarded.clear()
  for (const [source, dropped] of branch.guarded) target.guarded.set(source, dropped)
}

/** The value of a variable, looked up outwards; `undefined` when it was never set on this walk. */
export function lookUp(environment: Environment, binding: Binding): Value | undefined {
  for (let at: Environment | null = environment; at; at = at.parent) if (at.values.has(binding)) return at.values.get(binding) ?? null
  return undefined
}

/** The controls that guards took from data under a name, or from what they are a part of. */
export function guardsOf(environment: Environment, key: string): readonly Control[] {
  const { guarded } = environment
  if (guarded.size === 0) return []
  let taken = guarded.get(key) ?? []
  for (let end = key.length - 1; end > 0; end--) {
    if (key[end] !== "." && key[end] !== PIECE) continue
    const above = guarded.get(key.slice(0, end))
    if (above) taken = [...taken, ...above]
  }
  return taken
}

/** Under what guards are noted that hold for a text, but not for a list in its place: `name.includes("..")`. */
export function textOnly(source: string): string {
  return `text ${source}`
}

/** The value where it is known to be a text, with what was proved of it as one. */
export function asText(value: Value, environment: Environment): Value {
  return value?.kind === "tainted" && value.controls.includes("shape")
    ? drop(value, guardsOf(environment, textOnly(guardKey(value))))
    : value
}

/** Sets a variable where it lives: in an outer call when a closure assigns it. */
export function assign(environment: Environment, binding: Binding, value: Value): void {
  for (let at = environment.parent; at; at = at.parent) {
    if (!at.values.has(binding) || environment.values.has(binding)) continue
    at.values.set(binding, join(at.values.get(binding) ?? null, value))
    return
  }
  environment.values.set(binding, value)
}
