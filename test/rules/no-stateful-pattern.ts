const LINK = /https?:\/\//gi
const WORD = /\b[a-z]+\b/g
const STEP = /\d+/y
const SIGN = /[<>]/
const TOKEN = /\w+/g
const BACK = /x/g

export function isClean(text: string): boolean {
  // ruleid: no-stateful-pattern
  return !LINK.test(text)
}

export const atStart = (text: string) => {
  // ruleid: no-stateful-pattern
  if (STEP.test(text)) return "a number"
  return null
}

export function words(text: string): string[] {
  // ok: no-stateful-pattern
  return [...text.matchAll(WORD)].map(([word]) => word)
}

export function hasSign(text: string): boolean {
  // ok: no-stateful-pattern
  return SIGN.test(text)
}

export function count(text: string): number {
  let found = 0
  // ok: no-stateful-pattern
  while (TOKEN.test(text)) found++
  return found
}

export function again(text: string): boolean {
  BACK.lastIndex = 0
  // ok: no-stateful-pattern
  return BACK.test(text)
}

export function own(text: string): boolean {
  const pattern = /a/g
  // ok: no-stateful-pattern
  return pattern.test(text)
}
