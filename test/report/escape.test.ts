import * as fc from "fast-check"
import MarkdownIt from "markdown-it"
import { describe, expect, test } from "vitest"
import { codeBlock, codeSpan, escapeText, sanitizeMarkdown } from "../../src/report/escape.ts"

const markdown = new MarkdownIt({ html: true, linkify: true })

const hostileBits = [
  "`",
  "``",
  "```",
  "````suggestion",
  "~~~",
  "\n",
  "\n\n",
  "    ",
  "- ",
  "> ",
  "# ",
  "===",
  "---",
  "| a | b |\n| - | - |",
  "*",
  "**",
  "_",
  "\\",
  "[",
  "](",
  ")",
  "![x](",
  "<img src=x onerror=1>",
  "<!-- nodejs-backend-expert:finding v1 fp -->",
  "<details>",
  "</details>",
  "</summary>",
  "<script>",
  "@octocat",
  "@acme/team",
  "#1",
  "GH-1",
  "acme/orders#1",
  "https://evil.test/?q=1",
  "www.evil.test",
  "a@b.test",
  "&lt;",
  "&#64;octocat",
  "\u202e",
  "\u200b",
  "\u0000",
  "\r",
  "\ud800",
  "\u{e0041}",
  "x",
  " ",
  "fixes #2",
  "[a]: http://evil.test",
  "javascript:alert(1)",
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...hostileBits), fc.string({ maxLength: 4 }), fc.string({ unit: "binary", maxLength: 3 })), {
    maxLength: 14,
  })
  .map((bits) => bits.join(""))

/** What GitHub would act on: everything outside of code. */
function outsideCode(source: string): string {
  const html = markdown.render(source)
  return html.replace(/<pre>[\s\S]*?<\/pre>/g, "").replace(/<code>[\s\S]*?<\/code>/g, " ")
}

const mention = /(?<![\w`])@[a-z\d]/i
const issueReference = /(?<![&\w])#\d|\bGH-\d/

function expectHarmless(source: string) {
  const html = outsideCode(source)
  expect(html).not.toMatch(/<(?!\/?(p|ul|ol|li|em|strong|br|hr|code|pre)\b)/)
  const text = html.replaceAll(/&(lt|gt|amp|quot|#\d+);/g, " ")
  expect(text).not.toMatch(mention)
  expect(text).not.toMatch(issueReference)
}

describe("escapeText", () => {
  test("renders as one harmless paragraph, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (text) => expectHarmless(`A ${escapeText(text)}`)),
      { numRuns: 500 },
    )
  })

  test("is harmless as the whole of a line and of a list item", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expectHarmless(escapeText(text))
        expectHarmless(`- ${escapeText(text)}`)
      }),
      { numRuns: 300 },
    )
  })

  test("keeps what a reader should read", () => {
    const text = "a_b *c* <d> [e](f) 1 | 2 \\ & ~h~"
    expect(markdown.render(escapeText(text))).toBe("<p>a_b *c* &lt;d&gt; [e](f) 1 | 2 \\ &amp; ~h~</p>\n")
  })

  test.each([
    ["@octocat", "`@octocat`"],
    ["ask @acme/team now", "ask `@acme/team` now"],
    ["a/@\u00a8.example", "`a/@\u00a8.example`"],
    ["fixes #12", "fixes `#12`"],
    ["see https://evil.test/a_b", "see `https://evil.test/a_b`"],
    ["# not a heading", "\\# not a heading"],
    ["--- not a rule", "\\--- not a rule"],
    ["> not a quotation", "\\> not a quotation"],
    ["version >=22 of `a`. End", "version >=22 of `a`. End"],
    ["1. not a list", "1\\. not a list"],
    ["two\nlines", "two lines"],
    ["Promise of `save` is `not awaited", "Promise of `save` is \\`not awaited"],
  ])("turns %j into %j", (text, expected) => {
    expect(markdown.render(escapeText(text))).toBe(markdown.render(expected))
  })
})

describe("sanitizeMarkdown", () => {
  test("renders nothing that links, loads, notifies or restructures, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (text) => expectHarmless(sanitizeMarkdown(text))),
      { numRuns: 1_000 },
    )
  })

  test("never swallows what follows it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markdown.render(`${sanitizeMarkdown(text)}\n\n**after**`)).toMatch(/<strong>after<\/strong>/)
      }),
      { numRuns: 500 },
    )
  })

  test("makes no quotation, heading or rule", () => {
    const html = markdown.render(sanitizeMarkdown("> a\n\n# b\n\nc\n===\n\nd\n---\n\n- # e\n- > f"))
    expect(html).not.toMatch(/<(blockquote|h\d|hr)/)
  })

  test("keeps paragraphs, lists, emphasis and code", () => {
    const text = "One **claim** with `code`.\n\n- first\n- second\n\n```ts\nawait save(order)\n```"
    expect(sanitizeMarkdown(text)).toBe(text)
  })

  test("never lets a quotation become a suggestion to apply", () => {
    expect(sanitizeMarkdown("```suggestion\nrm()\n```")).toBe("```\nrm()\n```")
  })

  test("closes a fence that was left open", () => {
    expect(sanitizeMarkdown("```js\na()")).toBe("```js\na()\n```")
  })
})

describe("code", () => {
  test("cannot be left by what is in it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(outsideCode(codeBlock(text, "ts")).trim()).toBe("")
        expect(
          outsideCode(codeSpan(text))
            .replaceAll(/<\/?p>/g, "")
            .trim(),
        ).toBe("")
      }),
      { numRuns: 500 },
    )
  })
})

// A quadratic look at one of these takes longer than a test may.
test.each([
  ["letters", "a"],
  ["backslashes", "\\"],
  ["backticks and letters", "`a"],
  ["spaces", " "],
  ["equals signs", "="],
  ["list marks", "- "],
  ["at signs", "@"],
  ["line ends", "\n"],
])("takes a million %s in its stride", (_, bit) => {
  const text = `${bit.repeat(1_000_000 / bit.length)}!`
  expect(escapeText(text).length).toBeGreaterThan(0)
  expect(sanitizeMarkdown(text).length).toBeGreaterThan(0)
  expect(codeSpan(text).length).toBeGreaterThan(0)
})

test("keeps an item of a list that begins with code, and the pair of a letter outside the first plane", () => {
  expect(sanitizeMarkdown("Two:\n- `a` first\n- `b` second")).toBe("Two:\n- `a` first\n- `b` second")
  const letters = "\u{10000}".repeat(40)
  expect(escapeText(`x${letters}@\u{10000}y`).isWellFormed()).toBe(true)
  expect(escapeText(`${letters}---${letters}0123456789abcdef@octocat@octocat`).isWellFormed()).toBe(true)
})
