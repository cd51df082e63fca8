import MarkdownIt from "markdown-it"
import { describe, expect, test } from "vitest"
import { parseMarker } from "../../src/model/marker.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { nothingSaid } from "../../src/model/ports.ts"
import { composeReview } from "../../src/report/compose.ts"
import { byteLength, limits } from "../../src/report/limits.ts"
import { addedHunk, aComposition, aDiff, aFile, aFinding, anAnalysis, headSha } from "./subjects.ts"

const fix = { startLine: 12, endLine: 12, replacement: '  const rows = await db.query("SELECT * FROM orders WHERE id = $1", [id])' }
const sql = aFinding({
  suggestion: fix,
  trace: [
    { path: "src/orders.ts", line: 10, what: "request parameter `id` is read" },
    { path: "src/orders.ts", line: 12, what: "joined into the SQL text" },
  ],
})
const promise = aFinding({
  rule: "no-floating-promise",
  section: "reliability",
  severity: "medium",
  startLine: 15,
  title: "Promise of `save` is not awaited",
  message: "A failed save ends the process as an unhandled rejection.",
  fix: "Await it inside the handler.",
  evidence: "orders.save(order)",
  cwe: [],
})
const untested = aFinding({
  rule: "require-test",
  section: "testing",
  severity: "low",
  startLine: 1,
  evidence: "",
  title: "GET /orders/:id has no test",
  message: "No test requests this route.",
  fix: "Add a case for an unknown id.",
  cwe: [],
})
const root = aFinding({
  rule: "no-root",
  section: "maintainability",
  severity: "medium",
  path: "Dockerfile",
  startLine: 3,
  title: "Container runs as root",
  message: "A break-in owns the container.",
  fix: "Add `USER node`.",
  evidence: "CMD node dist/main.js",
  cwe: ["CWE-250"],
  confidence: "medium",
})

const headings = [
  "Summary",
  "Code suggestions",
  "Setup instructions",
  "Testing recommendations",
  "Performance considerations",
  "Security review",
  "Next steps",
]

describe("an inline comment", () => {
  test("makes one claim with path, fix and a suggestion", () => {
    const { review } = composeReview(aComposition([sql]))
    expect(review?.comments).toMatchInlineSnapshot(`
      [
        {
          "body": "<!-- nodejs-backend-expert:finding v1 fp-no-sql-concatenation-src%2Forders.ts-12 -->
      **High** · Security
      **Order id from the request reaches a SQL string**

      Anyone who can call \`GET /orders/:id\` can read or change every table of this database.

      How the data gets there:

      1. \`src/orders.ts:10\` request parameter \`id\` is read
      2. \`src/orders.ts:12\` joined into the SQL text

      **Fix:** Pass the value as a parameter of the query.

      Suggested change:

      \`\`\`suggestion
        const rows = await db.query("SELECT * FROM orders WHERE id = $1", [id])
      \`\`\`

      <sub>rule \`no-sql-concatenation\` · CWE-89 · id \`fp-no-s\`</sub>",
          "fingerprint": "fp-no-sql-concatenation-src/orders.ts-12",
          "line": 12,
          "path": "src/orders.ts",
          "side": "RIGHT",
          "startLine": null,
        },
      ]
    `)
  })

  test("quotes the code when there is neither path nor suggestion", () => {
    const { review } = composeReview(aComposition([promise]))
    expect(review?.comments[0]?.body).toContain("```ts\norders.save(order)\n```")
  })

  test.each([
    { name: "replaces lines that are not the finding's", suggestion: { ...fix, startLine: 10, endLine: 11 } },
    { name: "replaces lines that the diff does not print", suggestion: { ...fix, startLine: 1 } },
    { name: "would commit an invisible character", suggestion: { ...fix, replacement: "a\u202eb" } },
    { name: "would lose its carriage returns", suggestion: { ...fix, replacement: "a\r\nb" } },
  ])("offers no button for a suggestion that $name", ({ suggestion }) => {
    const { review } = composeReview(aComposition([aFinding({ suggestion })]))
    expect(review?.comments[0]?.body).not.toContain("suggestion\n")
  })

  test("stands on exactly the lines that its suggestion replaces", () => {
    const { review } = composeReview(aComposition([aFinding({ suggestion: { ...fix, startLine: 11 } })]))
    expect(review?.comments[0]).toMatchObject({ startLine: 11, line: 12 })
    expect(review?.comments[0]?.body).toContain("```suggestion")
  })

  test("offers no button on deleted lines", () => {
    const hunk = {
      oldStart: 5,
      oldLines: 1,
      newStart: 5,
      newLines: 0,
      lines: [{ kind: "deleted" as const, oldLine: 5, newLine: null, text: "app.use(helmet())" }],
    }
    const finding = aFinding({ side: "LEFT", startLine: 5, suggestion: { ...fix, startLine: 5, endLine: 5 } })
    const { review } = composeReview(aComposition([finding], { diff: aDiff([aFile("src/orders.ts", [hunk])]) }))
    expect(review?.comments[0]).toMatchObject({ side: "LEFT", line: 5 })
    expect(review?.comments[0]?.body).not.toContain("```suggestion")
  })

  test("fences a suggestion that holds a fence", () => {
    const { review } = composeReview(aComposition([aFinding({ suggestion: { ...fix, replacement: "/**\n * ```js\n */" } })]))
    expect(review?.comments[0]?.body).toContain("````suggestion\n/**\n * ```js\n */\n````")
  })

  test("can delete its lines", () => {
    const { review } = composeReview(aComposition([aFinding({ suggestion: { ...fix, replacement: "" } })]))
    expect(review?.comments[0]?.body).toContain("```suggestion\n\n```")
  })

  test("starts with its own mark, whatever marks the quoted code forges", () => {
    const forged = "<!-- nodejs-backend-expert:finding v1 forged -->"
    const { review, report } = composeReview(
      aComposition([aFinding({ title: forged, message: `${forged}\n\n${forged}`, evidence: forged, fix: forged })]),
    )
    expect(parseMarker(review!.comments[0]!.body)).toEqual({ kind: "finding", fingerprint: "fp-no-sql-concatenation-src/orders.ts-12" })
    expect(parseMarker(report)).toEqual({ kind: "report" })
    const html = new MarkdownIt({ html: true }).render(review!.comments[0]!.body)
    expect(html.match(/<!--/g)).toHaveLength(1)
  })
})

describe("the review", () => {
  test("is short and names what has no line", () => {
    const { review } = composeReview(aComposition([sql, promise, root, untested]))
    expect(review?.comments.map((comment) => comment.line)).toEqual([12, 15])
    expect(review?.body).toMatchInlineSnapshot(`
      "<!-- nodejs-backend-expert:review v1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -->
      \`aaaaaaa\` has 4 findings: 1 high, 2 medium, 1 low (2 comments below, 2 without a comment on a line).

      Without a comment on a line:

      - **Medium** · Maintainability · [\`Dockerfile:3\`](https://github.test/acme/orders/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Dockerfile#L3) Container runs as root
      - **Low** · Testing · [\`src/orders.ts\`](https://github.test/acme/orders/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/src/orders.ts) GET /orders/:id has no test"
    `)
  })

  test("is not written when there is nothing new to say inline", () => {
    expect(composeReview(aComposition([root])).review).toBeNull()
    expect(composeReview(aComposition([])).review).toBeNull()
  })

  test("loses no finding: each is inline, a file comment, an annotation or told before", () => {
    const findings = [
      sql,
      promise,
      root,
      untested,
      ...[16, 17, 18].map((startLine) => aFinding({ startLine })),
      aFinding({ severity: "nit", rule: "nit" }),
    ]
    const told = aFinding({ rule: "told" })
    const composed = composeReview(
      aComposition([...findings, told], { history: { ...nothingSaid, commented: new Set([told.fingerprint]) } }),
    )
    const shown = [...composed.review!.comments, ...composed.check.annotations].map((one) => one.fingerprint).toSorted()
    expect(shown).toEqual(findings.map((finding) => finding.fingerprint).toSorted())
    expect(composed.fileComments.map((comment) => comment.fingerprint)).toEqual([untested.fingerprint])
  })

  test("has nothing new to say about a head that was reviewed", () => {
    const first = composeReview(aComposition([sql, promise, untested]))
    const commented = new Set([...first.review!.comments, ...first.fileComments].map((comment) => comment.fingerprint))
    const second = composeReview(
      aComposition([sql, promise, untested], {
        history: { ...nothingSaid, commented, reviewedHeads: new Set([headSha]) },
        durationMs: 9_999,
      }),
    )
    expect(second.review).toBeNull()
    expect(second.fileComments).toEqual([])
    expect(second.check.annotations).toEqual([])
    expect(second.report).toBe(first.report)
  })
})

describe("the report", () => {
  test("lists what the change silences itself with its reason, which can be read and does nothing, and leaves the gate shut", () => {
    const silenced = aFinding({ severity: "high", suppression: "see @team <b>#1</b>" })
    const { report, review, check } = composeReview(aComposition([silenced], { policy: { ...defaultPolicy, gate: "high" } }))
    expect(review).toBeNull()
    expect(report).toContain("**The change says it needs no mending:** see `@team` \\<b>`#1`\\</b>")
    expect(check.conclusion).toBe("failure")
  })

  test("names what comments silence that were there before", () => {
    const suppressed = [{ path: "src/orders.ts", line: 7, rule: "no-sql-injection" }]
    const { report } = composeReview(aComposition([], { analysis: anAnalysis({ suppressed }) }))
    expect(report).toMatch(/\*\*Silenced by comments that were there before this change\*\*: `no-sql-injection` at \[`src\/orders\.ts:7`\]/)
  })

  test("has the seven headings in order, none empty, whatever was found", () => {
    for (const findings of [[], [sql, promise, root, untested]]) {
      const { report, check } = composeReview(aComposition(findings))
      expect([...report.matchAll(/^### (.*)$/gm)].map((match) => match[1])).toEqual(headings)
      expect([...check.text.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(headings)
      expect(report).not.toMatch(/^### .*\n\n(###|<)/m)
    }
  })

  test("reads well when nothing was found", () => {
    expect(composeReview(aComposition([])).report).toMatchInlineSnapshot(`
      "<!-- nodejs-backend-expert:report v1 -->
      <!-- nodejs-backend-expert:memory v1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -->
      ## Backend Expert: no findings

      ### Summary

      Reviewed 2 of 2 changed files at \`aaaaaaa\`. No findings.

      **Change** (feature, +40 −3): Adds the route GET /orders/:id. Touches route GET /orders/:id, Dockerfile.

      **Stack**: Express 4.19.2 · PostgreSQL

      ### Code suggestions

      Nothing found. Promises, streams and error handlers were followed. package.json, Dockerfile and environment use were read.

      ### Setup instructions

      Nothing to set up: the change brings no new dependency, environment variable or service that was recognised.

      ### Testing recommendations

      Nothing found. Changed routes were matched with tests.

      ### Performance considerations

      Nothing found. Queries in loops and unbounded reads were looked for.

      ### Security review

      Nothing found. Request data was followed to SQL, the file system and the shell in 2 files.

      ### Next steps

      None from this review.

      Coverage: 2 of 2 files reviewed, 0 skipped, 0 failed

      <sub>Commit aaaaaaa · deterministic analysis · no model configured · \`/expert help\` lists what can be asked for</sub>"
    `)
  })

  test("keeps findings open and folds only the coverage", () => {
    const coverage = { files: 3, reviewed: 2, skipped: [{ path: "package-lock.json", reason: "lockfile" }], failed: [] }
    const { report } = composeReview(aComposition([root], { analysis: anAnalysis({ coverage }) }))
    expect(report.match(/<details>/g)).toHaveLength(1)
    expect(report.indexOf("A break-in owns the container.")).toBeLessThan(report.indexOf("<details>"))
    expect(report).toContain("| skipped | [`package-lock.json`]")
  })

  test("says nothing that differs between two runs on one head", () => {
    expect(composeReview(aComposition([root], { durationMs: 1 })).report).toBe(
      composeReview(aComposition([root], { durationMs: 99_999 })).report,
    )
  })

  test("tells the author which line of the settings to mend", () => {
    const { report } = composeReview(
      aComposition([], { policyProblems: [{ line: 4, message: 'gate: Invalid option: expected one of "never"|"critical"' }] }),
    )
    expect(report).toContain("- line 4: gate: Invalid option: expected one of")
    expect(report).toContain("ran without it")
  })

  test("shows advice and what the change fixes", () => {
    const analysis = anAnalysis({
      fixed: [sql],
      advice: [
        { heading: "setup", text: "Set `ORDERS_URL`." },
        { heading: "next-steps", text: "Consider a limit." },
      ],
    })
    const { report } = composeReview(aComposition([], { analysis }))
    expect(report).toContain("### Setup instructions\n\n- Set `ORDERS_URL`.")
    expect(report).toContain("### Next steps\n\n- Consider a limit.")
    expect(report).toContain("**Fixed by this change**: Order id from the request reaches a SQL string")
  })

  test("lists what the code base does alike, with places to imitate", () => {
    const conventions = Array.from({ length: 10 }, (_, index) => ({
      kind: "validation" as const,
      statement: `Routes of kind ${index} validate with \`check\``,
      support: 9,
      of: 10,
      examples: [{ path: "src/orders.ts", line: 7, what: "POST /orders" }],
    }))
    const { report } = composeReview(aComposition([], { analysis: anAnalysis({ conventions }) }))
    expect(report).toMatch(/Patterns of this codebase[^]*- Routes of kind 0 validate with `check`: 9 of 10, such as .*src\/orders\.ts/)
    expect(report).not.toContain("Routes of kind 8")
    expect(composeReview(aComposition([])).report).not.toContain("Patterns of this codebase")
  })

  test("stays within GitHub's limits with 3,000 files and 2,000 findings", () => {
    const findings = Array.from({ length: 2_000 }, (_, index) =>
      aFinding({
        rule: `no-${index % 10}`,
        path: `src/日本語 (${index})'.ts`,
        startLine: 99,
        message: "x ".repeat(300),
        evidence: "```\n" + "y".repeat(200),
      }),
    )
    const skipped = Array.from({ length: 1_000 }, (_, index) => ({ path: `a|b/${index}.png`, reason: "binary | file" }))
    const composition = aComposition(findings, {
      analysis: anAnalysis({ coverage: { files: 3_000, reviewed: 2_000, skipped, failed: [] } }),
      diff: aDiff(findings.map((finding) => aFile(finding.path, [addedHunk(1, 3)]))),
    })
    const { report, check, fileComments } = composeReview(composition)
    expect(byteLength(report)).toBeLessThanOrEqual(limits.body)
    expect(byteLength(check.summary)).toBeLessThanOrEqual(limits.checkText)
    expect(byteLength(check.text)).toBeLessThanOrEqual(limits.checkText)
    expect(report).toContain("_Cut here:")
    expect([...report.matchAll(/^### (.*)$/gm)].map((match) => match[1])).toEqual(headings)
    expect([...check.text.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(headings)
    expect(report).toContain("950 more are not listed.")
    expect(fileComments).toHaveLength(limits.fileComments)
    expect(check.annotations).toHaveLength(2_000)
  })
})

test("stays within GitHub's limits with the longest paths git knows", () => {
  const path = `${"日/".repeat(1_000)}x.ts`
  const failed = Array.from({ length: 60 }, () => ({ path, reason: path }))
  const { report, check, review } = composeReview(
    aComposition([aFinding({ path, startLine: 1 }), sql], {
      analysis: anAnalysis({ coverage: { files: 62, reviewed: 2, skipped: [], failed }, fixed: [aFinding({ path })] }),
    }),
  )
  expect(byteLength(report)).toBeLessThanOrEqual(limits.body)
  expect(byteLength(check.text)).toBeLessThanOrEqual(limits.checkText)
  expect(byteLength(review!.body)).toBeLessThanOrEqual(limits.body)
  expect([...report.matchAll(/^### (.*)$/gm)].map((match) => match[1])).toEqual(headings)
})

describe("hostile texts of a pull request", () => {
  const evil = "@octocat closes #1 <img src=x> [a](https://evil.test) ![b](https://evil.test) <!-- x --> \u202e`"

  test("never notify, link or restructure, wherever they end up", () => {
    const analysis = anAnalysis({
      stack: [{ technology: evil, category: "framework", version: evil, evidence: evil }],
      change: { kind: "feature", sentence: evil, parts: [evil], additions: 1, deletions: 1 },
      fixed: [aFinding({ title: evil, path: evil })],
      advice: [{ heading: "setup", text: evil }],
      coverage: { files: 2, reviewed: 0, skipped: [{ path: evil, reason: evil }], failed: [{ path: evil, reason: evil }] },
    })
    const finding = aFinding({
      title: evil,
      message: evil,
      fix: evil,
      evidence: evil,
      cwe: [evil],
      rule: evil,
      trace: [
        { path: evil, line: 1, what: evil },
        { path: evil, line: 2, what: evil },
      ],
    })
    const elsewhere = aFinding({ path: `${evil}|.ts`, title: evil, message: evil, fix: evil, evidence: evil })
    const { review, report, check } = composeReview(
      aComposition([finding, elsewhere], {
        analysis,
        consultation: { findings: [finding, elsewhere], model: evil, note: evil, participation: null },
        policyProblems: [{ line: 1, message: evil }],
      }),
    )
    const bodies = [report, review!.body, review!.comments[0]!.body, check.summary, check.text]
    for (const body of bodies) {
      const html = new MarkdownIt({ html: true, linkify: true }).render(body.replace(/^(?:<!-- .* -->\n)+/, ""))
      const outside = html.replace(/<pre>[\s\S]*?<\/pre>/g, "").replace(/<code>[\s\S]*?<\/code>/g, " ")
      expect(outside).not.toMatch(
        /<img|<!--|href="(?!https:\/\/github\.test\/acme\/orders\/blob\/)|\u202e|(?<![\w&])@octocat|(?<![&\w])#1\b/,
      )
    }
  })
})

describe("the check", () => {
  test("condenses the report and says what was looked at", () => {
    const coverage = { files: 3, reviewed: 2, skipped: [{ path: "package-lock.json", reason: "lockfile" }], failed: [] }
    const { check } = composeReview(aComposition([sql, root], { analysis: anAnalysis({ coverage }) }))
    expect({ ...check, text: "" }).toMatchInlineSnapshot(`
      {
        "actions": [],
        "annotations": [
          {
            "endLine": 3,
            "fingerprint": "fp-no-root-Dockerfile-3",
            "level": "warning",
            "message": "A break-in owns the container.

      Fix: Add \`USER node\`.

      Rule: no-root",
            "path": "Dockerfile",
            "startLine": 3,
            "title": "Medium: Container runs as root",
          },
        ],
        "conclusion": "neutral",
        "summary": "Neutral, because 1 finding of severity high or worse should be looked at. It does not block: the repository's settings name no gate.

      | files | reviewed | skipped | failed |
      | --- | --- | --- | --- |
      | 3 | 2 | 1 | 0 |

      Deterministic analysis, no model cost (no model configured). Took 1.2 s.",
        "text": "",
        "title": "2 findings: 1 high, 1 medium",
      }
    `)
  })

  test("annotates what blocks as a failure and a removed line on the head", () => {
    const finding = aFinding({ side: "LEFT", startLine: 70 })
    const { check } = composeReview(aComposition([finding], { policy: { ...defaultPolicy, gate: "high" } }))
    expect(check.annotations).toMatchObject([{ startLine: 1, endLine: 1, level: "failure" }])
    expect(check.annotations[0]?.message).toMatch(/^On line 70 before this change\. /)
  })
})
