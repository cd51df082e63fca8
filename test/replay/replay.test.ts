import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { diffSides } from "../../bench/corpus/change.ts"
import type { Side } from "../../bench/corpus/change.ts"
import { compareWithBaseline, composeBaseline, readBaseline } from "../../bench/eval/baseline.ts"
import { readCases } from "../../bench/eval/case.ts"
import type { EvalCase } from "../../bench/eval/case.ts"
import { openConsult } from "../../bench/eval/open-reviewer.ts"
import { scoreCase, summarise } from "../../bench/eval/score.ts"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import { isCodePresent } from "../../src/model/code-presence.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Consult, Ledger } from "../../src/model/ports.ts"
import type { Consultation, Review } from "../../src/model/review.ts"
import { placeFindings } from "../../src/report/place.ts"
import { createLedger } from "../../src/store/create-ledger.ts"
import { openStore } from "../../src/store/open-store.ts"
import { startCassettes } from "../support/cassettes/start-cassettes.ts"
import { breachesOf } from "./contract.ts"
import type { Written } from "./contract.ts"
import { openReplayed } from "./replayed-pull-request.ts"
import type { ReplayedPullRequest, ReplayedRound } from "./replayed-pull-request.ts"

const bench = new URL("../../bench/", import.meta.url).pathname
const cases = readCases(`${bench}cases`, null)
const recordAgain = "npm run cassettes records them again with the scripted model; see bench/README.md"

interface Replayed {
  readonly evalCase: EvalCase
  readonly pullRequest: ReplayedPullRequest
  readonly first: ReplayedRound
  readonly second: ReplayedRound
}

const opening = new AsyncDisposableStack()
const replayed: Replayed[] = []
let ledger: Ledger
let play: (
  name: string,
  pullRequest: ReplayedPullRequest,
  head: Side,
  options?: { full?: boolean; forgets?: boolean },
) => Promise<ReplayedRound>

// Twice, because the numbers are computed from two runs that know nothing of each other but what is on the pull request.
beforeAll(async () => {
  const cassettes = opening.use(await startCassettes({ folder: `${bench}cassettes`, record: null }))
  const analysts = opening.use(createAnalysts({ limitMs: 120_000, memoryMb: 1024, keepMs: 60_000 }))
  const store = opening.use(await openStore({ dataDirectory: "memory://", onLog: () => undefined }))
  const ask = openConsult({
    apiKey: "scripted",
    baseUrl: cassettes.url,
    model: "claude-sonnet-5-5",
    smallModel: "claude-haiku-5-5",
    reviewUsd: 1.5,
  })
  // A review of everything looks closer and asks more than was recorded; what counts there is what becomes of the same claims.
  const told = new Map<string, Consultation>()
  const consult: Consult = async (evidence, signal) => {
    const known = evidence.isDeep ? told.get(evidence.diff.headSha) : undefined
    const consultation = known ?? (await ask(evidence, signal)).consultation
    told.set(evidence.diff.headSha, consultation)
    return consultation
  }
  // One process for all: nothing of one case is in another's.
  ledger = createLedger(store, () => new Date(0))
  const edges = { openAnalyst: () => analysts.open("replay"), consult, ledger, store }
  let unasked = 0
  play = async (name, pullRequest, head, options) => {
    cassettes.insert(name)
    const round = await pullRequest.review(head, options)
    const left = cassettes.eject()
    unasked += options?.full === true ? 0 : left
    if (cassettes.misses.length > 0) throw new Error(`${cassettes.misses.join("\n")}\n\n${recordAgain}`)
    return round
  }
  for (const evalCase of cases) {
    const pullRequest = openReplayed(evalCase, edges)
    const first = await play(evalCase.id, pullRequest, evalCase.head)
    const second = await play(evalCase.id, pullRequest, evalCase.head)
    replayed.push({ evalCase, pullRequest, first, second })
  }
  if (unasked > 0) throw new Error(`${unasked} recorded replies are of questions that nobody asks any more: ${recordAgain}`)
}, 900_000)
afterAll(() => opening.disposeAsync())

test("there are at least sixty cases, half of them clean, and a model took part in each", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60)
  expect(cases.filter(({ expect: expected }) => expected.length === 0)).toHaveLength(cases.length / 2)
  for (const { pullRequest } of replayed) expect(pullRequest.conversation.report).toContain("claude-sonnet-5-5")
})

test("every review keeps what is promised to its readers", () => {
  const faults = replayed.flatMap(({ evalCase, first, second }) =>
    [first, second].flatMap(({ review }) => breachesOf(writtenBy(review), 5).map((fault) => `${evalCase.id}: ${fault}`)),
  )
  expect(faults).toEqual([])
})

function writtenBy({ report, review, fileComments }: Review): Written {
  return { report, inline: (review?.comments ?? []).map(({ body }) => body), files: fileComments.map(({ body }) => body) }
}

test("a second review of the same head writes nothing", () => {
  expect(replayed.filter(({ second }) => second.written > 0).map(({ evalCase }) => evalCase.id)).toEqual([])
  // There was something to write.
  expect(replayed.filter(({ first }) => first.comments > 0).length).toBeGreaterThan(15)
})

test("what is found and made up is the same when it is counted again, and no worse than the baseline", () => {
  const [once, again] = [measure(({ first }) => first.review), measure(({ second }) => second.review)]
  expect(again).toEqual(once)
  const baseline = readBaseline(`${bench}baseline.json`)
  expect(baseline?.modes["full"]).toBeDefined()
  expect(compareWithBaseline(once, baseline!).fell).toEqual([])
})

function measure(pick: (each: Replayed) => Review) {
  const scores = replayed.map((each) => scoreCase(each.evalCase, placeAnew(each.evalCase, pick(each))))
  const clean = cases.filter(({ expect: expected }) => expected.length === 0).length
  return composeBaseline({ cases: cases.length, clean }, new Map([["full", summarise(scores)]]))
}

// The second review hides what the first one said; what counts is what either would say to somebody who has read nothing.
function placeAnew({ repository, base, head }: EvalCase, { findings }: Review) {
  const history = { commented: new Set<string>(), reviewedHeads: new Set<string>() }
  return placeFindings({ findings, diff: diffSides(repository, base, head), policy: defaultPolicy, history })
}

function textAt(side: Side, path: string): string | null {
  return side.written.get(side.entries.get(path)?.id ?? "") ?? null
}

describe("a change that goes on", () => {
  const commentsOf = ({ first: { review } }: Replayed) =>
    [...(review.review?.comments ?? []), ...review.fileComments].map(({ fingerprint }) => fingerprint)
  const going = () => replayed.filter((each) => each.evalCase.mended !== undefined && commentsOf(each).length > 0)

  test("a push that mends the code resolves its thread, and bringing it back opens it without another comment", async () => {
    const wrong: string[] = []
    let resolved = 0
    for (const each of going()) {
      const { evalCase, pullRequest, first } = each
      const { threads } = pullRequest.conversation
      const mended = await play(`${evalCase.id}.mended`, pullRequest, evalCase.mended!)
      for (const fingerprint of commentsOf(each)) {
        const finding = first.review.findings.find((found) => found.fingerprint === fingerprint)!
        // What a rule found is gone when the rule no longer finds it; a model is believed only where its code is gone.
        const isGone =
          finding.origin === "model"
            ? !isCodePresent(textAt(evalCase.mended!, finding.path), finding.evidence)
            : mended.review.findings.every((each) => each.fingerprint !== fingerprint)
        const { told, isResolved } = threads.get(fingerprint)!
        if (isGone !== (told === "fixed") || isGone !== isResolved)
          wrong.push(`${evalCase.id}: ${finding.title}, told ${told}, resolved ${isResolved}`)
        resolved += isResolved ? 1 : 0
      }
      const back = await play(evalCase.id, pullRequest, evalCase.head)
      if (back.comments > 0) wrong.push(`${evalCase.id}: ${back.comments} comments on what came back`)
      for (const { told, fingerprint } of threads.values())
        if (told === "fixed" && commentsOf(each).includes(fingerprint)) wrong.push(`${evalCase.id}: not told that it is back`)
    }
    expect(wrong).toEqual([])
    expect(resolved).toBeGreaterThan(10)
  }, 900_000)

  test("what somebody dismissed never returns: not on a push, not when everything is asked for, not after the database was lost", async () => {
    const returned: string[] = []
    for (const each of going()) {
      const { evalCase, pullRequest } = each
      const dismissed = new Set(commentsOf(each))
      for (const fingerprint of dismissed)
        await ledger.dismiss(pullRequest.ref, fingerprint, { by: { id: 3, login: "ada" }, reason: "by design" })
      const pushed = await play(evalCase.id, pullRequest, evalCase.head)
      const full = await play(evalCase.id, pullRequest, evalCase.head, { full: true })
      const forgotten = await play(evalCase.id, pullRequest, evalCase.head, { forgets: true })
      for (const { review, comments } of [pushed, full, forgotten]) {
        const back = review.findings.filter(({ fingerprint }) => dismissed.has(fingerprint))
        if (comments > 0 || back.length > 0)
          returned.push(`${evalCase.id}: ${comments} comments, ${back.map(({ title }) => title).join(", ")}`)
      }
    }
    expect(returned).toEqual([])
  }, 900_000)
})
