import { numberOf } from "./numbers.ts"
import { drop, readAs } from "./value.ts"
import type { Tainted, Value } from "./value.ts"

const MAX_GROUPS = 20
// Takes in more than what it names, once what is escaped and classes that name their characters are out of the way.
const OPEN = /\.|\\[SWD]|\[\^/

function isOpen(pattern: string): boolean {
  return OPEN.test(pattern.replace(/\\[^SWD]/g, "").replace(/\[[^\]^\\][^\]\\]*\]/g, ""))
}

// Digits, as many as make a large number: `\d+`, `[0-9]{1,10}`.
const LARGE_NUMBER = /^(?:\\d|\[0-9\])(?:[+*]|\{\d,(?:\d{2,}|[7-9])?\}|\{(?:\d{2,}|[7-9])\})$/

interface Group {
  readonly name: string | null
  readonly isOpen: boolean
  readonly isNumber: boolean
}

/**
 * What `pattern.exec(text)` and `text.match(pattern)` give of data: groups that name what may be in them, `(\d+)` or `(?<id>[\w-]+)`, leave nothing
 * of a sender's choice. `null` where no group lets more through and the whole match is closed as well.
 */
export function matched(value: Tainted, pattern: string): Value {
  const whole = drop(value, ["shape"])
  const groups = groupsOf(pattern)
  if (groups === null) return readAs(whole, "fields")
  const taken = (group: Pick<Group, "isOpen" | "isNumber">): Value =>
    group.isOpen ? readAs(whole, "fields") : group.isNumber && whole?.kind === "tainted" ? numberOf(whole) : null
  const values = [taken({ isOpen: isOpen(pattern), isNumber: false }), ...groups.map(taken)]
  const rest = values.find((each) => each?.kind === "tainted") ?? null
  if (values.every((each) => each === null)) return null
  const named = new Map(groups.flatMap((each) => (each.name === null ? [] : [[each.name, taken(each)] as const])))
  const fields = new Map<string, Value>([["groups", { kind: "object", fields: named, rest: null }]])
  return { kind: "object", fields, rest, places: { values, rest } }
}

/** The capturing groups of a pattern in order; `null` when there are too many. */
function groupsOf(pattern: string): readonly Group[] | null {
  const groups: { name: string | null; start: number; end: number }[] = []
  const open: number[] = []
  let isClass = false
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === "\\") at++
    else if (isClass) isClass = character !== "]"
    else if (character === "[") isClass = true
    else if (character === "(") {
      const name = /^\(\?<([A-Za-z_$][\w$]*)>/.exec(pattern.slice(at, at + 60))
      const captures = pattern[at + 1] !== "?" || name !== null
      open.push(captures ? groups.length : -1)
      if (captures) groups.push({ name: name?.[1] ?? null, start: at + (name?.[0].length ?? 1), end: pattern.length })
    } else if (character === ")") {
      const group = groups[open.pop() ?? -1]
      if (group) group.end = at
    }
    if (groups.length > MAX_GROUPS) return null
  }
  return groups.map(({ name, start, end }) => {
    const inside = pattern.slice(start, end)
    return { name, isOpen: isOpen(inside), isNumber: LARGE_NUMBER.test(inside) }
  })
}
