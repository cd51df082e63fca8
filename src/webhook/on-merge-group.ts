import { z } from "zod"
import { accept, createHandler, decideBy, ignore } from "./event.ts"
import { InRepository, pullRequestIdentity } from "./payload.ts"

const MergeGroupEvent = InRepository.extend({
  action: z.string(),
  merge_group: z.object({ head_sha: z.string().regex(/^[0-9a-f]{40,64}$/), head_ref: z.string() }),
})

/** A merge queue wants its checks. GitHub names no pull request but in the branch: `refs/heads/gh-readonly-queue/main/pr-7-<sha>`. */
export const decideMergeGroup = decideBy(MergeGroupEvent, (payload) => {
  if (payload.action !== "checks_requested") return ignore("another action")
  const { head_ref: headRef, head_sha: headSha } = payload.merge_group
  const number = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/.exec(headRef)?.[1]
  if (number === undefined) return ignore("no pull request named")
  return accept({ kind: "check-merge-group", ...pullRequestIdentity(payload, Number(number)), headSha })
})

export const onMergeGroup = createHandler(decideMergeGroup)
