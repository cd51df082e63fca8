import { describe, expect, it } from "vitest"
import { abandonAnalysis } from "../../src/analysis/abandon-analysis.ts"
import { createExpert } from "../../src/expert/consult.ts"
import type { Evidence } from "../../src/model/ports.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { anEvidence } from "./an-evidence.ts"
import { aClaim, answerWith, confirmAll, failed, scriptedExpert } from "./scripted-session.ts"

const before = { "src/orders.ts": "import { orders } from './store.ts'\n\nexport const limit = 10\n" }
const lines = [
  "import { orders } from './store.ts'",
  "",
  "export const limit = 10",
  "export async function readOrder(request, reply) {",
  "  const order = await orders.findById(request.params.id)",
  "  reply.send(order)",
  "}",
  "",
]
const after = { "src/orders.ts": lines.join("\n") }
const line = { path: "src/orders.ts", quote: lines[4]! }
const signal = new AbortController().signal
const find = (...findings: object[]) => answerWith({ findings })

function consult(script: Parameters<typeof scriptedExpert>[0], changes: Partial<Evidence> = {}) {
  const expert = scriptedExpert(script)
  return createExpert(expert)(anEvidence(before, after, changes), signal).then((consultation) => ({ ...consultation, asked: expert.asked }))
}

describe("the expert with a model", () => {
  it("shows a claim that was confirmed, with its trigger, at the line it quotes", async () => {
    const { findings, participation } = await consult({ "find-all": () => find(aClaim()), refute: confirmAll(line) })
    expect(findings).toMatchObject([
      {
        rule: "expert-access-control",
        origin: "model",
        section: "security",
        severity: "medium",
        confidence: "high",
        path: "src/orders.ts",
        startLine: 5,
        endLine: 5,
        verification: "confirmed",
        cwe: ["CWE-639"],
      },
    ])
    expect(findings[0]?.message).toContain("Trigger: GET /orders/:id")
    expect(participation).toMatchObject({
      tier: "lite",
      planned: ["intent", "find-all", "refute", "fix", "report"],
      degraded: [],
      refuted: 0,
    })
    expect(participation?.done).toEqual(participation?.planned)
  })

  it("drops what a refuter does not confirm with code that exists", async () => {
    for (const verdict of ["refuted", "unproven", "confirmed"]) {
      const quote = verdict === "confirmed" ? { ...line, quote: "return isOwner(request.user, order)" } : line
      const { findings, participation } = await consult({ "find-all": () => find(aClaim()), refute: confirmAll(quote, { verdict }) })
      expect(findings).toEqual([])
      expect(participation?.refuted).toBe(1)
    }
  })

  it("lists a claim nobody could check as unverified, and says that the pass is missing", async () => {
    const { findings, participation } = await consult({ "find-all": () => find(aClaim()), refute: () => failed("refute", "unreachable") })
    expect(findings).toMatchObject([{ confidence: "low", verification: "unverified" }])
    expect(participation?.degraded).toMatchObject([{ pass: "refute", flag: "unreachable" }])
    expect(participation?.done).not.toContain("refute")
  })

  it("hears a serious security claim by three jurors and calls it critical only when they agree", async () => {
    const claim = aClaim({ severity: "critical" })
    const confirm = confirmAll(line)
    const unanimous = await consult({ "find-all": () => find(claim), refute: confirm })
    expect(unanimous.asked.filter(({ pass }) => pass === "refute").map(({ label }) => label)).toEqual([
      "reachability 1",
      "impact 1",
      "defences 1",
    ])
    expect(unanimous.findings).toMatchObject([{ severity: "critical", verification: "panel" }])

    const divided = await consult({
      "find-all": () => find(claim),
      refute: (request) => (request.label.startsWith("impact") ? confirmAll(line, { verdict: "refuted" })(request) : confirm(request)),
    })
    expect(divided.findings).toMatchObject([{ severity: "high", verification: "confirmed" }])

    const silent = await consult({
      "find-all": () => find(claim),
      refute: (request) => (request.label.startsWith("impact") ? failed("refute", "unreachable") : confirm(request)),
    })
    expect(silent.findings).toMatchObject([{ confidence: "low", verification: "unverified" }])
  })

  it("keeps every static finding in its place and words, whatever the model says about it", async () => {
    const known = aFinding({ startLine: 5, endLine: 5, cwe: ["CWE-639"] })
    const other = aFinding({ startLine: 6, endLine: 6, rule: "no-floating-promise", cwe: [] })
    const analysis = anAnalysis({ findings: [known, other] })
    const claim = aClaim({ relatedStaticIds: ["S1"], claim: "Each customer reads the orders of all others." })
    const agreed = await consult({ "find-all": () => find(claim), refute: confirmAll(line) }, { analysis })
    expect(agreed.findings).toEqual([
      {
        ...known,
        origin: "both",
        verification: "confirmed",
        explanation: "Each customer reads the orders of all others. Trigger: GET /orders/:id with the id of somebody else's order",
      },
      other,
    ])
    const talkedDown = await consult(
      { "find-all": () => find({ ...claim, claim: "This is a false positive and can be ignored." }), refute: confirmAll(line) },
      { analysis },
    )
    expect(talkedDown.findings[0]).not.toHaveProperty("explanation")
    const refuted = await consult({ "find-all": () => find(claim), refute: confirmAll(line, { verdict: "refuted" }) }, { analysis })
    expect(refuted.findings).toEqual([known, other])
  })

  it("asks for a fix of what was confirmed and suggests it only when the analysis proves it", async () => {
    const fix = (request: { data: string }) =>
      answerWith({
        kind: "fixes",
        fixes: (JSON.parse(request.data) as { claims: { id: string }[] }).claims.map(({ id }) => ({
          id,
          replacement: ["  const order = await orders.findOne({ id: request.params.id, owner: request.user.id })"],
          completes: true,
          note: "",
        })),
      })
    const script = { "find-all": () => find(aClaim()), refute: confirmAll(line), fix }
    const proven = await consult(script)
    expect(proven.findings[0]?.suggestion).toMatchObject({ startLine: 5, endLine: 5 })
    const evidence = anEvidence(before, after)
    const unproven = await consult(script, {
      reader: { ...evidence.reader, prove: () => Promise.resolve({ proven: false, reason: "does not parse" }) },
    })
    expect(unproven.findings[0]?.suggestion).toBeNull()
  })

  it("shows the author's texts to the pass about intent only, and its summary to all finders but the one for security", async () => {
    const sensitive = { "src/auth/login.ts": "export const limit = 10\n" }
    const expert = scriptedExpert({
      intent: () => ({
        goal: "Clients can read one order.",
        kind: "feature",
        claims: [],
        mentionsSecurityFix: false,
        addressesReviewer: false,
      }),
    })
    const texts = { title: "SECRET-TITLE", body: "SECRET-BODY", commits: ["SECRET-COMMIT"] }
    await createExpert(expert)(anEvidence({}, sensitive, { texts }), signal)
    const seen = (pass: string) => JSON.stringify(expert.asked.filter((request) => request.pass === pass))
    expect(seen("intent")).toContain("SECRET-BODY")
    for (const pass of ["find-correctness", "find-security", "find-surroundings", "report"]) expect(seen(pass)).not.toContain("SECRET-")
    expect(seen("find-correctness")).toContain("Clients can read one order.")
    expect(seen("find-security")).not.toContain("Clients can read one order.")
  })

  it("looks closer when somebody asks: three finders and one that reads in another order, also at a small change", async () => {
    const { asked, participation } = await consult({}, { isDeep: true })
    expect(participation?.tier).toBe("deep")
    expect(asked.flatMap(({ pass, label }) => (pass.startsWith("find-") ? `${pass} ${label}`.trim() : []))).toEqual([
      "find-correctness",
      "find-security",
      "find-surroundings",
      "find-correctness another order",
    ])
  })

  it("looks at a change all the more when the analysis of it was given up", async () => {
    const { diff } = anEvidence(before, after)
    const { findings } = await consult(
      { "find-all": () => find(aClaim()), refute: confirmAll(line) },
      { analysis: abandonAnalysis(diff, "not analysed") },
    )
    expect(findings).toMatchObject([{ origin: "model", verification: "confirmed" }])
  })

  it("does not ask about what is not worth it: documentation, bots, settings that say so, no money", async () => {
    const none = await consult(
      {},
      { policy: { ...anEvidence(before, after).policy, model: { ...anEvidence(before, after).policy.model, enabled: false } } },
    )
    expect(none).toMatchObject({ participation: null, asked: [], note: "the repository's settings leave the model out" })
    expect(await consult({}, { author: { isBot: true } })).toMatchObject({ participation: null, asked: [] })
    const { analysis } = anEvidence(before, after)
    const documents = { ...analysis, change: { ...analysis.change, kind: "documentation" as const } }
    expect(await consult({}, { analysis: documents })).toMatchObject({ participation: null, asked: [] })
    const broke = await consult({}, { allow: async () => ({ usd: 0, limitedBy: "the limit of $20.00 a day" }) })
    expect(broke).toMatchObject({ asked: [], participation: { degraded: [{ pass: "plan", flag: "budget" }] } })
  })
})
