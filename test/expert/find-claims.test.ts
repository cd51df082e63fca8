import { describe, expect, it } from "vitest"
import { createExpert } from "../../src/expert/consult.ts"
import { halveFiles } from "../../src/expert/pack/split-files.ts"
import type { PassRequest } from "../../src/expert/pass.ts"
import { says, saysText } from "../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { recomputeUsd } from "../support/fake-anthropic/recompute-cost.ts"
import { anEvidence } from "./an-evidence.ts"
import { openReview } from "./open-review.ts"
import { aClaim, answerWith, confirmAll, failed, nothing, scriptedExpert } from "./scripted-session.ts"

const names = ["src/orders.ts", "src/users.ts", "src/items.ts", "src/carts.ts"]
const line = (path: string) => `  const row = await store.findById("${path}", request.params.id)`
const after = Object.fromEntries(names.map((path) => [path, `export async function read(request) {\n${line(path)}\n  return row\n}\n`]))
const before = Object.fromEntries(names.map((path) => [path, "\n"]))
const claimOn = (path: string) =>
  aClaim({ path, quote: line(path), lineHint: 2, evidence: [{ path, quote: line(path), why: "the id alone" }] })
const signal = new AbortController().signal

const onlyOf = (request: PassRequest): readonly string[] | null =>
  (JSON.parse(request.data === "" ? "{}" : request.data) as { only?: string[] }).only ?? null

/** Every finder that is not told which files is cut off after the first claim; `half` answers the others. */
async function consult(half: (only: readonly string[]) => unknown, files = names) {
  const pick = (all: Readonly<Record<string, string>>) => Object.fromEntries(files.map((path) => [path, all[path]!]))
  const expert = scriptedExpert({
    "find-all": (request) => {
      const only = onlyOf(request)
      return only === null ? failed("find-all", "truncated", answerWith({ findings: [claimOn("src/orders.ts")] })) : half(only)
    },
    refute: (request) => confirmAll({ path: "src/orders.ts", quote: line("src/orders.ts") })(request),
  })
  const consultation = await createExpert(expert)(anEvidence(pick(before), pick(after)), signal)
  return { ...consultation, finders: expert.asked.filter(({ pass }) => pass === "find-all") }
}

describe("a finder whose answer is cut off", () => {
  it("is asked once more about each half of its files, over the same prefix, and what all answers claim is joined", async () => {
    const { findings, participation, finders } = await consult((only) => answerWith({ findings: only.map(claimOn) }))
    expect(finders.map(({ label }) => label)).toEqual(["", "half 1", "half 2"])
    expect(
      finders
        .slice(1)
        .flatMap((request) => onlyOf(request) ?? [])
        .toSorted(),
    ).toEqual(names.toSorted())
    expect(new Set(finders.map(({ prefix }) => JSON.stringify(prefix))).size).toBe(1)
    expect(finders[1]?.instruction).toContain('report only on the files that the data name under "only"')
    // Said in the cut answer and in a half, and one finding.
    expect(findings.map(({ path }) => path).toSorted()).toEqual(names.toSorted())
    expect(participation).toMatchObject({ degraded: [] })
    expect(participation?.done).toContain("find-all")
  })

  it("stays incomplete when a half is cut off again, and keeps what was complete", async () => {
    const { findings, participation, finders } = await consult((only) =>
      only.includes("src/users.ts") ? failed("find-all", "truncated", answerWith({ findings: [claimOn("src/users.ts")] })) : nothing(),
    )
    expect(finders.length).toBe(3)
    expect(findings.map(({ path }) => path).toSorted()).toEqual(["src/orders.ts", "src/users.ts"])
    expect(participation?.degraded).toMatchObject([{ pass: "find-all", flag: "truncated" }])
    expect(participation?.done).not.toContain("find-all")
  })

  it("stays incomplete when the money does not last for a half", async () => {
    const { participation } = await consult((only) => (only.includes("src/users.ts") ? failed("find-all", "budget") : nothing()))
    expect(participation?.degraded.map(({ flag }) => flag).toSorted()).toEqual(["budget", "truncated"])
  })

  it("does not take the other half's files for files that were not checked", async () => {
    const notChecked = (paths: readonly string[]) =>
      answerWith({ coverage: { filesRead: [], notChecked: paths.map((path) => ({ path, why: "not mine" })), injectionSeen: [] } })
    const honest = await consult((only) => notChecked(names.filter((path) => !only.includes(path))))
    expect(honest.participation?.degraded).toEqual([])
    const lazy = await consult((only) => notChecked(only))
    expect(lazy.participation?.degraded).toMatchObject([{ pass: "find-all", flag: "not-checked" }])
  })

  it("is not asked again about a single file", async () => {
    const { participation, finders } = await consult(() => nothing(), ["src/orders.ts"])
    expect(finders.length).toBe(1)
    expect(participation?.degraded).toMatchObject([{ pass: "find-all", flag: "truncated" }])
  })
})

describe("halves of files", () => {
  const fileOf = (path: string, lines: number) => {
    const evidence = anEvidence({}, { [path]: "const a = 1\n".repeat(lines) })
    return evidence.diff.files[0]!
  }
  it("are about as large as each other, and neither is empty", () => {
    const halves = halveFiles([fileOf("a/one.ts", 10), fileOf("b/two.ts", 10), fileOf("a/three.ts", 10), fileOf("b/four.ts", 10)])
    expect(halves?.map((half) => half.map(({ path }) => path))).toEqual([
      ["a/one.ts", "a/three.ts"],
      ["b/two.ts", "b/four.ts"],
    ])
    expect(halveFiles([fileOf("a.ts", 500), fileOf("b.ts", 1)])?.map(({ length }) => length)).toEqual([1, 1])
    expect(halveFiles([fileOf("a.ts", 1), fileOf("b.ts", 500)])?.map(({ length }) => length)).toEqual([1, 1])
    expect(halveFiles([fileOf("a.ts", 5)])).toBeNull()
  })
})

describe("at the provider", () => {
  const isHalf = ({ bytes }: JournalledRequest) => bytes.toString().includes("This time report only on")
  const cut = saysText('{"kind":"findings","findings":[', { stopReason: "max_tokens", outputTokens: 30_000 })

  it("the halves read what the cut answer left in the cache", async () => {
    await using review = await openReview({ before, after: { ...after, "src/auth/login.ts": "export const limit = 10\n" } })
    review.server.script("find-security", (request) => (isHalf(request) ? says(nothing()) : cut))
    const { participation } = await review.consult({ usd: 1.5, limitedBy: "" })
    const finders = review.server.journal.filter(({ pass }) => pass === "find-security")
    expect(finders.map(isHalf)).toEqual([false, true, true])
    // The first finder wrote it.
    const { cacheWrite1h, cacheWrite5m } = review.server.journal.find(({ pass }) => pass === "find-correctness")!.usage!
    for (const { usage } of finders) expect(usage?.cacheRead).toBe(cacheWrite1h + cacheWrite5m)
    expect(participation).toMatchObject({ degraded: [], usage: { usd: expect.closeTo(recomputeUsd(review.server.journal), 12) } })
  })

  it.each([0.3, 0.35, 0.4])("never pass the limit of $%f together, and what could not be asked is told", async (usd) => {
    await using review = await openReview({ before, after })
    review.server.script("find-all", () => cut)
    const { participation } = await review.consult({ usd, limitedBy: "the limit in a test" })
    expect(recomputeUsd(review.server.journal)).toBeLessThanOrEqual(usd)
    expect(participation?.degraded.filter(({ pass }) => pass === "find-all").map(({ flag }) => flag)).toContain("truncated")
    expect(participation?.done).not.toContain("find-all")
  })
})
