import { expect, test } from "vitest"
import { contentKeyOf, fingerprintOf, normaliseCode, shortIdOf, symbolKeyOf } from "../../src/model/fingerprint.ts"
import { findByShortId } from "../../src/model/ledger.ts"

const identity = { rule: "no-sql-injection", path: "src/orders.ts", symbol: "list", code: "db.query(a)" }

test("a fingerprint keeps its content key in another file, and nothing else of it", () => {
  const here = fingerprintOf(identity, 0)
  const there = fingerprintOf({ ...identity, path: "src/moved.ts" }, 0)
  expect(here).toMatch(/^[0-9a-f]{24}$/)
  expect(there).not.toBe(here)
  expect(contentKeyOf(there)).toBe(contentKeyOf(here))
  expect(shortIdOf(there)).not.toBe(shortIdOf(here))
})

test.each([
  ["another rule", { ...identity, rule: "no-open-redirect" }, 0],
  ["another function", { ...identity, symbol: "find" }, 0],
  ["other code", { ...identity, code: "db.query(b)" }, 0],
  ["a second place with the same code", identity, 1],
])("%s has another content key", (_what, other, occurrence) => {
  expect(contentKeyOf(fingerprintOf(other, occurrence))).not.toBe(contentKeyOf(fingerprintOf(identity, 0)))
})

test("edited code in the same function keeps the symbol key, and the same code elsewhere does not", () => {
  const edited = fingerprintOf({ ...identity, code: "db.query(b)" }, 0)
  expect(symbolKeyOf(edited)).toBe(symbolKeyOf(fingerprintOf(identity, 0)))
  expect(symbolKeyOf(fingerprintOf({ ...identity, symbol: "find" }, 0))).not.toBe(symbolKeyOf(edited))
  expect(symbolKeyOf("one")).toBeNull()
})

test("a finding about a whole file is not recognised in another file", () => {
  const file = { ...identity, symbol: "", code: "" }
  expect(contentKeyOf(fingerprintOf(file, 0))).not.toBe(contentKeyOf(fingerprintOf({ ...file, path: "other" }, 0)))
})

test("what is no fingerprint of ours is its own content key", () => {
  expect(contentKeyOf("one")).toBe("one")
})

test("formatting, literals and numbers do not change normalised code", () => {
  expect(normaliseCode("query( 'select 1',\n  10 );")).toBe(normaliseCode('query("select 2", 20)'))
})

test("a short id finds its finding, in either case, and never by less than four characters", () => {
  const findings = [{ fingerprint: "abcd111100000000ffffffff" }, { fingerprint: "abcd222200000000ffffffff" }]
  expect(findByShortId(findings, "ABCD1111")).toEqual([findings[0]])
  expect(findByShortId(findings, "abcd")).toEqual(findings)
  expect(findByShortId(findings, "abc")).toEqual([])
  expect(findByShortId(findings, "ffff")).toEqual([])
})
