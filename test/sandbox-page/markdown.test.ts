import { describe, expect, test } from "vitest"
import { renderMarkdown } from "../../src/sandbox/page/markdown.ts"

const render = (text: string) => renderMarkdown(text).markup

describe("Markdown of comments", () => {
  test.each([
    { name: "hides a comment on its own lines", text: "<!-- marker -->\nshown", has: ["<p>shown</p>"], hasNot: ["marker"] },
    {
      name: "hides a comment over many lines",
      text: "before\n\n<!-- a\nb\n\nc -->\n\nafter",
      has: ["before", "after"],
      hasNot: ["c --", "<!--"],
    },
    { name: "hides a comment inside a sentence", text: "one <!-- two --> three", has: ["one  three"], hasNot: ["two"] },
    {
      name: "hides the rest when a comment never ends, as GitHub does",
      text: "shown\n\n<!-- open\nlost",
      has: ["shown"],
      hasNot: ["lost"],
    },
    {
      name: "shows what stands behind a comment on its line, as HTML",
      text: "<!-- x --> **shown** <b>bold</b>",
      has: ["<p>**shown** <b>bold</b></p>"],
      hasNot: ["x --"],
    },
    { name: "shows a comment in code as code", text: "`<!-- x -->`", has: ["&lt;!-- x --&gt;"], hasNot: [] },
    {
      name: "folds details with Markdown inside",
      text: "<details><summary>More <b>here</b></summary>\n\n- **point**\n\n</details>\n\nafter",
      has: ["<details><summary>More <b>here</b></summary>", "<strong>point</strong>", "</details>", "<p>after</p>"],
      hasNot: ["&lt;"],
    },
    {
      name: "nests details",
      text: "<details open>\n<summary>A</summary>\n\n<details><summary>B</summary>\n\nb\n\n</details>\n\na\n\n</details>",
      has: ["<details open><summary>A</summary><details><summary>B</summary><p>b</p>\n</details><p>a</p>\n</details>"],
      hasNot: [],
    },
    {
      name: "closes details that are never closed",
      text: "<details><summary>A</summary>\n\nrest",
      has: ["<p>rest</p>\n</details></div>"],
      hasNot: [],
    },
    {
      name: "does not end details inside a code fence",
      text: "<details><summary>A</summary>\n\n```\n</details>\n```\n\ninside\n\n</details>\n\nout",
      has: ["<p>inside</p>\n</details><p>out</p>"],
      hasNot: [],
    },
    {
      name: "shows Markdown right under a summary as it stands, as GitHub does",
      text: "<details><summary>A</summary>\n**b**\n</details>",
      has: ["**b**"],
      hasNot: ["<strong>"],
    },
    {
      name: "shows a lone closing tag as text",
      text: "a\n\n</details></div></main>",
      has: ["&lt;/details&gt;&lt;/div&gt;"],
      hasNot: ["</main>"],
    },
    {
      name: "keeps allowed tags in pairs",
      text: "<sub>small</sub> <sup>open",
      has: ["<sub>small</sub>", "&lt;sup&gt;open"],
      hasNot: ["<sup>"],
    },
    {
      name: "names alerts",
      text: "> [!WARNING]\n> Mind **this**",
      has: ['class="alert alert-warning"', ">Warning</p>", "Mind <strong>this</strong>"],
      hasNot: ["[!"],
    },
    { name: "leaves an ordinary quote alone", text: "> [!NOPE]\n> x", has: ["[!NOPE]"], hasNot: ["alert"] },
    {
      name: "draws task lists",
      text: "- [x] done\n- [ ] open",
      has: ['disabled checked aria-label="done"> done', 'disabled aria-label="open"> open'],
      hasNot: ["[x]"],
    },
    {
      name: "aligns cells without style attributes",
      text: "| a |\n| ---: |\n| 1 |",
      has: ['<td class="align-right">1</td>'],
      hasNot: ["style="],
    },
    { name: "colours code", text: "```ts\nconst a = 1\n```", has: ['<span class="hljs-keyword">const</span>'], hasNot: [] },
    {
      name: "links a picture instead of loading it",
      text: "![logo](https://example.org/a.png)",
      has: ['<a class="picture" href="https://example.org/a.png"', ">logo</a>"],
      hasNot: ["<img"],
    },
  ])("$name", ({ text, has, hasNot }) => {
    const markup = render(text)
    for (const part of has) expect(markup).toContain(part)
    for (const part of hasNot) expect(markup).not.toContain(part)
  })

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<details ontoggle=alert(1) open>",
    "<details><summary><img src=x onerror=alert(1)></summary>\n\n</details>",
    "<details><summary>&lt;script&gt;</summary>\n<script>alert(1)</script>\n</details>",
    "<b onclick=alert(1)>x</b>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    '[x](https://a "onmouseover=alert(1)")',
    '```"><script>alert(1)</script>\n</code><script>alert(1)</script>\n```',
    "```suggestion\n<script>alert(1)</script>\n```",
    "> [!NOTE]<script>alert(1)</script>",
    "</b></sub> <b>x</sub></b>",
    "```constructor\nx\n```\n\n```__proto__\n<script>\n```",
    "<!-- --><script>alert(1)</script>",
    "<!-- x --!><script>alert(1)</script>",
    "- [ ] <script>alert(1)</script>",
    "| <script> |\n| --- |\n| </table></div><script> |",
  ])("keeps %j inert", (text) => {
    const markup = render(text)
    expect(markup).not.toMatch(/<(script|img|iframe|style|svg)\b/i)
    expect(markup).not.toMatch(/<[^>"]*\son\w+=/i)
    expect(markup).not.toMatch(/(href|src)="javascript:/i)
  })
})

test.each([
  { name: "details in details", text: "<details>\n\n".repeat(6_000) },
  { name: "comments that never end", text: `a ${"<!-- ".repeat(12_000)}` },
  { name: "comments that end once", text: `${"<!--\n".repeat(10_000)}--> x` },
  { name: "tags that never end", text: "<b>".repeat(20_000) },
  { name: "quotes in quotes", text: `${">".repeat(60_000)} x` },
])("survives thousands of $name", ({ text }) => {
  expect(render(text)).toMatch(/^<div class="markdown">[\s\S]*<\/div>$/)
})

describe("Suggestions", () => {
  const anchor = { path: "a.ts", startLine: 4, lines: ["const a = load(id)"] }

  test("show the anchored line in red and the replacement in green", () => {
    const { markup } = renderMarkdown("```suggestion\nconst a = await load(id)\n```", anchor)
    expect(markup).toMatch(/<tr class="deleted"><td class="number" data-line="4">/)
    expect(markup).toMatch(/<tr class="added"><td class="number" data-line="4">/)
    expect(markup).toContain("<mark>await</mark>")
  })

  test("delete lines when they are empty", () => {
    const { markup } = renderMarkdown("```suggestion\n```", anchor)
    expect(markup).toContain('class="deleted"')
    expect(markup).not.toContain('class="added"')
  })

  test("replace by an empty line when they hold one", () => {
    expect(renderMarkdown("```suggestion\n\n```", anchor).markup.match(/class="added"/g)).toHaveLength(1)
  })
})
