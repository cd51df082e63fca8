import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { escapeInvisible, findInvisible, hasInvisible, showInvisible } from "../../src/hygiene/invisible.ts"

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("\u202e", "\u200b", "\0", "\r", "\r\n", "\n", "\ud800", "\u{e0041}", "\ufe0f", "\u2800", "👍🏽", "x"),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 14 },
  )
  .map((bits) => bits.join(""))

describe("showInvisible", () => {
  test.each([
    ["a\u202eb", "a‹U+202E›b"],
    ["a\u200bb", "a‹U+200B›b"],
    ["tab\tand\nline", "tab\tand\nline"],
    ["a\r\nb", "a\nb"],
    ["\u{e0041}", "‹U+E0041›"],
    ["\u{1d173}", "‹U+1D173›"],
    ["\ud800", "‹U+D800›"],
    ["blank\u2800cell", "blank‹U+2800›cell"],
    ["a\ufe0f", "a‹U+FE0F›"],
    ["naïve 日本語 👍🏽 ❤️ 1️⃣ كتاب", "naïve 日本語 👍🏽 ❤️ 1️⃣ كتاب"],
  ])("turns %j into %j", (text, expected) => {
    expect(showInvisible(text)).toBe(expected)
  })

  test("leaves nothing invisible behind", () => {
    fc.assert(fc.property(hostile, (text) => !hasInvisible(showInvisible(text))))
  })
})

describe("escapeInvisible", () => {
  test.each([
    ["a\u202eb", String.raw`a\u{202E}b`],
    ["\u{e0041}\u{e0042}", String.raw`\u{E0041}\u{E0042}`],
    ["a\r\nb\r", "a\nb"],
    ["a\rb", String.raw`a\u{D}b`],
    ["naïve 日本語 👍🏽", "naïve 日本語 👍🏽"],
  ])("turns %j into %j", (text, expected) => {
    expect(escapeInvisible(text)).toBe(expected)
  })

  test("leaves nothing invisible behind, keeps the number of lines and changes nothing the second time", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = escapeInvisible(text)
        expect(hasInvisible(shown)).toBe(false)
        expect(shown.split("\n")).toHaveLength(text.split("\n").length)
        expect(escapeInvisible(shown)).toBe(shown)
      }),
    )
  })
})

test("names where invisible characters stand", () => {
  expect(findInvisible("a\r\n\u200bb\u{e0041}")).toEqual([
    { at: 3, width: 1, name: "U+200B" },
    { at: 5, width: 2, name: "U+E0041" },
  ])
})
