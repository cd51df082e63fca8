// @ts-nocheck fixture

// ruleid: no-misread-character-range
const NAME = /^[A-z]+$/

export function isName(text) {
  return NAME.test(text)
}

export function isKey(text) {
  // ruleid: no-misread-character-range
  return /^[a-zA-z0-9]{8,32}[0-z]$/.test(text)
}

export function isColour(text) {
  // ruleid: no-misread-character-range
  return text.match(/^#[0-F]{6}$/)
}

// ruleid: no-misread-character-range
const DRIVE = new RegExp("^[A-z]:")

export function isSlug(text) {
  // ruleid: no-misread-character-range
  return !DRIVE.test(text) && /^[a-z0-9+-_]+$/.test(text)
}

export function isEscape(text) {
  // ruleid: no-misread-character-range
  return /^u[\da-fA-f]{4}$/.test(text)
}

export function isWord(text) {
  // ok: no-misread-character-range
  return /^[A-Za-z]+$/.test(text)
}

export function isPrintable(text) {
  // ok: no-misread-character-range
  return /^[ -~]+$/.test(text) && /^[!-~]+$/.test(text)
}

export function isHex(text) {
  // ok: no-misread-character-range
  return /^[0-9A-Fa-f]+$/.test(text)
}

export function isHandle(text) {
  // ok: no-misread-character-range
  return /^[\w-.]+$/.test(text)
}

export function isToken(text) {
  // ok: no-misread-character-range
  return /^[!#-'*+\-.^-~]+$/.test(text)
}

export function withoutColours(text) {
  // ok: no-misread-character-range
  return text.replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, "").replace(/\x1b[@-_]/g, "")
}

export function isRange(text) {
  // ok: no-misread-character-range
  return /^A-z$/.test(text) && text !== "[A-z]"
}

export function isVersion(text) {
  // ok: no-misread-character-range
  return /^[a-z0-9.\-_]+$/.test(text)
}
