import { describe, expect, test } from "vitest"
import type { Finding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { placeFindings, type Placing } from "../../src/report/place.ts"
import { addedHunk, aDiff, aFile, aFinding, headSha } from "./subjects.ts"

const nothingSaid: Placing["history"] = { commented: new Set(), reviewedHeads: new Set() }

function place(findings: readonly Finding[], changes: Partial<Omit<Placing, "findings">> = {}) {
  const placing = { diff: aDiff(), policy: defaultPolicy, history: nothingSaid, ...changes }
  return placeFindings({ findings, ...placing }).map(({ placement, placementReason }) => `${placement}: ${placementReason}`)
}

const deletion = aFile("src/orders.ts", [
  {
    oldStart: 5,
    oldLines: 1,
    newStart: 5,
    newLines: 0,
    lines: [{ kind: "deleted", oldLine: 5, newLine: null, text: "app.use(helmet())" }],
  },
])

describe("one finding", () => {
  test.each([
    { name: "on an added line is inline", finding: {}, place: "inline: on a line of the diff" },
    { name: "on an unchanged line of a hunk is inline", finding: { startLine: 10 }, place: "inline: on a line of the diff" },
    { name: "outside of every hunk is on the file", finding: { startLine: 40 }, place: "file: the line is not part of the diff" },
    {
      name: "of low severity outside of every hunk is in the summary",
      finding: { startLine: 40, severity: "low" as const },
      place: "summary: the line is not part of the diff",
    },
    { name: "about the whole file is on the file", finding: { evidence: "" }, place: "file: about the file as a whole" },
    {
      name: "in a file that did not change is in the summary",
      finding: { path: "src/other.ts" },
      place: "summary: the file is not part of the change",
    },
    {
      name: "in a file that did not change, with an added line on its way, is inline there",
      finding: { path: "src/other.ts", trace: [{ path: "src/orders.ts", line: 11, what: "is passed on" }] },
      place: "inline: on its way through the diff",
    },
    { name: "that is a nit is never inline", finding: { severity: "nit" as const }, place: "summary: a nit, never an inline comment" },
    { name: "of low confidence is in the summary", finding: { confidence: "low" as const }, place: "summary: low confidence" },
    {
      name: "on a deleted line of the wrong side is on the file",
      finding: { side: "LEFT" as const },
      place: "file: the line is not part of the diff",
    },
    {
      name: "that ends in the hunk but starts before it is inline",
      finding: { startLine: 2, endLine: 11 },
      place: "inline: on a line of the diff",
    },
  ])("$name", ({ finding, place: expected }) => {
    expect(place([aFinding(finding)])).toEqual([expected])
  })

  test("on a deleted line is inline on the left", () => {
    expect(place([aFinding({ side: "LEFT", startLine: 5 })], { diff: aDiff([deletion]) })).toEqual(["inline: on a line of the diff"])
  })

  test("on a removed line of a renamed file is found under its old name", () => {
    const renamed = { ...deletion, path: "src/new.ts", oldPath: "src/orders.ts", status: "renamed" as const }
    expect(place([aFinding({ side: "LEFT", startLine: 5 })], { diff: aDiff([renamed]) })).toEqual(["inline: on a line of the diff"])
  })

  test("below the repository's threshold is in the summary", () => {
    expect(place([aFinding({ severity: "low" })], { policy: { ...defaultPolicy, comment_at: "medium" } })).toEqual([
      "summary: below comment_at: medium",
    ])
  })

  test("does not become an inline nit although the threshold is nit", () => {
    expect(place([aFinding({ severity: "nit" })], { policy: { ...defaultPolicy, comment_at: "nit" } })).toEqual([
      "summary: a nit, never an inline comment",
    ])
  })

  test("that has a comment is hidden, even when its line left the diff", () => {
    const finding = aFinding({ startLine: 400 })
    expect(place([finding], { history: { ...nothingSaid, commented: new Set([finding.fingerprint]) } })).toEqual([
      "hidden: already commented on this pull request",
    ])
  })
})

test("keeps every finding and their order", () => {
  const findings = [
    aFinding({ severity: "low", startLine: 11 }),
    aFinding({ severity: "critical", startLine: 12 }),
    aFinding({ path: "elsewhere.ts" }),
  ]
  const placed = placeFindings({ findings, diff: aDiff(), policy: defaultPolicy, history: nothingSaid })
  expect(placed.map((finding) => finding.fingerprint)).toEqual(findings.map((finding) => finding.fingerprint))
})

test("puts what hurts users before what hurts colleagues", () => {
  const findings = [
    aFinding({ rule: "a", section: "maintainability", startLine: 11 }),
    aFinding({ rule: "b", section: "testing", startLine: 12 }),
    aFinding({ rule: "c", section: "performance", startLine: 13 }),
    aFinding({ rule: "d", section: "security", startLine: 14 }),
  ]
  const places = place(findings, { policy: { ...defaultPolicy, max_comments: 2 } })
  expect(places.map((each) => each.split(":", 1)[0])).toEqual(["summary", "summary", "inline", "inline"])
})

test("gives the room to the most important findings", () => {
  const findings = [
    aFinding({ rule: "a", severity: "low", startLine: 11 }),
    aFinding({ rule: "b", severity: "critical", startLine: 12 }),
    aFinding({ rule: "c", confidence: "medium", startLine: 13 }),
    aFinding({ rule: "d", startLine: 14 }),
  ]
  expect(place(findings, { policy: { ...defaultPolicy, max_comments: 2 } })).toEqual([
    "summary: more than max_comments: 2",
    "inline: on a line of the diff",
    "summary: more than max_comments: 2",
    "inline: on a line of the diff",
  ])
})

test("comments twice on one rule and names the rest in the report", () => {
  const findings = [11, 12, 13].map((startLine) => aFinding({ startLine }))
  expect(place(findings)).toEqual([
    "inline: on a line of the diff",
    "inline: on a line of the diff",
    "summary: the same rule has 2 comments in this review",
  ])
})

test("comments once on what is said of a file in the same words, unless it is grave for users", () => {
  const findings = [11, 12].map((startLine) => aFinding({ startLine, severity: "medium", title: "Nobody hears this failure" }))
  expect(place(findings)).toEqual(["inline: on a line of the diff", "summary: the same is said of another line of this file"])
  expect(place(findings.map((each) => ({ ...each, severity: "high" as const })))).toEqual([
    "inline: on a line of the diff",
    "inline: on a line of the diff",
  ])
  const ofColleagues = findings.map((each) => ({ ...each, severity: "high" as const, section: "maintainability" as const }))
  expect(place(ofColleagues)).toEqual(["inline: on a line of the diff", "summary: the same is said of another line of this file"])
  const other = findings.map((each, index) => ({ ...each, title: `Nobody hears failure ${index}` }))
  expect(place(other)).toEqual(["inline: on a line of the diff", "inline: on a line of the diff"])
})

test("comments once on a line, on what matters most there", () => {
  const findings = [aFinding({ rule: "a", severity: "medium" }), aFinding({ rule: "b", severity: "critical" }), aFinding({ startLine: 13 })]
  expect(place(findings)).toEqual([
    "summary: a more important comment stands on the same line",
    "inline: on a line of the diff",
    "inline: on a line of the diff",
  ])
})

test("says nothing new when the same head is reviewed again", () => {
  const findings = [11, 12, 13, 14].map((startLine) => aFinding({ startLine, rule: `rule-${startLine}` }))
  const policy = { ...defaultPolicy, max_comments: 2 }
  const first = placeFindings({ findings, diff: aDiff(), policy, history: nothingSaid })
  const commented = new Set(first.filter((finding) => finding.placement === "inline").map((finding) => finding.fingerprint))
  const second = placeFindings({ findings, diff: aDiff(), policy, history: { commented, reviewedHeads: new Set([headSha]) } })
  expect(second.map((finding) => finding.placement)).toEqual(["hidden", "hidden", "summary", "summary"])
})

test("gives a new head its full room", () => {
  const old = aFinding({ rule: "old" })
  const fresh = aFinding({ rule: "fresh" })
  const history = { commented: new Set([old.fingerprint]), reviewedHeads: new Set(["c".repeat(40)]) }
  expect(place([old, fresh], { policy: { ...defaultPolicy, max_comments: 1 }, history })).toEqual([
    "hidden: already commented on this pull request",
    "inline: on a line of the diff",
  ])
})

test("puts a finding that reaches over two hunks on a line of its own that is shown", () => {
  const diff = aDiff([aFile("src/orders.ts", [addedHunk(10, 12), addedHunk(30, 32)])])
  expect(place([aFinding({ startLine: 11, endLine: 31 })], { diff })).toEqual(["inline: on a line of the diff"])
})

test("one rule gets no more comments on files than on lines, also when the same head is reviewed again", () => {
  const findings = [40, 50, 60].map((startLine) => aFinding({ startLine, fingerprint: String(startLine) }))
  const file = "file: the line is not part of the diff"
  const enough = "summary: the same rule has 2 comments in this review"
  expect(place(findings)).toEqual([file, file, enough])
  const said = { commented: new Set(["40", "50"]), reviewedHeads: new Set([headSha]) }
  expect(place(findings, { history: said })[2]).toBe(enough)
})
