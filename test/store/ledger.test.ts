import { afterAll, describe, expect, test } from "vitest"
import { emptyMemory, findByShortId } from "../../src/model/ledger.ts"
import type { CostReservation, Spending } from "../../src/model/cost.ts"
import type { Review } from "../../src/model/review.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { trackFindings } from "../../src/report/memory/track-findings.ts"
import { createLedger } from "../../src/store/create-ledger.ts"
import { bumpGeneration } from "../../src/store/bump-generation.ts"
import { markForgotten } from "../../src/store/mark-forgotten.ts"
import { openStore } from "../../src/store/open-store.ts"
import type { Store } from "../../src/store/open-store.ts"
import { pruneDeliveries } from "../../src/store/prune-deliveries.ts"
import { readFindings } from "../../src/store/read-findings.ts"
import { readRuleRecords } from "../../src/store/read-rule-record.ts"
import { readPullRequest } from "../../src/store/read-pull-request.ts"
import { readReview } from "../../src/store/read-review.ts"
import { recordDelivery } from "../../src/store/record-delivery.ts"
import { aPullRequest } from "../queue/support.ts"
import { aDiff } from "../report/subjects.ts"
import { aServerDatabase, serverAnswers } from "./server.ts"

const now = new Date("2026-11-23T12:00:00.000Z")
const wanted = { again: false, asked: false }

describe("the ledger on the embedded database", async () => {
  const store = await openStore({ dataDirectory: "memory://", onLog: () => undefined })
  afterAll(() => store.close())
  describeLedger(store)
})

describe.skipIf(!serverAnswers)(
  "the ledger on a PostgreSQL server, on 127.0.0.1:5432 with the database test and the role root,",
  async () => {
    if (!serverAnswers) return
    const database = await aServerDatabase()
    const store = await openStore({ databaseUrl: database.url, onLog: () => undefined })
    afterAll(async () => {
      await store.close()
      await database[Symbol.asyncDispose]()
    })
    describeLedger(store)
  },
)

function describeLedger(store: Store): void {
  const ledger = createLedger(store, () => now)
  const record = async (ref: ReturnType<typeof aPullRequest>, review: Review) => {
    const memory = await ledger.recall(ref)
    const { entries } = trackFindings({
      findings: review.findings,
      memory,
      diff: { ...aDiff(), headSha: review.headSha },
      policy: defaultPolicy,
      scope: { complete: review.complete, coverage: { skipped: [] }, byModel: false },
      textOf: () => null,
    })
    await ledger.remember(ref, { headSha: review.headSha, memory: { findings: entries, change: null, threads: [] } })
    await ledger.recordReview(ref, review, { checkRunId: 6_000_000_000, durationMs: 1_500 })
  }
  const states = async (ref: ReturnType<typeof aPullRequest>) =>
    (await readFindings(store.db, ref)).map(({ fingerprint, state, first_head, last_head, fixed_head }) => [
      fingerprint,
      state,
      first_head,
      last_head,
      fixed_head,
    ])

  test("remembers a review of exactly one head, with ids beyond 32 bits as numbers", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    expect(await ledger.isReviewed(ref, "a1")).toBe(false)
    await record(ref, aReviewOf("a1", ["one", "two"]))
    expect(await ledger.isReviewed(ref, "a1")).toBe(true)
    expect(await ledger.isReviewed(ref, "b2")).toBe(false)
    expect(await readReview(store.db, ref, "a1")).toMatchObject({
      repository_id: 4_000_000_000,
      check_run_id: 6_000_000_000,
      conclusion: "neutral",
      counts: { high: 2 },
      concluded_at: now,
      started_at: new Date(now.getTime() - 1_500),
    })
    expect(await readPullRequest(store.db, ref)).toMatchObject({ last_reviewed_head: "a1", owner: "acme" })
  })

  test("follows findings through open, fixed and reopened", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["one", "two"]))
    await record(ref, aReviewOf("b2", ["two", "three"]))
    expect(await states(ref)).toEqual([
      ["one", "fixed", "a1", "a1", "b2"],
      ["three", "open", "b2", "b2", null],
      ["two", "open", "a1", "b2", null],
    ])
    await record(ref, aReviewOf("c3", ["one"]))
    expect(await states(ref)).toEqual([
      ["one", "reopened", "a1", "c3", null],
      ["three", "fixed", "b2", "b2", "c3"],
      ["two", "fixed", "a1", "b2", "c3"],
    ])
  })

  test("calls nothing fixed after a partial review", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["one"]))
    await record(ref, { ...aReviewOf("b2", []), complete: false })
    expect(await states(ref)).toEqual([["one", "open", "a1", "a1", null]])
    expect(await readPullRequest(store.db, ref)).toMatchObject({ last_reviewed_head: "a1" })
  })

  test("keeps a dismissed finding dismissed when it is found again", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["one"]))
    expect(await ledger.dismiss(ref, "one", { by: ada, reason: "Only admins come here" })).toBe(true)
    await record(ref, aReviewOf("b2", ["one"]))
    await record(ref, aReviewOf("c3", []))
    expect(await states(ref)).toEqual([["one", "dismissed", "a1", "b2", null]])
  })

  test("keeps what a person did while the review ran", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["one", "two"]))
    await ledger.dismiss(ref, "two", { by: ada, reason: "" })
    const before = await ledger.recall(ref)
    await ledger.dismiss(ref, "one", { by: ada, reason: "fine" })
    await ledger.restore(ref, "two")
    await ledger.remember(ref, { headSha: "b2", memory: { findings: before.findings, change: null, threads: [] } })
    expect((await ledger.listFindings(ref)).map(({ fingerprint, state }) => [fingerprint, state])).toEqual([
      ["one", "dismissed"],
      ["two", "open"],
    ])
  })

  test("remembers what the last round changed, and takes an unreadable memory of it for a lost one", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    expect(await ledger.recall(ref)).toEqual(emptyMemory)
    const change = [{ path: "__proto__\u0000", added: "abcdef", deleted: "" }]
    await ledger.remember(ref, { headSha: "a1", memory: { findings: [], change, threads: [] } })
    expect((await ledger.recall(ref)).lastReview).toEqual({ headSha: "a1", change })
    await store.db.updateTable("pull_requests").set({ last_change: '{"of":"another version"}' }).where("number", "=", ref.number).execute()
    expect((await ledger.recall(ref)).lastReview).toEqual({ headSha: "a1", change: null })
  })

  test("counts what people make of the comments of a rule, and goes quiet where nobody acts on it", async () => {
    const ref = { ...aPullRequest(), repositoryId: 4_200_000_000 }
    await bumpGeneration(store.db, ref, wanted)
    const noisy = Array.from({ length: 20 }, (_, index) => `noisy-${index}`)
    await record(ref, aReviewOf("a1", [...noisy, "sql"]))
    const { findings } = await ledger.recall(ref)
    const said = findings.map((finding) => ({
      ...finding,
      saidAs: finding.fingerprint,
      ...(finding.fingerprint === "sql" ? {} : { rule: "prefer-logger", section: "maintainability" as const }),
    }))
    const thread = {
      fingerprint: "noisy-0",
      commentId: 9,
      path: "",
      isAnswered: true,
      told: null,
      feedback: { up: 1, down: 2, replies: 3 },
    }
    await store.db.deleteFrom("findings").where("repository_id", "=", ref.repositoryId).execute()
    await ledger.remember(ref, { headSha: "a1", memory: { findings: said, change: null, threads: [thread] } })
    // Nothing is known about them while the pull request is open.
    expect((await ledger.recall(ref)).quietRules).toEqual(new Set())
    await ledger.settle(ref)
    expect((await ledger.recall(ref)).quietRules).toEqual(new Set(["prefer-logger"]))
    const records = await readRuleRecords(store.db, ref.repositoryId)
    expect(records).toEqual([
      expect.objectContaining({
        repository: "acme/shop",
        rule: "prefer-logger",
        posted: 20,
        judged: 20,
        addressed: 0,
        up: 1,
        down: 2,
        replies: 3,
      }),
      expect.objectContaining({ rule: "no-sql-concatenation", isSecurity: true, posted: 1, judged: 1 }),
    ])
    await ledger.remember(ref, {
      headSha: "b2",
      memory: { findings: said.map((finding) => ({ ...finding, isAddressed: true })), change: null, threads: [] },
    })
    expect((await ledger.recall(ref)).quietRules).toEqual(new Set())
  })

  test("knows who dismissed a finding, why and when, and forgets it when it is restored", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["0123456789abcdef01234567"]))
    expect(await ledger.dismiss(ref, "unknown", { by: ada, reason: "" })).toBe(false)
    expect(await ledger.restore(ref, "0123456789abcdef01234567")).toBe(false)
    await ledger.dismiss(ref, "0123456789abcdef01234567", { by: ada, reason: "nul \u0000 and half \ud800" })
    const [dismissed] = await ledger.listFindings(ref)
    expect(dismissed).toMatchObject({
      shortId: "0123456",
      state: "dismissed",
      dismissal: { by: ada, reason: "nul \uFFFD and half \uFFFD", at: now },
    })
    expect(findByShortId([dismissed!], "0123456")).toEqual([dismissed])
    expect(await ledger.restore(ref, "0123456789abcdef01234567")).toBe(true)
    expect(await ledger.listFindings(ref)).toMatchObject([{ state: "open", dismissal: null }])
  })

  test("pauses and resumes one pull request and keeps who did it", async () => {
    const [ref, other] = [aPullRequest(), aPullRequest()]
    for (const each of [ref, other]) await bumpGeneration(store.db, each, wanted)
    expect(await ledger.readPause(ref)).toBeNull()
    await ledger.pause(ref, ada)
    expect(await ledger.readPause(ref)).toEqual({ by: ada, at: now })
    expect(await ledger.readPause(other)).toBeNull()
    await ledger.resume(ref)
    expect(await ledger.readPause(ref)).toBeNull()
  })

  test("sums what the model cost by pull request, repository and day, installation and month (UTC), to a billionth of a dollar", async () => {
    const [one, two] = [aPullRequest(), aPullRequest()]
    const elsewhere = { ...aPullRequest(), repositoryId: 4_100_000_000 }
    const at = (iso: string) => createLedger(store, () => new Date(iso))
    const spend = (iso: string, ref: typeof one, id: string, usd: number) => at(iso).recordCost(ref, { id, headSha: "a1" }, aCost(usd))
    await spend("2026-03-04T23:59:59.999Z", one, "yesterday", 2)
    await spend("2026-03-05T00:00:00.000Z", one, "first", 0.1)
    await spend("2026-03-05T11:00:00.000Z", one, "first", 0.100_000_001)
    await spend("2026-03-05T12:00:00.000Z", one, "second", 0.2)
    await spend("2026-03-05T12:00:00.000Z", two, "third", 0.000_000_001)
    await spend("2026-03-05T12:00:00.000Z", elsewhere, "fourth", 1_000_000.5)
    await spend("2026-03-06T00:00:00.000Z", two, "tomorrow", 4)
    expect(await ledger.readSpending(one, new Date("2026-03-05T23:00:00-00:30"))).toEqual({
      pullRequestUsd: 2.300_000_001,
      repositoryDayUsd: 0.300_000_002,
      installationMonthUsd: 6.300_000_002,
      setAsideUsd: 0,
    })
    expect(await ledger.readSpending(aPullRequest(), new Date("2030-01-01T00:00:00Z"))).toEqual({
      pullRequestUsd: 0,
      repositoryDayUsd: 0,
      installationMonthUsd: 0,
      setAsideUsd: 0,
    })
  })

  test("gives two reviews at once together no more than is left, and what one leaves over to the next", async () => {
    const refs = Array.from({ length: 4 }, () => ({ ...aPullRequest(), repositoryId: 4_200_000_000, installationId: 71 }))
    for (const ref of refs) await bumpGeneration(store.db, ref, wanted)
    const decide = ({ repositoryDayUsd }: Spending) => ({ usd: Math.max(0, Math.min(1.5, 2 - repositoryDayUsd)), limitedBy: "the day" })
    const reserve = (index: number, attempt = 1) =>
      ledger.reserveCost(refs[index]!, aReservation(`job-${index}`, attempt), decide).then(({ usd }) => usd)
    const granted = await Promise.all([reserve(0), reserve(1), reserve(2)])
    expect(granted.toSorted((a, b) => a - b)).toEqual([0, 0.5, 1.5])
    const richest = granted.indexOf(1.5)
    expect(await ledger.readSpending(refs[3]!, now)).toMatchObject({ repositoryDayUsd: 2, setAsideUsd: 2, pullRequestUsd: 0 })
    await ledger.noteCost(refs[richest]!, { id: `job-${richest}/1`, headSha: "a1" }, aCost(0.25))
    expect(await ledger.readSpending(refs[richest]!, now)).toMatchObject({ pullRequestUsd: 1.5, setAsideUsd: 1.75 })
    await ledger.recordCost(refs[richest]!, { id: `job-${richest}/1`, headSha: "a1" }, aCost(0.75))
    expect(await ledger.readSpending(refs[richest]!, now)).toMatchObject({ pullRequestUsd: 0.75, repositoryDayUsd: 1.25, setAsideUsd: 0.5 })
    expect(await reserve(3)).toBe(0.75)
  })

  test("takes what was set aside back when nothing came of it, when an attempt is over, and when nobody settles it in time", async () => {
    const [one, two] = [aPullRequest(), aPullRequest()].map((ref) => ({ ...ref, repositoryId: 4_300_000_000, installationId: 72 })) as [
      ReturnType<typeof aPullRequest>,
      ReturnType<typeof aPullRequest>,
    ]
    for (const ref of [one, two]) await bumpGeneration(store.db, ref, wanted)
    const all = () => ({ usd: 1, limitedBy: "the day" })
    const setAside = async (at = now) => (await ledger.readSpending(one, at)).setAsideUsd
    await ledger.reserveCost(one, aReservation("first", 1), all)
    await ledger.recordCost(one, { id: "first/1", headSha: "a1" }, { ...aCost(0), calls: 0 })
    expect(await setAside()).toBe(0)
    await ledger.reserveCost(one, aReservation("second", 1), all)
    await ledger.noteCost(one, { id: "second/1", headSha: "a1" }, aCost(0.125))
    await ledger.reserveCost(one, aReservation("second", 2), all)
    expect(await ledger.readSpending(one, now)).toMatchObject({ pullRequestUsd: 1.125, setAsideUsd: 1 })
    await ledger.reserveCost(two, aReservation("third", 1), all)
    expect(await setAside()).toBe(2)
    expect(await setAside(new Date(now.getTime() + 30 * 60_000))).toBe(0)
  })

  test("counts what one person was answered in one repository and UTC day, each answer once, and no review", async () => {
    const [one, two] = [aPullRequest(), aPullRequest()]
    const elsewhere = { ...aPullRequest(), repositoryId: 4_400_000_000 }
    for (const ref of [one, two, elsewhere]) await bumpGeneration(store.db, ref, wanted)
    const asker = { id: 4_300_000_001, login: "ada" }
    const answer = async (iso: string, ref: typeof one, job: string, askedBy: typeof asker | null = null, calls = 1) => {
      const at = createLedger(store, () => new Date(iso))
      const run = { ...aReservation(`answer-${job}`, 1), askedBy }
      await at.reserveCost(ref, run, () => ({ usd: 0.1, limitedBy: "the day" }))
      await at.recordCost(ref, run, { ...aCost(calls * 0.1), calls })
    }
    await answer("2026-04-04T23:59:59.999Z", one, "yesterday", asker)
    await answer("2026-04-05T00:00:00.000Z", one, "first", asker)
    await answer("2026-04-05T09:00:00.000Z", one, "first", asker)
    await answer("2026-04-05T23:59:59.999Z", two, "second", asker)
    await answer("2026-04-05T12:00:00.000Z", one, "of another", { id: 4_300_000_002, login: "ada" })
    await answer("2026-04-05T12:00:00.000Z", one, "of a review")
    await answer("2026-04-05T12:00:00.000Z", one, "never asked", asker, 0)
    await answer("2026-04-05T12:00:00.000Z", elsewhere, "elsewhere", asker)
    expect(await ledger.countAnswers(one, { ...asker, login: "renamed" }, new Date("2026-04-05T06:00:00Z"))).toBe(2)
    expect(await ledger.countAnswers(one, asker, new Date("2026-04-06T06:00:00Z"))).toBe(0)
  })

  test("says the same when a review is recorded twice, and takes one fingerprint once", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await record(ref, aReviewOf("a1", ["one", "one"]))
    await record(ref, aReviewOf("a1", ["one", "one"]))
    expect(await states(ref)).toEqual([["one", "open", "a1", "a1", null]])
  })

  test("keeps hostile paths and titles, and thousands of findings", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    const hostile = aReviewOf(
      "a1",
      Array.from({ length: 2_500 }, (_, index) => `finding-${index}`),
    )
    const findings = hostile.findings.map((finding) => ({
      ...finding,
      path: "src/\u0000'; drop table findings; --.ts",
      title: "half \ud800 a pair",
    }))
    await record(ref, { ...hostile, findings })
    expect((await ledger.recall(ref)).findings).toHaveLength(2_500)
    const rows = await readFindings(store.db, ref)
    expect(rows).toHaveLength(2_500)
    expect(rows[0]).toMatchObject({ path: "src/\uFFFD'; drop table findings; --.ts", title: "half \uFFFD a pair" })
  })

  test("deletes reviews and findings with a forgotten repository, and spares one that came back", async () => {
    const lost = { ...aPullRequest(), installationId: 31, repositoryId: 3_100 }
    const back = { ...aPullRequest(), installationId: 31, repositoryId: 3_200 }
    for (const ref of [lost, back]) {
      await bumpGeneration(store.db, ref, wanted)
      await record(ref, aReviewOf("a1", ["one"]))
    }
    await markForgotten(store.db, { installationId: 31, repositoryIds: null })
    await bumpGeneration(store.db, back, wanted)
    await ledger.forget(31, null)
    expect(await readFindings(store.db, lost)).toEqual([])
    expect(await readReview(store.db, lost, "a1")).toBeNull()
    expect(await ledger.isReviewed(back, "a1")).toBe(true)
  })

  test("marks only the repositories that were taken away, and none for an empty list", async () => {
    const [one, two] = [3_300, 3_400].map((repositoryId) => ({ ...aPullRequest(), installationId: 33, repositoryId })) as [
      ReturnType<typeof aPullRequest>,
      ReturnType<typeof aPullRequest>,
    ]
    for (const ref of [one, two]) await bumpGeneration(store.db, ref, wanted)
    await markForgotten(store.db, { installationId: 33, repositoryIds: [] })
    await markForgotten(store.db, { installationId: 33, repositoryIds: [3_300] })
    expect(await readPullRequest(store.db, one)).toBeNull()
    expect(await readPullRequest(store.db, two)).not.toBeNull()
  })

  test("never gives a generation twice, even after forgetting", async () => {
    const ref = { ...aPullRequest(), installationId: 34, repositoryId: 3_500 }
    const before = await bumpGeneration(store.db, ref, wanted)
    await markForgotten(store.db, { installationId: 34, repositoryIds: null })
    await ledger.forget(34, null)
    const after = await bumpGeneration(store.db, ref, wanted)
    expect(after.generation).toBeGreaterThan(before.generation)
  })

  test("follows a repository to its new name", async () => {
    const ref = aPullRequest()
    await bumpGeneration(store.db, ref, wanted)
    await bumpGeneration(store.db, { ...ref, owner: "acme-inc", name: "store", installationId: 8 }, wanted)
    expect(await readPullRequest(store.db, ref)).toMatchObject({ owner: "acme-inc", name: "store", installation_id: 8 })
  })

  test("forgets deliveries only when they are too old to arrive again", async () => {
    await recordDelivery(store.db, { guid: "pruned", kind: "forget" })
    const day = 24 * 60 * 60_000
    await pruneDeliveries(store.db, new Date(Date.now() + 8 * day))
    expect(await recordDelivery(store.db, { guid: "pruned", kind: "forget" })).toBe(false)
    await pruneDeliveries(store.db, new Date(Date.now() + 31 * day))
    expect(await recordDelivery(store.db, { guid: "pruned", kind: "forget" })).toBe(true)
  })
}

const ada = { id: 3, login: "ada" }

function aReservation(job: string, attempt: number): CostReservation {
  const until = new Date(now.getTime() + 30 * 60_000)
  return { id: `${job}/${attempt}`, job: `${job}/`, headSha: "a1", model: "some-model", askedBy: null, until }
}

function aCost(usd: number) {
  return { model: "claude", usd, inputTokens: 5_000_000_000, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, calls: 1 }
}

function aReviewOf(headSha: string, fingerprints: readonly string[]): Review {
  const findings = fingerprints.map((fingerprint) => ({
    fingerprint,
    rule: "no-sql-concatenation",
    section: "security" as const,
    practice: "security" as const,
    severity: "high" as const,
    confidence: "high" as const,
    origin: "static" as const,
    path: "src/orders.ts",
    startLine: 1,
    endLine: 1,
    side: "RIGHT" as const,
    title: "SQL is built from the request",
    message: "",
    fix: "",
    evidence: "",
    cwe: [],
    trace: [],
    suggestion: null,
    placement: "inline" as const,
    placementReason: "",
  }))
  const check = { conclusion: "neutral" as const, title: "", summary: "", text: "", annotations: [] }
  const memory = { findings: [], change: null, threads: [] }
  return { headSha, complete: true, check, review: null, fileComments: [], replies: [], report: "", findings, memory }
}
