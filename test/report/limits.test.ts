import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { byteLength, shareRoom, truncateLine, truncateMarkdown } from "../../src/report/limits.ts"

const where = "See the report."

describe("truncateMarkdown", () => {
  test("leaves a text that fits alone", () => {
    expect(truncateMarkdown("# a\n\nb", 7, where)).toBe("# a\n\nb")
  })

  test("says how much is missing and where it is", () => {
    const text = Array.from({ length: 100 }, (_, index) => `line ${index}`).join("\n")
    expect(truncateMarkdown(text, 100, where)).toBe(
      "line 0\nline 1\nline 2\nline 3\nline 4\nline 5\n\n_Cut here: 94 more lines did not fit. See the report._",
    )
  })

  test("closes a fence and a fold that the cut left open", () => {
    const text = `<details>\n\n\`\`\`\`ts\n\`\`\`\n${"code\n".repeat(100)}\`\`\`\`\n</details>`
    expect(truncateMarkdown(text, 140, where)).toMatch(
      /code\n````\n\n<\/details>\n\n_Cut here: \d+ more lines did not fit\. See the report\._$/,
    )
  })

  test("keeps the mark in the first line", () => {
    expect(truncateMarkdown(`<!-- mark -->\n${"x\n".repeat(1_000)}`, 200, where)).toMatch(/^<!-- mark -->\nx\n/)
  })

  test("keeps within the limit and never splits a character, whatever the text", () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("```", "````", "~~~", "<details>", "</details>", "日本語".repeat(9)),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 200, max: 600 }), (lines, limit) => {
        const cut = truncateMarkdown(lines.join("\n"), limit, where)
        expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(limit)
        expect(cut.isWellFormed()).toBe(true)
      }),
    )
  })
})

test("counts bytes as an encoder does", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => byteLength(text) === new TextEncoder().encode(text).length))
})

test("cuts one line between characters", () => {
  expect(truncateLine("日本語", 7)).toBe("日…")
})

test.each([
  { name: "everything when there is room", sizes: [10, 20], room: 100, shares: [10, 20] },
  { name: "short texts whole and long ones alike", sizes: [1_000, 10, 500], room: 210, shares: [100, 10, 100] },
])("gives $name", ({ sizes, room, shares }) => {
  expect(shareRoom(sizes, room)).toEqual(shares)
})
