/** What a text of the model says as JSON. */
export type ReadAnswer =
  | { readonly kind: "whole"; readonly value: Readonly<Record<string, unknown>> }
  /** Only the parts that are complete: a list that was cut off keeps its complete items, an item that cannot be parsed is left out. */
  | { readonly kind: "partial"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "none" }

/** Reads one JSON object out of a text, whatever stands around it and wherever it was cut off. Never throws; takes time linear in the text. */
export function readAnswer(text: string): ReadAnswer {
  const start = text.indexOf("{")
  if (start === -1) return { kind: "none" }
  const end = endOf(text, start)
  if (end !== null) {
    const whole = parse(text.slice(start, end))
    if (isRecord(whole)) return { kind: "whole", value: whole }
  }
  const value = salvageObject(text, start)
  return Object.keys(value).length === 0 ? { kind: "none" } : { kind: "partial", value }
}

// An answer has lists in an object, or in an object of it; whoever nests further only wants every level to be read anew.
const deepest = 3

function salvageObject(text: string, start: number, depth = 1): Record<string, unknown> {
  const members: [string, unknown][] = []
  let at = skipSpace(text, start + 1)
  while (text[at] === '"') {
    const keyEnd = endOf(text, at)
    if (keyEnd === null) break
    const key: unknown = parse(text.slice(at, keyEnd))
    const colon = skipSpace(text, keyEnd)
    if (typeof key !== "string" || text[colon] !== ":") break
    const valueStart = skipSpace(text, colon + 1)
    const valueEnd = endOf(text, valueStart)
    const value = salvageValue(text, valueStart, valueEnd, depth)
    if (value !== undefined) members.push([key, value])
    if (valueEnd === null) break
    at = skipComma(text, valueEnd)
  }
  return Object.fromEntries(members)
}

function salvageValue(text: string, start: number, end: number | null, depth: number): unknown {
  const whole = end === null ? undefined : parse(text.slice(start, end))
  if (whole !== undefined) return whole
  // One level of lists: an item is worth something only as a whole.
  if (text[start] === "[") return salvageItems(text, start)
  if (text[start] !== "{" || depth === deepest) return undefined
  const value = salvageObject(text, start, depth + 1)
  return Object.keys(value).length === 0 ? undefined : value
}

function salvageItems(text: string, start: number): unknown[] {
  const items: unknown[] = []
  let at = skipSpace(text, start + 1)
  for (let end = endOf(text, at); end !== null && end > at; end = endOf(text, at)) {
    const item = parse(text.slice(at, end))
    if (item !== undefined) items.push(item)
    at = skipComma(text, end)
  }
  return items
}

/** Just behind the value that begins at `start`, or `null` when the text ends first; brackets and strings are matched, nothing is checked. */
function endOf(text: string, start: number): number | null {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '"') {
      const end = endOfString(text, at)
      if (end === null) return null
      at = end - 1
    } else if (character === "{" || character === "[") depth += 1
    else if (character === "}" || character === "]") {
      // A closing bracket that nothing opened ends a number or word before it.
      if (depth === 0) return at
      depth -= 1
    } else if (depth > 0 || !/[\s,]/.test(character)) continue
    else return at
    if (depth === 0) return at + 1
  }
  return null
}

function endOfString(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1
    else if (text[at] === '"') return at + 1
  }
  return null
}

function skipSpace(text: string, start: number): number {
  let at = start
  while (/\s/.test(text[at] ?? "")) at += 1
  return at
}

function skipComma(text: string, start: number): number {
  const at = skipSpace(text, start)
  return text[at] === "," ? skipSpace(text, at + 1) : at
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
