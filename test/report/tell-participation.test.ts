import { describe, expect, test } from "vitest"
import type { Participation } from "../../src/model/review.ts"
import { composeReview } from "../../src/report/compose.ts"
import { concludeReview } from "../../src/report/conclude.ts"
import { aComposition, aDiff, aFinding, anAnalysis } from "./subjects.ts"

const complete: Participation = {
  model: "claude-test",
  tier: "full",
  planned: ["find-all", "refute"],
  done: ["find-all", "refute"],
  degraded: [],
  leftOut: [],
  intent: null,
  texts: {},
  usage: { usd: 0.0421, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 3 },
  droppedUnsupported: 0,
  refuted: 0,
}
const capped = { pass: "fix" as const, flag: "budget", reason: "nothing is left of the limit of $1.50 for one review" }
const unreachable = { pass: "refute" as const, flag: "unreachable", reason: "the provider did not answer" }

function review(participation: Partial<Participation>, findings = [aFinding({ severity: "low" })]) {
  const consultation = { findings, model: "claude-test", note: "", participation: { ...complete, ...participation } }
  return composeReview(aComposition(findings, { consultation }))
}

describe("the check of a review in which the model took part", () => {
  test("is green after all of its work, and tells what it cost", () => {
    const { check } = review({})
    expect(check.conclusion).toBe("success")
    expect(check.summary).toContain("The model cost $0.042 in 3 requests.")
  })

  test.each([
    { name: "that stopped at a limit of money", degraded: [capped], title: "The model stopped at its limit of money; 1 finding (low)" },
    { name: "that did not finish", degraded: [capped, unreachable], title: "The model's part is incomplete; 1 finding (low)" },
  ])("$name is neutral and says so first", ({ degraded, title }) => {
    const { check, report } = review({ degraded })
    expect([check.conclusion, check.title]).toEqual(["neutral", title])
    expect(check.actions?.map(({ identifier }) => identifier)).toEqual(["full-review"])
    expect(report).toMatch(/### Summary\n\n\*\*The model.*nothing is left of the limit of \\\$1\.50 for one review/)
  })

  test("names in the first line of the report what is missing, and says of the rules alone that they found nothing", () => {
    const firstLine = (report: string) => report.replaceAll(/<!--.*?-->\n?/gs, "").split("\n", 1)[0]
    const stranger = { pass: "fix" as const, flag: "**all clear**", reason: "x" }
    const silent = review({ degraded: [capped, unreachable, stranger] }, [])
    expect(firstLine(silent.report)).toBe(
      "## Backend Expert: the model's part is incomplete (limit of money, unreachable), the rules found nothing",
    )
    expect(firstLine(review({ degraded: [capped] }).report)).toBe(
      "## Backend Expert: the model stopped at its limit of money, 1 finding (low)",
    )
    expect(firstLine(review({ degraded: [stranger] }).report)).toBe("## Backend Expert: the model's part is incomplete, 1 finding (low)")
    const said = `${silent.report}\n${silent.check.title}\n${silent.check.summary}\n${silent.check.text}`
    expect(said).not.toMatch(/\bno (?:findings|issues|problems)\b|\bnothing found\b/i)
  })

  test("is red all the same for what the rules find at the gate", () => {
    const verdict = concludeReview({
      findings: [aFinding({ severity: "high" })],
      coverage: anAnalysis().coverage,
      diff: aDiff(),
      policy: { gate: "high" },
      participation: { degraded: [unreachable] },
    })
    expect(verdict.conclusion).toBe("failure")
    expect(verdict.title).toBe("1 finding at the gate (high or worse); the model's part is incomplete (unreachable)")
  })

  test("names the model that answered in another's place, in the report too, and what it cost", () => {
    const share = { ...complete.usage, model: "claude-other", usd: 0.012 }
    const standIns = (["find-security", "refute"] as const).map((pass) => ({ pass, model: "claude-other", because: "refused" as const }))
    const { check, report } = review({ standIns, shares: [share] })
    expect(check.conclusion).toBe("success")
    expect(check.summary).toContain("`claude-other` answered `find-security`, `refute` in place of a model that refused, for $0.012 of it.")
    expect(report).toContain("deterministic analysis and claude-test, in its place claude-other")
  })

  test.each([
    { isAsked: true, files: 1, told: "It was shown what changed since `abcdef1`; 1 file changed as before was not shown again." },
    { isAsked: false, files: 3, told: "It was not asked again: nothing that it would look at has changed since `abcdef1`." },
  ])("tells what it was spared at a later push ($files)", ({ told, ...since }) => {
    const { check } = review({ since: { headSha: "abcdef1234".padEnd(40, "0"), ...since } })
    expect([check.conclusion, check.summary.includes(told)]).toEqual(["success", true])
  })

  test("names what it was not shown and how much of it was not believed", () => {
    const { check } = review({ leftOut: [{ path: "a`.ts", reason: "too <b>long</b>" }], droppedUnsupported: 2, refuted: 1 })
    expect(check.summary).toContain("2 that pointed at code which is not there and 1 that did not stand up to a second look")
    expect(check.summary).toContain("1 changed file, such as ``a`.ts`` (too \\<b>long\\</b>)")
  })
})

test("what the model writes stands under its heading before what the analysis says, and renders as text alone", () => {
  const { report } = review({
    intent: "Let customers <img src=x> list orders",
    texts: { security: "## Checked @team\n\n[the route](http://x) binds its values.", testing: "" },
  })
  expect(report).toContain("**Meant to**: Let customers \\<img src=x> list orders")
  expect(report).toMatch(/### Security review\n\n\\## Checked `@team`\n\n\\\[the route\\\]\(`http:\/\/x\)` binds its values\.\n\n/)
})
