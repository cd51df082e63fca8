import { createHash } from "node:crypto"

/** What a finding is about, without line numbers and prose: rule, path, symbol and code. */
export interface Identity {
  readonly rule: string
  /** Path at the head, also for findings of the base. */
  readonly path: string
  readonly symbol: string
  /** Normalised; empty for a finding about a file as a whole. */
  readonly code: string
}

const placeDigits = 8
const symbolDigits = 4
const codeDigits = 12

/**
 * Twenty-four hex digits that stay the same while the code stays the same; `occurrence` tells apart equal code in one symbol. The first eight
 * depend on the path too, the other sixteen on the content alone, so that code can be recognised in another file; four of those on rule and
 * symbol alone, so that code can be recognised after an edit.
 */
export function fingerprintOf(identity: Identity, occurrence: number): string {
  const { rule, path, symbol, code } = identity
  // A finding about a whole file has nothing but its path to be known by.
  const content = [rule, code === "" ? path : "", symbol, code, String(occurrence)]
  return digest([path, ...content], placeDigits) + digest([rule, symbol], symbolDigits) + digest(content, codeDigits)
}

/** The part of a fingerprint that is the same in every file. A text that is no fingerprint of ours is returned as it is. */
export function contentKeyOf(fingerprint: string): string {
  return isFingerprint.test(fingerprint) ? fingerprint.slice(placeDigits) : fingerprint
}

/** The part of a fingerprint that depends on rule and symbol alone; `null` for a text that is no fingerprint of ours. */
export function symbolKeyOf(fingerprint: string): string | null {
  return isFingerprint.test(fingerprint) ? fingerprint.slice(placeDigits, placeDigits + symbolDigits) : null
}

/** What people call a finding by in `/expert dismiss`: the first seven characters of its fingerprint, stable for the life of a pull request. */
export function shortIdOf(fingerprint: string): string {
  return fingerprint.slice(0, 7)
}

/** Code with white space, quotes' contents and numbers removed, so that formatting and copy edits keep the fingerprint. */
export function normaliseCode(code: string): string {
  return code
    .slice(0, 2_000)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/\b\d+(?:\.\d+)?\b/g, "0")
    .replace(/[\s;,]+/g, "")
    .slice(0, 400)
}

const isFingerprint = /^[0-9a-f]{24}$/

function digest(parts: readonly string[], digits: number): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, digits)
}
