import { expect, test } from "vitest"
import { weighLabel } from "../../src/jobs/weigh-label.ts"
import type { Job } from "../../src/model/job.ts"
import { aComposition } from "../report/subjects.ts"

const identity = { installationId: 7, repositoryId: 42, owner: "acme", name: "orders", number: 5 }

async function weigh(label: string, state: "open" | "closed" = "open"): Promise<readonly unknown[]> {
  const queued: unknown[] = []
  const github = {
    readPullRequest: () => Promise.resolve({ ...aComposition().pullRequest, state }),
    readPolicyFile: () => Promise.resolve("labels: { deepen: [Needs care] }\n"),
    readOrganisationPolicyFile: () => Promise.resolve("labels: { skip: [no-review] }\n"),
  }
  const enqueue = (job: Job, id: string) => {
    queued.push([id, job])
    return Promise.resolve("accepted" as const)
  }
  await weighLabel({ kind: "weigh-label", ...identity, label }, "job-1", { github, enqueue })
  return queued
}

test.each(["needs care", "No-Review"])("a label that means something asks for a review: %s", async (label) => {
  expect(await weigh(label)).toEqual([["label/job-1", { kind: "review-pull-request", ...identity, again: true, asked: false }]])
})

test("any other label disturbs nothing, and none does on a closed pull request", async () => {
  expect([await weigh("bug"), await weigh("needs care", "closed")]).toEqual([[], []])
})
