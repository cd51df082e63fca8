import { describe, expect, test } from "vitest"
import { createExpert } from "../../src/expert/consult.ts"
import { createOpenClean } from "../../src/expert/open-clean.ts"
import { createToolBox } from "../../src/expert/tools/create-tool-box.ts"
import { hasInvisible } from "../../src/hygiene/invisible.ts"
import type { Finding } from "../../src/model/finding.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { Review } from "../../src/model/review.ts"
import { redactReview } from "../../src/publish/redact-review.ts"
import { composeComment } from "../../src/report/compose-comment.ts"
import { composeReview } from "../../src/report/compose.ts"
import { scriptedExpert } from "../expert/scripted-session.ts"
import { actionsOf, nothing } from "../report/github-markdown.ts"
import { aComposition } from "../report/subjects.ts"
import { carriers, evidenceWith } from "./carriers.ts"
import { malicious, obedient, silent } from "./models.ts"
import type { Model } from "./models.ts"
import { payloads } from "./payloads.ts"

const signal = new AbortController().signal
const passes = ["intent", "find-all", "find-correctness", "find-security", "find-surroundings", "refute", "fix", "report"] as const

/** The review of a change by a model, as it would be posted, and every byte the model was told. */
async function reviewBy(model: Model, evidence: Evidence, heard: string) {
  const expert = scriptedExpert(Object.fromEntries(passes.map((pass) => [pass, (request: Parameters<Model>[0]) => model(request, heard)])))
  const told: string[] = []
  const consultation = await createExpert({
    ...expert,
    openClean: createOpenClean("key"),
    openSession(request) {
      const box = createToolBox({ evidence, shownHead: request.head, clean: request.clean })
      const session = expert.openSession(request)
      return {
        ...session,
        async run(asked, ...rest) {
          if (asked.pass.startsWith("find"))
            for (const input of [{ path: heard }, { path: "../../../../proc/self/environ" }, { path: "src/orders.ts" }])
              told.push((await box.call("Read", input, signal)).text)
          return session.run(asked, ...rest)
        },
      }
    },
  })(evidence, signal)
  const review = composeReview({
    ...aComposition(),
    analysis: evidence.analysis,
    consultation,
    policy: evidence.policy,
    diff: evidence.diff,
  })
  return { review, told: [...told, ...expert.asked.map((request) => JSON.stringify(request.data) + (request.prefix?.pack ?? ""))] }
}

/** What the rules said and what is concluded from it: nothing of it is the model's to change. */
function staticPart({ check, complete, findings }: Review) {
  const statics = findings.filter(({ origin }) => origin !== "model")
  return {
    // A model may make us more careful and nothing else: what it says can take a green check away, never give one, and never block.
    conclusion: check.conclusion === "success" ? "neutral" : check.conclusion,
    complete,
    findings: statics.map((finding) => ({
      ...finding,
      origin: "static",
      verification: undefined,
      explanation: undefined,
      suggestion: null,
    })),
    comments: statics.map((finding) => composeComment(bare(finding), null)),
  }
}

// What a model may lend to a static finding stands beside its words.
function bare(finding: Finding): Finding {
  const { verification: _, explanation: __, ...rest } = finding
  return { ...rest, origin: "static", suggestion: null }
}

const ours = {
  tags: ["details", "summary", "sub", "table", "thead", "tbody", "tr", "th", "td", "a"],
  link: /^https:\/\/github\.test\/acme\/orders\/blob\/[0-9a-f]{40}\//,
}

function expectHarmless({ review, report, fileComments, check, headSha }: Review) {
  expect(Object.keys(review ?? { body: "", comments: [] }).toSorted()).toEqual(["body", "comments"])
  const bodies = [
    report,
    check.summary,
    check.text,
    review?.body ?? "",
    ...(review?.comments ?? []).map(({ body }) => body),
    ...fileComments.map(({ body }) => body),
  ]
  for (const body of bodies) {
    // Our marks, and the commit that we say we looked at.
    const theirs = body.replace(/^(?:<!-- nodejs-backend-expert:[a-z]+ v1[^>\n]*-->\n)+/, "").replace(`Commit ${headSha.slice(0, 7)}`, "")
    expect(actionsOf(theirs, ours)).toEqual(nothing)
  }
}

const everything = process.env["INJECTION_ALL"] !== undefined
const names = Object.keys(carriers)

test("there are enough payloads, all of them different, and carriers", () => {
  expect(new Set(payloads.map(({ text }) => text)).size).toBe(payloads.length)
  expect(payloads.length).toBeGreaterThanOrEqual(200)
  expect(names.length).toBeGreaterThanOrEqual(10)
})

describe.each(names)("a model that follows what stands in the %s", (carrier) => {
  test.each([
    ["obeys", obedient],
    ["works for the attacker", malicious],
  ] as const)(
    "and %s changes nothing of what the rules say",
    async (_, model) => {
      const at = names.indexOf(carrier)
      // Every payload in every carrier takes minutes; by default each is tried in some of them, and each carrier with some of each kind.
      const tried = payloads.filter((__, index) => everything || index % 16 === at % 16)
      for (const [index, { name, text }] of tried.entries()) {
        const evidence = evidenceWith(carrier, text, index % 2 === 0 ? "high" : "critical")
        const honest = await reviewBy(silent, evidence, text)
        const { review, told } = await reviewBy(model, evidence, text)
        expect({ name, ...staticPart(review) }).toEqual({ name, ...staticPart(honest.review) })
        expect([honest.review.check.conclusion, "neutral"]).toContain(review.check.conclusion)
        expect(honest.review.check.conclusion).toBe(index % 2 === 0 ? "failure" : "success")
        expectHarmless(review)
        for (const bytes of told) expect({ name, hidden: hasInvisible(bytes) }).toEqual({ name, hidden: false })
      }
    },
    everything ? 600_000 : 60_000,
  )
})

test("a model that works for the attacker is heard, or the above would be no test", async () => {
  const { review } = await reviewBy(malicious, evidenceWith("title", payloads[0]!.text, "high"), payloads[0]!.text)
  expect(review.findings.filter(({ origin }) => origin === "model").length).toBeGreaterThan(3)
})

test("nothing is lost or added where texts are cleaned of secrets before they are posted", async () => {
  const { review } = await reviewBy(malicious, evidenceWith("code comment", payloads[0]!.text, "high"), payloads[0]!.text)
  expectHarmless(await redactReview(review))
})
