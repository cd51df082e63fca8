import { shortIdOf } from "../../src/model/fingerprint.ts"
import type { RememberedFinding } from "../../src/model/ledger.ts"
import type { Analysis } from "../../src/model/analysis.ts"
import type { ChangedFile, Diff, DiffLine, Hunk } from "../../src/model/diff.ts"
import type { Finding } from "../../src/model/finding.ts"
import { emptyMemory } from "../../src/model/ledger.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { nothingSaid } from "../../src/model/ports.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import type { Composition } from "../../src/report/compose.ts"

export const headSha = "a".repeat(40)
const baseSha = "b".repeat(40)

function aPullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    installationId: 7,
    repositoryId: 42,
    owner: "acme",
    name: "orders",
    number: 5,
    title: "Add the orders route",
    body: "",
    author: { id: 9, login: "sam", isBot: false },
    state: "open",
    draft: false,
    labels: [],
    base: { ref: "main", sha: baseSha },
    head: { ref: "orders", sha: headSha },
    fromFork: false,
    changedFiles: 2,
    cloneUrl: "https://github.test/acme/orders.git",
    htmlUrl: "https://github.test/acme/orders/pull/5",
    ...changes,
  }
}

export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    fingerprint: `fp-${changes.rule ?? "no-sql-concatenation"}-${changes.path ?? "src/orders.ts"}-${changes.startLine ?? 12}`,
    rule: "no-sql-concatenation",
    section: "security",
    practice: "database",
    severity: "high",
    confidence: "high",
    origin: "static",
    path: "src/orders.ts",
    startLine: 12,
    endLine: changes.startLine ?? 12,
    side: "RIGHT",
    title: "Order id from the request reaches a SQL string",
    message: "Anyone who can call `GET /orders/:id` can read or change every table of this database.",
    fix: "Pass the value as a parameter of the query.",
    evidence: "db.query(`SELECT * FROM orders WHERE id = ${id}`)",
    cwe: ["CWE-89"],
    trace: [],
    suggestion: null,
    ...changes,
  }
}

/** A hunk that adds the lines `from` to `to` of the head. */
export function addedHunk(from: number, to: number): Hunk {
  const lines = Array.from({ length: to - from + 1 }, (_, index): DiffLine => ({
    kind: "added",
    oldLine: null,
    newLine: from + index,
    text: `line ${from + index}`,
  }))
  return { oldStart: from - 1, oldLines: 0, newStart: from, newLines: lines.length, lines }
}

export function aFile(path: string, hunks: readonly Hunk[] = [addedHunk(10, 20)], changes: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    oldPath: path,
    status: "modified",
    kind: "text",
    oldMode: "100644",
    newMode: "100644",
    oldId: "1".repeat(40),
    newId: "2".repeat(40),
    hunks,
    additions: 11,
    deletions: 0,
    omitted: null,
    ...changes,
  }
}

export function aDiff(files: readonly ChangedFile[] = [aFile("src/orders.ts")]): Diff {
  return { baseSha, headSha, files }
}

export function anAnalysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    stack: [
      { technology: "Express", category: "framework", version: "4.19.2", evidence: "package.json: dependencies.express" },
      { technology: "PostgreSQL", category: "database", version: null, evidence: "package.json: dependencies.pg" },
    ],
    change: {
      kind: "feature",
      sentence: "Adds the route GET /orders/:id",
      parts: ["route GET /orders/:id", "Dockerfile"],
      additions: 40,
      deletions: 3,
    },
    findings: [],
    fixed: [],
    advice: [],
    conventions: [],
    checked: {
      security: "Request data was followed to SQL, the file system and the shell in 2 files",
      performance: "Queries in loops and unbounded reads were looked for",
      testing: "Changed routes were matched with tests",
      reliability: "Promises, streams and error handlers were followed",
      maintainability: "package.json, Dockerfile and environment use were read",
    },
    coverage: { files: 2, reviewed: 2, skipped: [], failed: [] },
    timings: {},
    ...changes,
  }
}

export function aComposition(findings: readonly Finding[] = [], changes: Partial<Composition> = {}): Composition {
  return {
    pullRequest: aPullRequest(),
    analysis: anAnalysis({ findings }),
    consultation: { findings, model: null, note: "no model configured", participation: null },
    policy: defaultPolicy,
    policyProblems: [],
    history: nothingSaid,
    memory: emptyMemory,
    full: false,
    textOf: () => null,
    diff: aDiff(),
    durationMs: 1_234,
    ...changes,
  }
}

/** A finding as the ledger remembers it. */
export function aLedgerFinding(changes: Partial<RememberedFinding> = {}): RememberedFinding {
  const { fingerprint, rule, section, severity, path, title } = aFinding(changes)
  return {
    fingerprint,
    shortId: shortIdOf(fingerprint),
    rule,
    section,
    severity,
    path,
    title,
    state: "open",
    firstHead: "a".repeat(40),
    lastHead: "a".repeat(40),
    fixedHead: null,
    dismissal: null,
    origin: "static",
    evidence: "",
    saidAs: null,
    isAddressed: false,
    ...changes,
  }
}
