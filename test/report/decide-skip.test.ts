import { expect, test } from "vitest"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Policy } from "../../src/model/policy.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import { decideSkip, isDeepened } from "../../src/report/decide-skip.ts"
import { aComposition } from "./subjects.ts"

const labels = { skip: ["no-review"], deepen: ["Needs care"] }
const bot = { id: 9, login: "renovate[bot]", isBot: true }
const pause = { by: { id: 7, login: "mara" }, at: new Date(0) }

const cases: { name: string; pullRequest?: Partial<PullRequest>; policy?: Partial<Policy>; isPaused?: boolean; skip: object | null }[] = [
  { name: "reviews what is ready", skip: null },
  { name: "leaves a draft alone", pullRequest: { draft: true }, skip: { kind: "draft" } },
  { name: "reviews a draft where the settings say so", pullRequest: { draft: true }, policy: { drafts: true }, skip: null },
  { name: "reviews a bot's", pullRequest: { author: bot }, skip: null },
  { name: "leaves a bot's alone where the settings say so", pullRequest: { author: bot }, policy: { bots: false }, skip: { kind: "bot" } },
  {
    name: "leaves one alone for its label, whatever the case",
    pullRequest: { labels: ["bug", "No-Review"] },
    policy: { labels },
    skip: { kind: "label", label: "no-review" },
  },
  { name: "takes a label for no more than it says", pullRequest: { labels: ["no-review-needed"] }, policy: { labels }, skip: null },
  {
    name: "leaves a paused one alone before anything else",
    pullRequest: { draft: true },
    isPaused: true,
    skip: { kind: "paused", by: pause.by },
  },
]

test.each(cases)("$name", ({ pullRequest = {}, policy = {}, isPaused = false, skip }) => {
  expect(decideSkip({ ...aComposition().pullRequest, ...pullRequest }, { ...defaultPolicy, ...policy }, isPaused ? pause : null)).toEqual(
    skip,
  )
})

test("looks at everything where a label asks for it", () => {
  expect(isDeepened({ labels: ["needs care"] }, { labels })).toBe(true)
  expect(isDeepened({ labels: ["no-review"] }, { labels })).toBe(false)
})
