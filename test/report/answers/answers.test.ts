import { applyPatch } from "diff"
import { describe, expect, test } from "vitest"
import type { Finding } from "../../../src/model/finding.ts"
import type { ModelPart } from "../../../src/model/inquiry.ts"
import { parsePolicy } from "../../../src/model/parse-policy.ts"
import { answerQuestion, planQuestions } from "../../../src/report/answers/answer-question.ts"
import { askBack } from "../../../src/report/answers/ask-back.ts"
import { composePatch } from "../../../src/report/answers/compose-patch.ts"
import { confirmDismissal, confirmRestoration } from "../../../src/report/answers/confirm.ts"
import { explainFinding } from "../../../src/report/answers/explain-finding.ts"
import type { Facts } from "../../../src/report/answers/facts.ts"
import { offerFix } from "../../../src/report/answers/offer-fix.ts"
import { offerFixes } from "../../../src/report/answers/offer-fixes.ts"
import { showSection } from "../../../src/report/answers/show-section.ts"
import { showSettings } from "../../../src/report/answers/show-settings.ts"
import { showStatus } from "../../../src/report/answers/show-status.ts"
import { aComposition, aDiff, aFile, aFinding, aLedgerFinding, anAnalysis, headSha } from "../subjects.ts"

const text = "const a = 1\nconst b = 2\nconst c = 3\n"
const suggestion = { startLine: 2, endLine: 2, replacement: "const b = two" }
const fixable: Partial<Finding> = { fingerprint: "f1f1f1f11111111111111111", startLine: 2, endLine: 2, suggestion }
const none: ModelPart = { kind: "none" }
const rule = { title: "SQL is concatenated", why: "Values become code.", fix: "Bind the values." }

function facts(findings: readonly Finding[] = [aFinding(fixable)], changes: Partial<Facts> = {}): Facts {
  return {
    pullRequest: aComposition().pullRequest,
    headSha,
    diff: aDiff([aFile("src/orders.ts")]),
    analysis: anAnalysis({ findings }),
    ledger: [],
    textOf: (path) => (path === "src/orders.ts" ? text : null),
    ...changes,
  }
}

describe("an explanation", () => {
  test("tells claim, consequence, fix and why there is such a rule", () => {
    const finding = aFinding(fixable)
    const answer = explainFinding(aLedgerFinding(fixable), finding, rule, facts())
    for (const part of [finding.title, finding.message, "**Fix:**", "Values become code.", "`f1f1f1f`", "confidence"])
      expect(answer).toContain(part)
  })

  test("of something that is gone tells what became of it and what to do instead", () => {
    const known = aLedgerFinding({ state: "fixed", fixedHead: "c".repeat(40) })
    expect(explainFinding(known, null, rule, facts([]))).toMatch(
      /Fixed at `ccccccc`\.\n\n.*Values become code\..*\n\n\*\*Instead:\*\* Bind/s,
    )
  })

  test("of something dismissed tells who and why, without letting the reason out", () => {
    const dismissal = { by: { id: 7, login: "mara" }, reason: "see <b>@team</b> #1", at: new Date(0) }
    const answer = explainFinding(aLedgerFinding({ ...fixable, state: "dismissed", dismissal }), aFinding(fixable), null, facts())
    expect(answer).toContain("Dismissed by `mara`: see \\<b>`@team`\\</b> `#1`")
  })
})

describe("a fix", () => {
  const known = aLedgerFinding(fixable)

  test("is a block with a button in a thread that stands on exactly its lines", () => {
    const thread = { fingerprint: known.fingerprint, line: 2, startLine: null }
    expect(offerFix(known, aFinding(fixable), { thread, rule, facts: facts(), model: none })).toContain("```suggestion\nconst b = two\n```")
  })

  test.each([
    { name: "in the conversation", thread: null },
    { name: "in a thread on another line", thread: { fingerprint: known.fingerprint, line: 3, startLine: null } },
    { name: "in an outdated thread", thread: { fingerprint: known.fingerprint, line: null, startLine: null } },
  ])("is a patch $name", ({ thread }) => {
    const answer = offerFix(known, aFinding(fixable), { thread, rule, facts: facts(), model: none })
    expect(answer).not.toContain("```suggestion")
    expect(answer).toContain("-const b = 2\n+const b = two\n")
  })

  test("that cannot be proven is told by hand", () => {
    const answer = offerFix(known, aFinding({ ...fixable, suggestion: null, fix: "" }), { thread: null, rule, facts: facts(), model: none })
    expect(answer).toMatch(/no change for it that can be proven.*\*\*By hand:\*\* Bind the values\./s)
  })

  test.each([
    { name: "in the middle", before: text, change: suggestion, after: "const a = 1\nconst b = two\nconst c = 3\n" },
    {
      name: "with Windows line ends",
      before: text.replaceAll("\n", "\r\n"),
      change: { ...suggestion, replacement: "b\nc" },
      after: "const a = 1\r\nb\r\nc\r\nconst c = 3\r\n",
    },
    { name: "at an end without a line end", before: "a\nb", change: { startLine: 2, endLine: 2, replacement: "c" }, after: "a\nc" },
    { name: "that deletes", before: text, change: { ...suggestion, replacement: "" }, after: "const a = 1\nconst c = 3\n" },
  ])("$name is a patch that applies", ({ before, change, after }) => {
    expect(applyPatch(before, composePatch("a.js", before, change) ?? "")).toBe(after)
  })

  test("of lines that are not there is none", () => {
    expect(composePatch("a.js", "a\n", { startLine: 5, endLine: 6, replacement: "" })).toBeNull()
  })

  test("for everything lists the proven ones, the most important first", () => {
    const other = aFinding({
      ...fixable,
      fingerprint: "a2a2a2a22222222222222222",
      severity: "critical",
      startLine: 1,
      endLine: 1,
      suggestion: { startLine: 1, endLine: 1, replacement: "const a = one" },
    })
    const answer = offerFixes([aFinding(fixable), other, aFinding({ suggestion: null })], facts())
    expect(answer).toContain("2 proven changes")
    expect(answer.indexOf("const a = one")).toBeLessThan(answer.indexOf("const b = two"))
    expect(offerFixes([], facts())).toContain("No finding at `aaaaaaa` has a change")
  })
})

test("a section is shown with everything that stands, what the model found too, and without what was dismissed", () => {
  const dismissed = aFinding({ fingerprint: "d4d4d4d44444444444444444", title: "Dismissed" })
  const ledger = [
    aLedgerFinding({ fingerprint: dismissed.fingerprint, state: "dismissed" }),
    aLedgerFinding({ fingerprint: "e5e5e5e55555555555555555", title: "Found by the model" }),
    aLedgerFinding({ fingerprint: "e6e6e6e66666666666666666", title: "At an older head", lastHead: "b".repeat(40) }),
  ]
  const answer = showSection(
    "security",
    facts([aFinding(fixable), dismissed, aFinding({ section: "testing", title: "Elsewhere" })], { ledger }),
  )
  expect(answer).toContain("**Security** at `aaaaaaa`: 2 findings")
  expect(answer).toContain("Found by the model")
  expect(answer).not.toMatch(/Dismissed|Elsewhere|At an older head/)
})

describe("the status", () => {
  const spending = { pullRequestUsd: 0.042, repositoryDayUsd: 1.5, installationMonthUsd: 9, setAsideUsd: 0 }
  const dismissal = { by: { id: 7, login: "mara" }, reason: "generated", at: new Date(0) }
  const standing = {
    ...facts(),
    isReviewed: true,
    findings: [
      aLedgerFinding({ fingerprint: "a1a1a1a11111111111111111", severity: "low" }),
      aLedgerFinding({ fingerprint: "b2b2b2b22222222222222222", severity: "critical" }),
      aLedgerFinding({ state: "fixed" }),
      aLedgerFinding({ fingerprint: "c3c3c3c33333333333333333", state: "dismissed", dismissal }),
    ],
    pause: { by: { id: 7, login: "mara" }, at: new Date(0) },
    policy: parsePolicy("gate: nowhere\n"),
    spending,
    next: { usd: 0.75, limitedBy: "the operator's limit of $0.75 for one review" },
  }

  test("tells what stands, who paused and dismissed, what it cost and that the settings have a mistake", () => {
    const answer = showStatus(standing)
    for (const part of [
      "Newest commit `aaaaaaa`: reviewed. 2 findings: 1 critical, 1 low open, 1 fixed, 1 dismissed.",
      "**Paused** by `mara`",
      "(by `mara`: generated)",
      "$0.042 on this pull request and $1.50 in this repository today. The next review may cost $0.75 at the most, by the operator's limit of $0.75 for one review.",
      "The settings have 1 mistake",
    ])
      expect(answer).toContain(part)
    expect(answer.indexOf("`b2b2b2b`")).toBeLessThan(answer.indexOf("`a1a1a1a`"))
  })

  test("of a pull request with nothing on it is short", () => {
    const quiet = {
      ...standing,
      findings: [],
      pause: null,
      isReviewed: false,
      policy: parsePolicy(null),
      spending: { pullRequestUsd: 0, repositoryDayUsd: 0, installationMonthUsd: 0, setAsideUsd: 0 },
      next: null,
    }
    expect(showStatus(quiet)).toBe(
      "Newest commit `aaaaaaa`: not reviewed yet. Nothing open, 0 fixed, 0 dismissed.\n\nThe model has cost nothing here so far.",
    )
  })

  test("tells what is set aside, that nothing is left, and that the settings leave the model out", () => {
    const running = { ...spending, setAsideUsd: 1.25 }
    expect(showStatus({ ...standing, spending: running })).toContain(
      "$1.50 in this repository today, of which $1.25 is set aside for what runs now.",
    )
    const next = { usd: 0, limitedBy: "the repository's limit of $20.00 for one day" }
    expect(showStatus({ ...standing, next })).toContain(
      "Nothing is left for the next review of the repository's limit of $20.00 for one day.",
    )
    const policy = parsePolicy("model:\n  enabled: false\n")
    expect(showStatus({ ...standing, policy })).toContain("The repository's settings leave it out of reviews.")
  })
})

test("the settings are shown as they count, with where they come from and their mistakes", () => {
  const answer = showSettings({
    parsed: parsePolicy("gate: high\n", "gates: low\n"),
    baseSha: "b".repeat(40),
    hasFile: true,
    hasOrganisationFile: true,
  })
  expect(answer).toContain("`.github/expert.yml` at the base `bbbbbbb` over the organisation's")
  expect(answer).toContain("- organisation's file, line 1: settings: Unrecognized key")
  expect(answer).toContain("\ngate: high\n")
  expect(showSettings({ parsed: parsePolicy(null), baseSha: "b".repeat(40), hasFile: false, hasOrganisationFile: false })).toContain(
    "the defaults count",
  )
})

test("a question back lists what may be meant", () => {
  const candidates = [aLedgerFinding({ fingerprint: "a1a1a1a11111111111111111" })]
  expect(askBack({ usage: "/expert explain [id]", why: "unnamed", candidates }, facts())).toMatch(
    /^Which finding\? Write .*\n\n- .*`a1a1a1a`/s,
  )
  expect(askBack({ usage: "/expert explain [id]", why: "unknown", candidates: [] }, facts())).toContain("There is none that")
})

test("confirmations name the finding and how to take it back", () => {
  const finding = aLedgerFinding({ fingerprint: "a1a1a1a11111111111111111" })
  expect(confirmDismissal(finding, "generated")).toMatch(/Dismissed `a1a1a1a` .*: generated\n\n.*`\/expert restore a1a1a1a`/s)
  expect(confirmRestoration(finding, true)).toMatch(/^Restored `a1a1a1a`/)
  expect(confirmRestoration(finding, false)).toContain("is not dismissed")
})

describe("a question", () => {
  const route = {
    framework: "Express",
    method: "GET",
    route: "/orders",
    path: "src/orders.ts",
    line: 2,
    handler: "list",
    chain: [],
    auth: null,
    validation: "zod",
  }

  test.each([
    { question: "which routes have no auth?", questions: [{ kind: "routes", path: null }] },
    { question: "which routes are in src/orders.ts?", questions: [{ kind: "routes", path: "src/orders.ts" }] },
    { question: "is src/orders.ts tested?", questions: [{ kind: "tests", path: "src/orders.ts", symbol: null }] },
    { question: "who calls `findOrder()`?", questions: [{ kind: "callers", path: "src/orders.ts", symbol: "findOrder" }] },
    { question: "where is findOrder used in src/orders.ts?", questions: [{ kind: "callers", path: "src/orders.ts", symbol: "findOrder" }] },
    { question: "which framework is this?", questions: [] },
  ])("$question is looked up", ({ question, questions }) => {
    expect(planQuestions(question, facts())).toEqual(questions)
  })

  test("about routes without auth is answered with those alone", () => {
    const answer = answerQuestion(
      "which routes have no auth?",
      facts(),
      [{ kind: "routes", items: [route, { ...route, route: "/admin", auth: "requireAdmin" }], isCut: false }],
      none,
    )
    expect(answer).toContain("`GET /orders`")
    expect(answer).not.toContain("/admin")
  })

  test("about findings is answered with those that are meant", () => {
    const findings = [aFinding(fixable), aFinding({ section: "testing", severity: "low", title: "No test" })]
    expect(answerQuestion("what is wrong with testing?", facts(findings), [], none)).toMatch(/1 finding \(low\).*No test/s)
    expect(answerQuestion("any high findings in src/orders.ts?", facts(findings), [], none)).not.toContain("No test")
  })

  test("about a rule or an id is answered with its message", () => {
    expect(answerQuestion("why f1f1f1f", facts(), [], none)).toContain(aFinding().message)
  })

  test("that nothing is known about says what can be asked, and repeats nothing of it", () => {
    const answer = answerQuestion("<img src=x> @team ![](http://x) meaning of life", facts([]), [], none)
    expect(answer).toContain("can be asked for")
    expect(answer).not.toContain("@team")
  })

  test("of any length and kind never throws", () => {
    for (const question of ["`".repeat(2_000), "routes ".repeat(500), "\0", "constructor __proto__ tests"])
      expect(answerQuestion(question, facts(), [], none).length).toBeLessThan(60_001)
  })
})
