import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { marked } from "./value.ts"
import type { Value } from "./value.ts"

// Options that take no value, so that what follows them is read as an option again.
const ALONE = /^-[sSLfkIivqzr]+$|^--(?:silent|location|fail|quiet|verbose|bare|mirror|recursive|single-branch|no-[\w-]+|[\w-]+=.*)$/

// `git log --end-of-options` leaves `--` to paths.
const CLOSES: ReadonlySet<string> = new Set(["--", "--end-of-options"])

/**
 * An element of a list with what its neighbours in front prove of it: behind `--` and `--end-of-options` nothing is taken for an option, and what follows
 * `-m` is its value.
 */
export function behindOptions(elements: readonly (Node | null)[], index: number, value: Value): Value {
  const before = elements.slice(0, index).map((each) => (each ? stringOf(each) : null))
  const last = before.at(-1) ?? null
  const isValue = last !== null && last.startsWith("-") && !ALONE.test(last)
  const isClosed = before.some((each) => each !== null && CLOSES.has(each))
  return isClosed || isValue ? marked(value, ["no-option"]) : value
}
