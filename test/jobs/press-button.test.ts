import { expect, test } from "vitest"
import { pressButton } from "../../src/jobs/press-button.ts"
import type { PressEdges } from "../../src/jobs/press-button.ts"
import type { ActionIdentifier } from "../../src/model/check-action.ts"
import type { Job, PressJob } from "../../src/model/job.ts"
import type { Permission } from "../../src/model/ports.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import { aComposition, headSha } from "../report/subjects.ts"

const identity = { installationId: 7, repositoryId: 42, owner: "acme", name: "orders", number: 5 }
const review = { kind: "review-pull-request", ...identity, again: true, asked: true }

interface Pressed {
  readonly action: ActionIdentifier
  readonly permission?: Permission
  readonly pullRequest?: Partial<PullRequest>
}

/** Presses a button in a world that notes what is queued and remembered, and fails whoever asks it for anything else. */
async function press({ action, permission = "write", pullRequest = {} }: Pressed) {
  const done: unknown[] = []
  const edges = {
    github: {
      readPullRequest: () => Promise.resolve({ ...aComposition().pullRequest, ...pullRequest }),
      readPermission: (_ref: unknown, person: { readonly id: number }) => Promise.resolve(person.id === 9 ? permission : "none"),
    },
    ledger: { resume: () => Promise.resolve(void done.push("resume")) },
    enqueue: (job: Job, id: string) => {
      done.push([id, job])
      return Promise.resolve("accepted" as const)
    },
  } as unknown as PressEdges
  const job: PressJob = { kind: "press-button", ...identity, action, headSha, sender: { id: 9, login: "mona" } }
  return { outcome: await pressButton(job, { id: "job-1", signal: new AbortController().signal }, edges), done }
}

test.each([
  { name: "review", action: "review-again" as const, done: [["press/job-1", review]] },
  { name: "review everything", action: "full-review" as const, done: [["press/job-1", { ...review, full: true }]] },
  { name: "resume", action: "resume" as const, done: ["resume", ["press/job-1", { ...review, asked: false }]] },
])("a button lets people with triage access $name", async ({ action, done }) => {
  expect(await press({ action, permission: "triage" })).toEqual({ outcome: "done", done })
})

test.each([
  { name: "triage access accept a risk", action: "accept-risk" as const, permission: "triage" as const },
  { name: "read access review", action: "review-again" as const, permission: "read" as const },
  { name: "no access resume", action: "resume" as const, permission: "none" as const },
  { name: "read access ask for fixes", action: "suggest-fixes" as const, permission: "read" as const },
])("a button does not let people with $name", async ({ action, permission }) => {
  expect(await press({ action, permission })).toEqual({ outcome: "refused", done: [] })
})

test.each(["accept-risk", "suggest-fixes"] as const)("%s of an older head does nothing, because it was another code", async (action) => {
  const pullRequest = { head: { ref: "orders", sha: "c".repeat(40) } }
  expect(await press({ action, pullRequest })).toEqual({ outcome: "outdated", done: [] })
})

test("no button does anything on a closed pull request", async () => {
  expect(await press({ action: "full-review", pullRequest: { state: "closed" } })).toEqual({ outcome: "closed", done: [] })
})
