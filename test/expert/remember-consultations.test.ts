import { expect, test } from "vitest"
import { rememberConsultations } from "../../src/expert/remember-consultations.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { Participation } from "../../src/model/review.ts"
import { aDiff, aFinding, anAnalysis } from "../report/subjects.ts"

const { signal } = new AbortController()

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    repository: "https://github.test/acme/orders.git",
    installationId: 7,
    texts: { title: "", body: "", commits: [] },
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    diff: aDiff(),
    analysis: anAnalysis({ findings: [aFinding()] }),
    policy: defaultPolicy,
    ...changes,
  } as Evidence
}

/** An expert that counts how often it is asked, and what it is paid. */
function anExpert(degraded: Participation["degraded"] = []) {
  const usage = { usd: 0.5, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 2 }
  let asked = 0
  const consult = rememberConsultations(({ analysis }) => {
    asked++
    const participation = { model: "m", degraded, usage } as unknown as Participation
    return Promise.resolve({ findings: analysis.findings, model: "m", note: `answer ${asked}`, participation })
  })
  return { consult, asked: () => asked }
}

test("answers about the same head again in the same way, and for nothing", async () => {
  const { consult, asked } = anExpert()
  const first = await consult(evidence(), signal)
  const second = await consult(
    evidence({ texts: { title: "Renamed", body: "", commits: [] }, allow: () => Promise.reject(new Error("no money is asked for")) }),
    signal,
  )
  expect([first.note, second.note, asked()]).toEqual(["answer 1", "answer 1", 1])
  expect([first.participation?.usage.usd, second.participation?.usage.usd]).toEqual([0.5, 0])
})

test.each([
  { name: "another head", changes: { diff: { ...aDiff(), headSha: "c".repeat(40) } } },
  { name: "another base", changes: { diff: { ...aDiff(), baseSha: "c".repeat(40) } } },
  { name: "other settings", changes: { policy: { ...defaultPolicy, instructions: [{ paths: ["**"], text: "Look twice." }] } } },
  { name: "other findings of the rules", changes: { analysis: anAnalysis({ findings: [] }) } },
  { name: "another installation", changes: { installationId: 8 } },
  { name: "the wish for everything again", changes: { isAgain: true } },
  { name: "the wish for a closer look", changes: { isDeep: true } },
])("asks afresh for $name", async ({ changes }) => {
  const { consult, asked } = anExpert()
  await consult(evidence(), signal)
  await consult(evidence(changes), signal)
  expect(asked()).toBe(2)
})

test("asks afresh after an answer that was not complete", async () => {
  const { consult, asked } = anExpert([{ pass: "fix", flag: "budget", reason: "nothing left" }])
  await consult(evidence(), signal)
  await consult(evidence(), signal)
  expect(asked()).toBe(2)
})

test("forgets the oldest of many heads", async () => {
  const { consult, asked } = anExpert()
  for (let index = 0; index <= 50; index++) await consult(evidence({ installationId: index }), signal)
  await consult(evidence({ installationId: 50 }), signal)
  await consult(evidence({ installationId: 0 }), signal)
  expect(asked()).toBe(52)
})
