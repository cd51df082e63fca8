import { afterAll, expect, test } from "vitest"
import { stopReview } from "../../src/jobs/stop-review.ts"
import { emptyMemory } from "../../src/model/ledger.ts"
import type { GitHubDoor } from "../../src/model/ports.ts"
import type { Thread } from "../../src/model/thread.ts"
import { bumpGeneration } from "../../src/store/bump-generation.ts"
import { createLedger } from "../../src/store/create-ledger.ts"
import { openStore } from "../../src/store/open-store.ts"
import { readRuleRecords } from "../../src/store/read-rule-record.ts"
import { aStop } from "../queue/support.ts"
import { aComposition } from "../report/subjects.ts"
import { aSaidFinding } from "../support/said-finding.ts"

const store = await openStore({ dataDirectory: "memory://", onLog: () => undefined })
afterAll(() => store.close())
const ledger = createLedger(store, () => new Date())

/** GitHub with one closed pull request at `headSha`, whose files have these texts. */
function aGitHub(headSha: string, threads: readonly Thread[], texts: Readonly<Record<string, string | null>>) {
  const read: string[] = []
  const { pullRequest } = aComposition()
  const github: Pick<GitHubDoor, "readPullRequest" | "settleChecks" | "readThreads" | "readHeadFile"> = {
    readPullRequest: (ref) => Promise.resolve({ ...pullRequest, ...ref, state: "closed", head: { ref: "x", sha: headSha } }),
    settleChecks: () => Promise.resolve(),
    readThreads: () => Promise.resolve(threads),
    readHeadFile: (_ref, path) => {
      read.push(path)
      return Promise.resolve(texts[path] ?? null)
    },
  }
  return { github: github as GitHubDoor, read }
}

const aThread = (fingerprint: string, up: number, down: number, replies: number): Thread => ({
  fingerprint,
  commentId: 1,
  path: "",
  isAnswered: replies > 0,
  told: null,
  feedback: { up, down, replies },
})

test("a merge counts reactions and replies, and what was changed by content, even by a push nobody reviewed", async () => {
  const job = { ...aStop(), repositoryId: 77 }
  await bumpGeneration(store.db, job, { again: false, asked: false })
  const findings = [
    aSaidFinding("kept", "kept.ts"),
    aSaidFinding("changed", "changed.ts"),
    aSaidFinding("deleted", "deleted.ts"),
    aSaidFinding("unknown", "huge.ts"),
  ]
  await ledger.remember(job, { headSha: "a1", memory: { findings, change: null, threads: [] } })
  const { github } = aGitHub("b2", [aThread("kept", 0, 2, 1), aThread("changed", 3, 0, 0)], {
    "kept.ts": "\tsave( order )\n",
    "changed.ts": "await save(order, now)",
    "deleted.ts": "",
  })
  await stopReview(job, { github, ledger })
  expect(await readRuleRecords(store.db, 77)).toEqual([
    expect.objectContaining({ rule: "no-floating-promise", posted: 4, judged: 4, addressed: 2, up: 3, down: 2, replies: 1 }),
  ])
})

test("a merge of the head that was reviewed reads no file", async () => {
  const job = { ...aStop(), repositoryId: 78 }
  await bumpGeneration(store.db, job, { again: false, asked: false })
  await ledger.remember(job, { headSha: "a1", memory: { findings: [aSaidFinding("kept", "kept.ts")], change: null, threads: [] } })
  const { github, read } = aGitHub("a1", [], {})
  await stopReview(job, { github, ledger })
  expect(read).toEqual([])
  expect(await readRuleRecords(store.db, 78)).toEqual([expect.objectContaining({ judged: 1, addressed: 0 })])
})

test("a pull request that we said nothing on is not asked about", async () => {
  const job = { ...aStop(), repositoryId: 79 }
  const { github } = aGitHub("a1", [], {})
  await stopReview(job, { github: { ...github, readThreads: () => Promise.reject(new Error("asked in vain")) }, ledger })
  expect(await ledger.recall(job)).toEqual(emptyMemory)
})
