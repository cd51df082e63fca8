import { describe, expect, test } from "vitest"
import { highlightLines, languageOf, renderLine } from "../../src/sandbox/page/highlight.ts"
import { markChanges } from "../../src/sandbox/page/mark-changes.ts"
import { parsePatch } from "../../src/sandbox/page/parse-patch.ts"
import { renderTime, sayDuration } from "../../src/sandbox/page/time.ts"

describe("parsePatch", () => {
  test("numbers lines on both sides and keeps the heading", () => {
    const [hunk] = parsePatch("@@ -3,2 +3,3 @@ function a() {\n one\n-two\n+2\n+3\n\\ No newline at end of file")
    expect(hunk).toMatchObject({ oldStart: 3, newLines: 3, heading: "function a() {" })
    expect(hunk?.lines).toEqual([
      { kind: "context", oldLine: 3, newLine: 3, text: "one" },
      { kind: "deleted", oldLine: 4, newLine: null, text: "two" },
      { kind: "added", oldLine: null, newLine: 4, text: "2" },
      { kind: "added", oldLine: null, newLine: 5, text: "3" },
    ])
  })

  test("reads several hunks and counts that are left out", () => {
    expect(parsePatch("@@ -1 +1 @@\n-a\n+b\n@@ -9,0 +10 @@\n+c").map(({ newStart, newLines }) => [newStart, newLines])).toEqual([
      [1, 1],
      [10, 1],
    ])
  })

  test("answers nothing for text that is no patch", () => {
    expect(parsePatch("+ not a hunk")).toEqual([])
  })
})

describe("highlighting", () => {
  test.each([
    ["src/a.mts", "typescript"],
    ["Dockerfile.dev", "dockerfile"],
    [".env.example", "ini"],
    ["deploy/compose.yml", "yaml"],
    ["a.unknown", null],
    ["constructor", null],
  ])("knows the language of %s", (path, language) => {
    expect(languageOf(path)).toBe(language)
  })

  test("keeps a template literal a string on every line", () => {
    const lines = highlightLines("const a = `one\ntwo`", "typescript")
    expect(lines[1]).toEqual([{ text: "two`", classes: "hljs-string" }])
  })

  test("gives back exactly the text it was given", () => {
    const text = "a < b && c > '\"' // <script>&amp;\n\n`${x}`"
    expect(
      highlightLines(text, "typescript")
        .map((line) => line.map((segment) => segment.text).join(""))
        .join("\n"),
    ).toBe(text)
  })

  test("leaves very long lines uncoloured", () => {
    expect(highlightLines(`const a = "${"x".repeat(3_000)}"`, "typescript")[0]).toHaveLength(1)
  })

  test("marks across segments and escapes", () => {
    const { markup } = renderLine(
      [
        { text: "a<", classes: "k" },
        { text: "b", classes: "" },
      ],
      [{ from: 1, to: 3 }],
    )
    expect(markup).toBe('<span class="k">a</span><span class="k"><mark>&lt;</mark></span><mark>b</mark>')
  })
})

describe("markChanges", () => {
  test("marks the word that differs", () => {
    expect(markChanges(["let total = 1"], ["const total = 1"])).toEqual({ deleted: [[{ from: 0, to: 3 }]], added: [[{ from: 0, to: 5 }]] })
  })

  test("marks nothing when lines have nothing in common or do not face each other", () => {
    expect(markChanges(["aaa bbb"], ["ccc ddd"])).toEqual({ deleted: [[]], added: [[]] })
    expect(markChanges(["let a"], ["const a", "const b"])).toEqual({ deleted: [[]], added: [[], []] })
  })
})

describe("time", () => {
  test.each([
    ["2026-01-01T00:00:30Z", "just now"],
    ["2025-12-31T23:58:00Z", "3 minutes ago"],
    ["2025-12-31T00:00:00Z", "1 day ago"],
  ])("says %s as %s", (at, words) => {
    expect(renderTime(at, "2026-01-01T00:01:00Z").markup).toContain(`>${words}</time>`)
  })

  test("shows what is no date as it is, escaped", () => {
    expect(renderTime("<soon>", "2026-01-01T00:01:00Z").markup).toBe("&lt;soon&gt;")
  })

  test.each([
    ["2026-01-01T00:00:01.400Z", "1.4 s"],
    ["2026-01-01T00:02:05Z", "2 min 5 s"],
    [null, null],
  ])("says the duration until %s as %s", (to, words) => {
    expect(sayDuration("2026-01-01T00:00:00Z", to)).toBe(words)
  })
})
