import { describe, expect, it } from "vitest"
import { createExpert } from "../../src/expert/consult.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Evidence } from "../../src/model/ports.ts"
import { composeReview } from "../../src/report/compose.ts"
import { aComposition, aFinding, anAnalysis } from "../report/subjects.ts"
import { anEvidence } from "./an-evidence.ts"
import { aClaim, answerWith, confirmAll, failed, scriptedExpert } from "./scripted-session.ts"

const signal = new AbortController().signal
// Every statement is a place of its own, far from the next, so that claims about different ones stay different.
const statements = Array.from({ length: 45 }, (_, index) => `  await store.write(request.body.field${index}, ${index})`)
const head = {
  "src/orders.ts": ["export async function save(request) {", ...statements.flatMap((line) => [line, "", "", "", ""]), "}", ""].join("\n"),
  "src/store.ts": "export const store = { write: async (value, at) => undefined }\n",
}
const base = { "src/store.ts": head["src/store.ts"] }
const lineOf = (index: number) => 2 + index * 5
const claimAt = (index: number, changes: object = {}) =>
  aClaim({
    quote: statements[index],
    lineHint: lineOf(index),
    title: `Field ${index} is written without a check`,
    category: "correctness",
    severity: "medium",
    evidence: [{ path: "src/orders.ts", quote: statements[index], why: "written" }],
    ...changes,
  })

async function review(script: Parameters<typeof scriptedExpert>[0], changes: Partial<Evidence> = {}) {
  const evidence = anEvidence(base, head, changes)
  const consultation = await createExpert(scriptedExpert(script))(evidence, signal)
  const { analysis, diff, policy } = evidence
  const composed = composeReview({ ...aComposition(), analysis, diff, policy, consultation })
  return {
    consultation,
    composed,
    findings: composed.findings,
    inline: composed.findings.filter(({ placement }) => placement === "inline"),
  }
}

describe("evidence that the model invented", () => {
  const fakes: { name: string; claim: (index: number) => object }[] = [
    { name: "a path that does not exist", claim: (index) => claimAt(index, { path: `src/ghost-${index}.ts` }) },
    { name: "a path outside the repository", claim: (index) => claimAt(index, { path: `../../etc/passwd${index}` }) },
    { name: "a file that was not changed", claim: (index) => claimAt(index, { path: "src/store.ts", quote: head["src/store.ts"].trim() }) },
    { name: "a quote that is nowhere", claim: (index) => claimAt(index, { quote: `  await eval(request.body.code${index})` }) },
    { name: "a quote with one letter changed", claim: (index) => claimAt(index, { quote: statements[index]!.replace("write", "wrote") }) },
    {
      name: "two lines that never stood together",
      claim: (index) => claimAt(index, { quote: `${statements[index]}\n${statements[(index + 7) % 45]}` }),
    },
    { name: "an empty quote", claim: (index) => claimAt(index, { quote: " ".repeat(index) }) },
    {
      name: "evidence in a file that does not exist",
      claim: (index) => claimAt(index, { evidence: [{ path: `src/guard-${index}.ts`, quote: statements[index], why: "no check" }] }),
    },
    {
      name: "evidence that is nowhere",
      claim: (index) =>
        claimAt(index, { evidence: [{ path: "src/store.ts", quote: `if (isAdmin(user${index})) return true`, why: "check" }] }),
    },
    { name: "no evidence", claim: (index) => claimAt(index, { evidence: [] }) },
  ]

  it("never reaches the pull request, and each claim with it is counted: 300 variants", async () => {
    for (const { name, claim } of fakes) {
      const claims = Array.from({ length: 30 }, (_, index) => claim(index))
      const { consultation, findings } = await review({
        "find-all": () => answerWith({ findings: claims }),
        "find-correctness": () => answerWith({ findings: claims }),
        refute: confirmAll({ path: "src/orders.ts", quote: statements[0]! }),
      })
      expect({ name, findings }).toEqual({ name, findings: [] })
      expect({ name, dropped: consultation.participation?.droppedUnsupported }).toEqual({ name, dropped: 30 })
    }
  })
})

describe("refutation", () => {
  const statics = [
    aFinding({ startLine: 2, endLine: 2 }),
    aFinding({ startLine: 7, endLine: 7, rule: "no-floating-promise", severity: "medium" }),
  ]
  const analysis = anAnalysis({ findings: statics })
  const claims = Array.from({ length: 40 }, (_, index) => claimAt(index + 2))
  const find = () => answerWith({ findings: claims })
  const deep = { isDeep: true }
  const quote = { path: "src/orders.ts", quote: statements[0]! }

  it("of everything posts no claim of the model and all static findings", async () => {
    const { findings } = await review(
      { "find-correctness": find, refute: confirmAll(quote, { verdict: "refuted" }) },
      { ...deep, analysis },
    )
    expect(findings.map(({ fingerprint, placement }) => ({ fingerprint, placement }))).toEqual(
      statics.map(({ fingerprint }) => ({ fingerprint, placement: "inline" })),
    )
  })

  it("of nothing posts as many comments as the settings allow and lists the rest in one line each", async () => {
    const { findings, inline, composed } = await review({ "find-correctness": find, refute: confirmAll(quote) }, { ...deep, analysis })
    expect(findings).toHaveLength(42)
    expect(composed.review?.comments.length).toBe(inline.length)
    expect(inline.length).toBeLessThanOrEqual(defaultPolicy.max_comments)
    for (const { fingerprint } of statics) expect(inline.map((each) => each.fingerprint)).toContain(fingerprint)
    const listed = findings.filter(({ placement }) => placement !== "inline")
    for (const { title } of listed) expect(composed.report).toContain(title)
  })

  it("that is undecided, silent or lost lets no claim become a comment", async () => {
    const silences = [
      confirmAll(quote, { verdict: "unproven" }),
      () => answerWith({ kind: "verdicts" }),
      () => failed("refute", "budget"),
      () => "no JSON at all",
      confirmAll(quote, { id: "C99" }),
    ]
    for (const refute of silences) {
      const { inline } = await review({ "find-correctness": find, refute }, { ...deep, analysis })
      expect(inline.map(({ origin }) => origin)).toEqual(["static", "static"])
    }
  })
})
