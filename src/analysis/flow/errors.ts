import { join, taintIn } from "./value.ts"
import { addForLater, addedBefore } from "./properties.ts"
import type { Value } from "./value.ts"
import type { Entry } from "./entry.ts"
import type { Walk } from "./walk.ts"

/** The classes of the language, and functions of packages that make an error; where the message stands among what they are given. */
const MAKERS: readonly (readonly [RegExp, number])[] = [
  [/^globalThis\.(?:\w{0,20}Error)(?:\(\))?$/, 0],
  [/^(?:http-errors|@hapi\/boom|boom)\.\w+$/, 0],
  [/^http-errors$/, 1],
]

/** An error of the language or of a package with what it says, which everybody reads again as `message`; `undefined` for other calls. */
export function errorMadeBy(path: string | null, values: readonly Value[]): Value | undefined {
  const maker = path === null ? undefined : MAKERS.find(([pattern]) => pattern.test(path))
  if (maker === undefined) return undefined
  const said = taintIn(values[maker[1]] ?? null)
  return said === null ? undefined : { kind: "object", fields: sayingOf(said), rest: null }
}

/** Whether a class of this access path is one of errors. */
export function isErrorClass(path: string | null): boolean {
  return path !== null && (MAKERS[0]?.[0].test(path) ?? false)
}

/** The properties of an error that was made with this text. */
export function sayingOf(said: Value): Map<string, Value> {
  return new Map([
    ["message", said],
    ["stack", said],
  ])
}

/** Notes an error that a handler throws or hands to `next`: error middleware is given it. */
export function noteError(walk: Walk, error: Value): void {
  if (taintIn(error) !== null) addForLater(walk, KEY, error)
}

/** What the parameters of error middleware of Express hold, `(error, req, res, next)`, with the errors that handlers are seen to make. */
export function withErrors(walk: Walk, { node, model, values }: Entry): readonly Value[] {
  if (model.framework !== "Express" || node.params.length !== 4) return values
  const [first = null, ...others] = values
  return [join(first, addedBefore(walk, KEY) ?? null), ...others]
}

const KEY = "error of a handler"
