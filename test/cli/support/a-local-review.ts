import type { Analysis } from "../../../src/model/analysis.ts"
import type { PlacedFinding } from "../../../src/model/finding.ts"
import { defaultPolicy } from "../../../src/model/policy.ts"
import { concludeReview } from "../../../src/report/conclude.ts"
import type { SourceTree } from "../../../src/model/source.ts"
import type { LocalReview } from "../../../src/cli/format/local-review.ts"

export const orders = `import { Router } from "express"
import { pool } from "../database.js"

export const orders = Router()

orders.get("/orders/:id", async (request, response) => {
\tconst id = request.params.id
\tconst { rows } = await pool.query("SELECT * FROM orders WHERE id = " + id)
\tresponse.json(rows)
})

orders.get("/orders", async (request, response) => {
  const { rows } = await pool.query("SELECT * FROM orders")
  for (const row of rows) {
    row.items = await pool.query("SELECT * FROM items WHERE order_id = $1", [row.id])
  }
  response.json(rows)
})
`

export function aTree(files: Readonly<Record<string, string>>): SourceTree {
  const entries = Object.entries(files)
  return {
    sha: "0".repeat(40),
    entries: new Map(entries.map(([path]) => [path, { path, mode: "100644", id: "1".repeat(40) }])),
    files: new Map(entries.map(([path, text]) => [path, { path, id: "1".repeat(40), text }])),
    unreadable: new Map(),
  }
}

export function aFinding(changes: Partial<PlacedFinding> = {}): PlacedFinding {
  return {
    fingerprint: "9f86d081884c7d65",
    rule: "no-sql-concatenation",
    section: "security",
    practice: "database",
    severity: "critical",
    confidence: "high",
    origin: "static",
    path: "src/routes/orders.js",
    startLine: 8,
    endLine: 8,
    side: "RIGHT",
    title: "A value from the request becomes part of an SQL statement",
    message:
      "Whoever calls `GET /orders/:id` can end the statement and write their own; the value of `id` reaches the database **as code**.",
    fix: "Pass the value as a parameter: `pool.query(text, [id])`.",
    evidence: '\tconst { rows } = await pool.query("SELECT * FROM orders WHERE id = " + id)',
    cwe: ["CWE-89"],
    trace: [
      { path: "src/routes/orders.js", line: 7, what: "`request.params.id` comes from the caller" },
      { path: "src/routes/orders.js", line: 8, what: "joined to the statement that `pool.query` runs" },
    ],
    suggestion: {
      startLine: 8,
      endLine: 8,
      replacement: '\tconst { rows } = await pool.query("SELECT * FROM orders WHERE id = $1", [id])',
    },
    placement: "inline",
    placementReason: "on a line of the diff",
    ...changes,
  }
}

export function anAnalysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    stack: [
      { technology: "Express", category: "framework", version: "4.19.2", evidence: "package.json: dependencies.express" },
      { technology: "PostgreSQL", category: "database", version: null, evidence: "package.json: dependencies.pg" },
    ],
    change: {
      kind: "feature",
      sentence: "Adds two routes in one new file.",
      parts: ["route GET /orders", "route GET /orders/:id"],
      additions: 18,
      deletions: 2,
    },
    findings: [],
    fixed: [],
    conventions: [],
    advice: [{ heading: "testing", text: "Cover `GET /orders/:id` with a request for an order that does not exist." }],
    checked: { security: "Checked.", performance: "Checked.", testing: "Checked.", reliability: "Checked.", maintainability: "Checked." },
    coverage: { files: 3, reviewed: 2, skipped: [{ path: "package-lock.json", reason: "generated" }], failed: [] },
    timings: { parse: 12.34, rules: 30 },
    ...changes,
  }
}

export function aLocalReview(changes: Partial<LocalReview> = {}): LocalReview {
  const review = {
    range: { base: "where the head left main, the default branch", head: "HEAD" },
    baseSha: "a".repeat(40),
    headSha: "b".repeat(40),
    analysis: anAnalysis(),
    findings: [
      aFinding(),
      aFinding({
        fingerprint: "60303ae22b998861",
        rule: "no-query-in-loop",
        section: "performance",
        practice: "performance",
        severity: "medium",
        startLine: 15,
        endLine: 15,
        title: "One query for each order",
        message: "A list of 200 orders makes 201 round trips to the database.",
        fix: "Read the items of all orders with one query: `WHERE order_id = ANY($1)`.",
        evidence: '    row.items = await pool.query("SELECT * FROM items WHERE order_id = $1", [row.id])',
        cwe: [],
        trace: [],
        suggestion: null,
      }),
    ],
    policy: defaultPolicy,
    policyProblems: [],
    sources: { base: aTree({}), head: aTree({ "src/routes/orders.js": orders }) },
    timings: { totalMs: 412.3, checkoutMs: 220, parseMs: 12.3, analysisMs: 150 },
    version: "1.2.3",
    ...changes,
  }
  const diff = { baseSha: review.baseSha, headSha: review.headSha, files: [] }
  return {
    consultation: { findings: review.findings, model: null, note: "", participation: null },
    ...review,
    verdict: concludeReview({ findings: review.findings, coverage: review.analysis.coverage, diff, policy: review.policy }),
  }
}

/** A review in which a model took part: it explains a rule's finding and adds one of its own. */
export function aReviewWithModel(): LocalReview {
  const explained = aFinding({ origin: "both", verification: "panel", explanation: "Trigger: GET /orders/1%20OR%201=1" })
  const own = aFinding({
    fingerprint: "5feceb66ffc86f38",
    rule: "expert-access-control",
    origin: "model",
    verification: "confirmed",
    title: "Any customer reads any order",
    trace: [],
    suggestion: null,
  })
  const findings = [explained, own]
  const degraded = [{ pass: "fix" as const, flag: "truncated", reason: "the answer was cut off" }]
  const participation: NonNullable<LocalReview["consultation"]["participation"]> = {
    model: "claude-sonnet-5-5",
    tier: "lite",
    planned: ["find-all", "refute", "fix", "report"],
    done: ["find-all", "refute", "report"],
    degraded,
    leftOut: [{ path: "src/big.js", reason: "too large for the model" }],
    intent: "Clients can read one order",
    texts: {},
    usage: { usd: 0.0421, inputTokens: 900, outputTokens: 400, cacheReadTokens: 8_000, cacheWriteTokens: 4_000, calls: 5 },
    droppedUnsupported: 1,
    refuted: 2,
  }
  return aLocalReview({ findings, consultation: { findings, model: participation.model, note: "", participation } })
}

/** A review in which everything that can be hostile is. */
export function aHostileReview(): LocalReview {
  const path = "src/\u001b]0;owned\u0007 ../100% [x](0)\u202e#a:b.js"
  const code = 'const a = "\u001b[2J\u001b[1;1H\u009b31m"\r\nconst b = 1 // \u202e } if (isAdmin) {\r\n'
  return aLocalReview({
    range: { base: "main\u001b[8m", head: "HEAD\nall good" },
    analysis: anAnalysis({
      stack: [{ technology: "Express", category: "framework", version: "4\u001b[0m", evidence: "package.json" }],
      coverage: { files: 2, reviewed: 1, skipped: [], failed: [{ path: "b\u0007\nad.js", reason: "not UTF-8" }] },
    }),
    findings: [
      aFinding({
        path,
        startLine: 1,
        endLine: 2,
        title: "Bad\u001b[2K\rgood",
        message: "See \u001b[31mthis\u001b[0m [link](0) and\n\n```js\n\u001b[2Jx\n```\n",
        fix: "Stop\u2028it",
        evidence: code,
        trace: [{ path: "other\u001b.js", line: 3, what: "\u009b31m" }],
        suggestion: { startLine: 1, endLine: 1, replacement: 'const a = "\u001b[5m"' },
      }),
    ],
    sources: { base: aTree({}), head: aTree({ [path]: code }) },
  })
}
