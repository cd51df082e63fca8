import { describe, expect, it } from "vitest"
import { rememberConsultations } from "../../src/expert/remember-consultations.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { Consultation } from "../../src/model/review.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { says } from "../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { anEvidence } from "./an-evidence.ts"
import { emptyAnswer, openReview } from "./open-review.ts"
import { aClaim, answerWith } from "./scripted-session.ts"

type Files = Readonly<Record<string, string>>

const names = ["orders", "users", "items", "carts", "notes"].map((name) => `src/${name}.ts`)
const lineOf = (path: string) => `  const row = await store.findById("${path}", request.params.id)`
const textOf = (path: string, more = "") =>
  `import { store } from "./store.ts"\n\nexport async function read(request) {\n${lineOf(path)}\n${more}  return row\n}\n${`// ${path}\n`.repeat(100)}`
const base: Files = { "src/store.ts": "export const store = {}\n" }
const first: Files = { ...base, ...Object.fromEntries(names.map((path) => [path, textOf(path)])) }

const claimOn = (path: string) =>
  aClaim({ path, quote: lineOf(path), lineHint: 4, evidence: [{ path, quote: lineOf(path), why: "the id alone" }] })

/** Finds a defect in every file whose change it is shown, and confirms what it is asked about. */
function answer(request: JournalledRequest) {
  const sent = JSON.stringify(request.body["messages"])
  const shown = [...sent.matchAll(/\\"id\\":\\"H\d+\\",\\"path\\":\\"([^"\\]+)\\"/g)].flatMap(([, path]) => path ?? [])
  if (request.pass === "find-all" || request.pass === "find-correctness")
    return says(answerWith({ findings: names.filter((path) => shown.includes(path)).map(claimOn) }))
  if (request.pass !== "refute") return emptyAnswer(request)
  const claims = [...sent.matchAll(/\\"id\\":\\"(C\d+)\\",\\"path\\":\\"([^"\\]+)\\"/g)]
  const verdicts = claims.map(([, id, path]) => ({
    id,
    verdict: "confirmed",
    reason: "Traced.",
    evidence: [{ path, quote: lineOf(path ?? "") }],
    severity: "medium",
    confidence: 90,
  }))
  return says(answerWith({ kind: "verdicts", verdicts }))
}

/** Pushes heads to one pull request and tells what each review sent to the model. */
async function openPullRequest(changes: Partial<Evidence> = {}) {
  const review = await openReview({ before: base, after: first })
  review.server.script("*", answer)
  const consult = rememberConsultations(review.expert)
  const push = async (head: Files, more: Partial<Evidence> = {}, from: Files = base) => {
    const at = review.server.journal.length
    const evidence = anEvidence(from, head, { pullNumber: 5, allow: async () => ({ usd: 4, limitedBy: "" }), ...changes, ...more })
    const consultation = await consult(evidence, new AbortController().signal)
    const requests = review.server.journal.slice(at)
    const bytes = requests.filter(({ pass }) => pass?.startsWith("find-") === true).reduce((sum, each) => sum + each.bytes.length, 0)
    return { ...consultation, calls: requests.length, bytes, sent: requests.map((each) => each.bytes.toString()).join("\n") }
  }
  return { push, [Symbol.asyncDispose]: () => review[Symbol.asyncDispose]() }
}

const found = ({ findings }: Consultation) => findings.map(({ path, startLine }) => `${path}:${startLine}`).toSorted()
const everywhere = names.map((path) => `${path}:4`).toSorted()

describe("the model at a later push", () => {
  it("is asked nothing about a change that is what it was, whatever happened to the base, and its findings stand where their code is", async () => {
    await using pullRequest = await openPullRequest()
    const top = "const top = 1\n"
    const before = await pullRequest.push(
      { ...first, "src/orders.ts": `${top}${textOf("src/orders.ts")}` },
      {},
      { ...base, "src/orders.ts": top },
    )
    expect(before.calls).toBeGreaterThan(2)
    expect(found(before)).toEqual(everywhere.map((place) => place.replace("orders.ts:4", "orders.ts:5")))
    const rebased = await pullRequest.push(
      { ...first, "src/orders.ts": `// old\n// older\n${top}${textOf("src/orders.ts")}`, "src/more.ts": "export const more = 1\n" },
      {},
      { ...base, "src/orders.ts": `// old\n// older\n${top}`, "src/more.ts": "export const more = 1\n" },
    )
    expect(rebased.calls).toBe(0)
    expect(found(rebased)).toEqual(everywhere.map((place) => place.replace("orders.ts:4", "orders.ts:7")))
    expect(rebased.participation).toMatchObject({ degraded: [], usage: { calls: 0, usd: 0 }, since: { files: 5, isAsked: false } })
  })

  it("is shown the files whose change is another one, and what it had found in the others stays", async () => {
    await using pullRequest = await openPullRequest()
    const whole = await pullRequest.push(first)
    const second = await pullRequest.push({ ...first, "src/users.ts": textOf("src/users.ts", "  await audit(row)\n") })
    expect(second.sent).toContain("await audit(row)")
    expect(second.sent).not.toContain('const row = await store.findById(\\\\\\"src/orders.ts')
    expect(second.bytes).toBeLessThan(0.4 * whole.bytes)
    expect(found(second)).toEqual(everywhere)
    expect(second.participation).toMatchObject({
      tier: "lite",
      degraded: [],
      since: { headSha: expect.any(String), files: 4, isAsked: true },
    })
    // From push to push, and back to what was there before.
    const third = await pullRequest.push({
      ...first,
      "src/users.ts": textOf("src/users.ts", "  await audit(row)\n"),
      "src/tags.ts": "export const a = 1\n",
    })
    expect([third.sent.includes("export const a = 1"), third.sent.includes("await audit(row)")]).toEqual([true, false])
    expect(found(third)).toEqual(everywhere)
  })

  it("no longer finds what a push mended", async () => {
    await using pullRequest = await openPullRequest()
    await pullRequest.push(first)
    const mended = await pullRequest.push({ ...first, "src/users.ts": "export const nothing = 1\n".repeat(107) })
    expect(found(mended)).toEqual(everywhere.filter((place) => !place.startsWith("src/users.ts")))
  })

  it.each([
    {
      name: "more than half of the change is another one",
      head: Object.fromEntries(names.map((path) => [path, textOf(path, "  await audit(row)\n")])),
      more: {},
    },
    { name: "somebody asks for everything again", head: first, more: { isAgain: true } },
    { name: "somebody asks for a closer look", head: first, more: { isDeep: true } },
    { name: "it is another pull request", head: { ...first, "src/tags.ts": "export const a = 1\n" }, more: { pullNumber: 6 } },
    {
      name: "nobody says which pull request it is",
      head: { ...first, "src/tags.ts": "export const a = 1\n" },
      more: { pullNumber: undefined },
    },
  ])("is shown everything where $name", async ({ head, more }) => {
    await using pullRequest = await openPullRequest()
    await pullRequest.push(first)
    const later = await pullRequest.push({ ...first, ...head }, more as Partial<Evidence>)
    for (const path of names) expect(later.sent).toContain(lineOf(path).replaceAll('"', '\\\\\\"'))
    expect(later.participation?.since).toBeUndefined()
  })

  it("is shown again what an incomplete review had seen", async () => {
    await using pullRequest = await openPullRequest()
    await pullRequest.push(first, { allow: async () => ({ usd: 0.12, limitedBy: "the limit in a test" }) })
    const later = await pullRequest.push({ ...first, "src/tags.ts": "export const a = 1\n" })
    expect(later.participation?.since).toBeUndefined()
    expect(found(later)).toEqual(everywhere)
  })

  it("is not asked about what is no code, and its findings stay", async () => {
    await using pullRequest = await openPullRequest()
    await pullRequest.push(first)
    const later = await pullRequest.push({ ...first, ".gitignore": "dist\n" })
    expect([later.calls, found(later), later.participation?.since?.isAsked]).toEqual([0, everywhere, false])
  })

  it("takes nothing from the rules: what they find now is what is told, with the word it had lent", async () => {
    await using pullRequest = await openPullRequest()
    const known = aFinding({ path: "src/orders.ts", startLine: 4, endLine: 4, cwe: ["CWE-639"] })
    const other = aFinding({ path: "src/items.ts", startLine: 9, endLine: 9, rule: "no-floating-promise", cwe: [] })
    const before = await pullRequest.push(first, { analysis: anAnalysis({ findings: [known] }) })
    expect(before.findings[0]).toMatchObject({ fingerprint: known.fingerprint, origin: "both" })
    const later = await pullRequest.push(first, { analysis: anAnalysis({ findings: [other, known] }) })
    expect(later.calls).toBe(0)
    expect(later.findings.slice(0, 2)).toEqual([other, before.findings[0]])
  })

  it("keeps a suggestion for a finding only where it holds at the new head", async () => {
    await using pullRequest = await openPullRequest()
    const evidence = anEvidence(base, first)
    const fixing = { ...evidence.reader, prove: () => Promise.resolve({ proven: true } as const) }
    const failing = { ...evidence.reader, prove: () => Promise.resolve({ proven: false, reason: "does not parse" } as const) }
    await pullRequest.push(first, { reader: fixing })
    const held = await pullRequest.push({ ...first, ".gitignore": "dist\n" }, { reader: failing })
    expect(held.findings.map(({ suggestion }) => suggestion)).toEqual(held.findings.map(() => null))
  })
})
