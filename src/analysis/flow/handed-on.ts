import type { Control } from "../models/model.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { guardsOf } from "./environment.ts"
import { drop, guardKey, join } from "./value.ts"
import type { Environment, Value } from "./value.ts"
import type { Walk } from "./walk.ts"

/**
 * Notes at `next()` what is proven of the request, and of the data that were put on it before: only from there do later handlers find
 * them.
 */
export function noteHandedOn(walk: Walk, call: Node & { type: "CallExpression" | "NewExpression" }, environment: Environment): void {
  if (call.arguments.length > 0) return
  const callee = bare(call.callee)
  if (callee.type !== "Identifier" || !/^(?:next|done)$/.test(callee.name)) return
  notePassed(walk, environment)
  for (const [index, [, value]] of walk.left.entries()) {
    if (value?.kind !== "tainted") continue
    const proven = guardsOf(environment, guardKey(value))
    const before = walk.handed.get(index)
    walk.handed.set(index, before === undefined ? proven : before.filter((each) => proven.includes(each)))
  }
}

/** Notes what is proven of the request where the handler lets it go on. */
export function notePassed(walk: Walk, { guarded }: Environment): void {
  const known = walk.passed ?? guarded
  walk.passed = new Map(
    [...known].flatMap(([key, controls]): [string, readonly Control[]][] => {
      const both = guarded.get(key)?.filter((each) => controls.includes(each)) ?? []
      return both.length > 0 ? [[key, both]] : []
    }),
  )
}

interface Before {
  readonly proven: ReadonlyMap<string, readonly Control[]>
  /** Steps it took to find out. */
  readonly steps: number
  readonly entered: ReadonlySet<string>
}

/** What the middleware of a route proves of the request before a handler of it begins, under the names that it has there. */
export function provenBefore(
  project: Project,
  { values, after = [] }: Entry,
  walkThrough: (project: Project, entry: Entry, added: Map<string, Value>) => Walk,
): Before {
  const proven = new Map<string, readonly Control[]>()
  const entered = new Set<string>()
  let steps = 0
  const here = nameOfRequest(values)
  for (const each of here === null ? [] : after) {
    const there = nameOfRequest(each.values)
    if (there === null) continue
    const found = project.onceFor(each.node, "lets pass", () => {
      const walk = walkThrough(project, { ...each, after: [] }, new Map())
      steps += walk.steps
      return { passed: walk.passed, entered: walk.entered }
    })
    for (const path of found.entered) entered.add(path)
    for (const [key, controls] of found.passed ?? []) {
      const part = there === "" ? key : key.startsWith(`${there}.`) ? key.slice(there.length + 1) : null
      if (part === null) continue
      const name = here === "" ? part : `${here}.${part}`
      proven.set(name, [...new Set([...(proven.get(name) ?? []), ...controls])])
    }
  }
  return { proven, steps, entered }
}

/** What the request is called in a handler; empty where it is taken apart, `null` where the handler has none. */
function nameOfRequest(values: readonly Value[]): string | null {
  const request = values.find((each) => each?.kind === "request")
  return request?.kind === "request" ? request.text : null
}

/** Takes what was proven at every `next()` off the data that the handler left on the request. */
export function narrowLeft(walk: Walk): void {
  const changed = new Set<string>()
  for (const [index, proven] of walk.handed) {
    const [key, value] = walk.left[index] ?? []
    if (key === undefined || value === undefined || proven.length === 0) continue
    walk.left[index] = [key, drop(value, proven)]
    changed.add(key)
  }
  for (const key of changed) {
    const own = walk.left.filter(([each]) => each === key).map(([, value]) => value)
    walk.added.set(key, own.reduce(join, walk.outside.get(key) ?? null))
  }
}
