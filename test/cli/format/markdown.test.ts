import { describe, expect, test } from "vitest"
import { renderMarkdown } from "../../../src/cli/format/markdown.ts"
import { aHostileReview, aLocalReview } from "../support/a-local-review.ts"

describe("the markdown format", () => {
  test("shows a review", async () => {
    await expect(renderMarkdown(aLocalReview())).toMatchFileSnapshot("golden/review.md")
  })

  test("shows a hostile review", async () => {
    await expect(renderMarkdown(aHostileReview())).toMatchFileSnapshot("golden/hostile.md")
  })

  test("has the seven headings in their order", () => {
    const headings = [...renderMarkdown(aLocalReview()).matchAll(/^## (.*)$/gmu)].map((match) => match[1])
    expect(headings).toEqual([
      "Summary",
      "Code suggestions",
      "Setup instructions",
      "Testing recommendations",
      "Performance considerations",
      "Security review",
      "Next steps",
    ])
  })

  test("tells every finding in full, since there is no comment on the line", () => {
    const text = renderMarkdown(aLocalReview())
    expect(text).toContain("can end the statement")
    expect(text).toContain("201 round trips")
    expect(text).not.toContain("commented")
    expect(text).toMatch(/^ *\+\tconst \{ rows \} = await pool\.query\("SELECT \* FROM orders WHERE id = \$1", \[id\]\)$/mu)
  })

  test("obeys nothing that the repository says to the terminal", () => {
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(renderMarkdown(aHostileReview())).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]/u)
  })
})
