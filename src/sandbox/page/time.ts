import { type Html, markup } from "./html.ts"

const units = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const

/** "3 minutes ago" with the exact moment as a tooltip; the plain text itself when it is no date. */
export function renderTime(at: string, now: string): Html {
  const age = Date.parse(now) - Date.parse(at)
  if (Number.isNaN(age)) return markup`${at}`
  return markup`<time datetime="${at}" title="${at.replace("T", " ")}">${sayAge(age)}</time>`
}

/** "1.4 s" or "2 min 5 s"; `null` when either end is missing. */
export function sayDuration(from: string | null, to: string | null): string | null {
  const milliseconds = from === null || to === null ? Number.NaN : Date.parse(to) - Date.parse(from)
  if (Number.isNaN(milliseconds) || milliseconds < 0) return null
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function sayAge(milliseconds: number): string {
  for (const [unit, size] of units) {
    const count = Math.floor(milliseconds / size)
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"} ago`
  }
  return "just now"
}
