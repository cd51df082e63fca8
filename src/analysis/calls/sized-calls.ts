export type Harm = "memory" | "wait"

/** A place of a call where a number decides how much it takes. */
export interface Sized {
  /** Index of the argument. */
  readonly at: number
  /** The property of it that holds the number; the argument itself when left out. */
  readonly option?: string
  readonly harm: Harm
  /** Whether a text does for the number. */
  readonly takesText: boolean
  /** Whether a value of unknown kind is a number here: a list makes another list of some. */
  readonly takesData: boolean
}

// https://nodejs.org/api/buffer.html: `Buffer.alloc` fills what it takes, the others do as well.
const BY_ORIGIN: readonly (Omit<Sized, "at" | "takesData"> & {
  readonly call: RegExp
  readonly places: readonly number[]
  readonly takesData?: false
})[] = [
  { call: /^(?:globalThis|buffer)\.Buffer\.alloc(?:Unsafe|UnsafeSlow)?$/, places: [0], harm: "memory", takesText: false },
  { call: /^globalThis\.Array$/, places: [0], harm: "memory", takesText: false, takesData: false },
  {
    call: /^globalThis\.(?:(?:Shared)?ArrayBuffer|(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array)$/,
    places: [0],
    harm: "memory",
    takesText: true,
    takesData: false,
  },
  { call: /^crypto\.(?:randomBytes|pseudoRandomBytes)$/, places: [0], harm: "memory", takesText: false },
  { call: /^(?:lodash|underscore)\.(?:range|times)$/, places: [0], harm: "memory", takesText: true },
  { call: /^sharp\(\)\.resize$/, places: [0, 1], harm: "memory", takesText: false },
  { call: /^globalThis\.set(?:Timeout|Interval)$/, places: [1], harm: "wait", takesText: true },
  { call: /^timers\.set(?:Timeout|Interval)$/, places: [1], harm: "wait", takesText: true },
  { call: /^timers\/promises\.set(?:Timeout|Interval)$/, places: [0], harm: "wait", takesText: true },
]
const BY_METHOD = /^(?:repeat|padStart|padEnd)$/

/** The places of a call where a number decides how much memory or time it takes. */
export function sizedBy(origin: string | null, method: string | null, count: number): readonly Sized[] {
  if (method === "from") return [{ at: 0, option: "length", harm: "memory", takesText: true, takesData: true }]
  if (method !== null && BY_METHOD.test(method)) return [{ at: 0, harm: "memory", takesText: true, takesData: true }]
  const known = origin === null ? undefined : BY_ORIGIN.find((each) => each.call.test(origin))
  // `new Array(a, b)` makes a list of two.
  if (!known || (origin === "globalThis.Array" && count > 1)) return []
  return known.places.map((at) => ({ at, harm: known.harm, takesText: known.takesText, takesData: known.takesData ?? true }))
}
