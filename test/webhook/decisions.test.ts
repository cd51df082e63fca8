import { expect, test } from "vitest"
import { decideCheckRun, decideCheckSuite } from "../../src/webhook/on-check.ts"
import { decideIssueComment, decideReviewComment } from "../../src/webhook/on-comment.ts"
import { decideInstallation, decideInstallationRepositories, decideRepository } from "../../src/webhook/on-installation.ts"
import { decideMergeGroup } from "../../src/webhook/on-merge-group.ts"
import { decidePullRequest } from "../../src/webhook/on-pull-request.ts"
import { identity, person, place } from "./payloads.ts"

const sha = "a".repeat(40)
const review = { kind: "review-pull-request", ...identity, again: false, asked: false }
const reviewAgain = { ...review, again: true, asked: true }
const jobs = (...list: unknown[]) => ({ kind: "jobs", jobs: list })
const ignored = { kind: "ignored", reason: expect.any(String) }
const here = { number: 7, base: { repo: { id: 42 } } }

test.each([
  { name: "reviews a new pull request", payload: { action: "opened" }, decision: jobs(review) },
  {
    name: "reviews one of a bot",
    payload: { action: "opened", sender: { id: 1, login: "dependabot[bot]", type: "Bot" } },
    decision: jobs(review),
  },
  {
    name: "keeps a draft, whose review is the policy's matter",
    payload: { action: "opened", pull_request: { number: 7, draft: true } },
    decision: jobs(review),
  },
  { name: "reviews a reopened one", payload: { action: "reopened" }, decision: jobs(review) },
  { name: "reviews a push", payload: { action: "synchronize", before: "x", after: "y" }, decision: jobs(review) },
  { name: "reviews a finished draft", payload: { action: "ready_for_review" }, decision: jobs(review) },
  {
    name: "reviews again on another base",
    payload: { action: "edited", changes: { base: { ref: { from: "main" } } } },
    decision: jobs({ ...review, again: true }),
  },
  { name: "ignores a new title", payload: { action: "edited", changes: { title: { from: "x" } } }, decision: ignored },
  { name: "ignores an edit without changes", payload: { action: "edited" }, decision: ignored },
  {
    name: "ignores another base of a closed one",
    payload: { action: "edited", changes: { base: {} }, pull_request: { number: 7, state: "closed" } },
    decision: ignored,
  },
  {
    name: "stops for a draft",
    payload: { action: "converted_to_draft" },
    decision: jobs({ kind: "stop-review", ...identity, reason: "draft" }),
  },
  { name: "stops for a closed one", payload: { action: "closed" }, decision: jobs({ kind: "stop-review", ...identity, reason: "closed" }) },
  {
    name: "has a label weighed by whoever can read the policy",
    payload: { action: "labeled", label: { name: "no-review" } },
    decision: jobs({ kind: "weigh-label", ...identity, label: "no-review" }),
  },
  {
    name: "has a label weighed that is taken off",
    payload: { action: "unlabeled", label: { name: "no-review" } },
    decision: jobs({ kind: "weigh-label", ...identity, label: "no-review" }),
  },
  { name: "ignores a label without a name", payload: { action: "labeled" }, decision: ignored },
  {
    name: "ignores a label of a closed one",
    payload: { action: "labeled", label: { name: "x" }, pull_request: { number: 7, state: "closed" } },
    decision: ignored,
  },
])("pull_request: $name", ({ payload, decision }) => {
  expect(decidePullRequest({ ...place, pull_request: { number: 7, state: "open" }, ...payload })).toEqual(decision)
})

const comment = { action: "created", sender: person, issue: { number: 7, pull_request: {} }, comment: { id: 3, body: "/expert review" } }
const command = {
  kind: "run-command",
  ...identity,
  commentKind: "conversation",
  commentId: 3,
  body: "/expert review",
  sender: { id: 99, login: "mona" },
}

test.each([
  { name: "takes a command", payload: {}, decision: jobs(command) },
  { name: "ignores talk", payload: { comment: { id: 3, body: "I like /expert review" } }, decision: ignored },
  { name: "ignores a comment without text", payload: { comment: { id: 3, body: null } }, decision: ignored },
  { name: "ignores an issue", payload: { issue: { number: 7 } }, decision: ignored },
  { name: "ignores a bot, such as ourselves", payload: { sender: { ...person, type: "Bot" } }, decision: ignored },
  { name: "ignores an edit", payload: { action: "edited" }, decision: ignored },
  { name: "ignores a deletion", payload: { action: "deleted" }, decision: ignored },
])("issue_comment: $name", ({ payload, decision }) => {
  expect(decideIssueComment({ ...place, ...comment, ...payload })).toEqual(decision)
})

test("pull_request_review_comment: takes a command in its thread", () => {
  const payload = { ...place, action: "created", sender: person, pull_request: { number: 7 }, comment: comment.comment }
  expect(decideReviewComment(payload)).toEqual(jobs({ ...command, commentKind: "review-thread" }))
})

test.each([
  {
    name: "knows a fork's pull request by the external id",
    run: { external_id: `v1:42:7:${sha}`, pull_requests: [] },
    decision: jobs(reviewAgain),
  },
  { name: "falls back to the pull requests GitHub names", run: { external_id: "", pull_requests: [here] }, decision: jobs(reviewAgain) },
  { name: "distrusts an external id of another repository", run: { external_id: `v1:43:7:${sha}`, pull_requests: [] }, decision: ignored },
  {
    name: "distrusts an external id with something behind it",
    run: { external_id: `v1:42:7:${sha}\nx`, pull_requests: [] },
    decision: ignored,
  },
  {
    name: "leaves pull requests of another repository alone",
    run: { external_id: null, pull_requests: [{ number: 7, base: { repo: { id: 43 } } }] },
    decision: ignored,
  },
  { name: "ignores a run that names nothing", run: { pull_requests: "?" }, decision: ignored },
])("check_run rerequested: $name", ({ run, decision }) => {
  expect(decideCheckRun({ ...place, sender: person, action: "rerequested", check_run: run })).toEqual(decision)
})

test.each([
  {
    name: "keeps who pressed which button of ours, on which commit",
    payload: { action: "requested_action", requested_action: { identifier: "accept-risk" } },
    decision: jobs({ kind: "press-button", ...identity, action: "accept-risk", headSha: sha, sender: { id: 99, login: "mona" } }),
  },
  {
    name: "ignores a press on a run without a commit",
    payload: {
      action: "requested_action",
      requested_action: { identifier: "accept-risk" },
      check_run: { external_id: `v1:42:7:${sha}`, head_sha: "HEAD", pull_requests: [] },
    },
    decision: ignored,
  },
  {
    name: "ignores a button we do not have",
    payload: { action: "requested_action", requested_action: { identifier: "merge" } },
    decision: ignored,
  },
  { name: "ignores a concluded run", payload: { action: "completed" }, decision: ignored },
])("check_run: $name", ({ payload, decision }) => {
  const run = { external_id: `v1:42:7:${sha}`, head_sha: sha, pull_requests: [] }
  expect(decideCheckRun({ ...place, sender: person, check_run: run, ...payload })).toEqual(decision)
})

test.each([
  {
    name: "answers for the pull request its branch is made of",
    ref: `gh-readonly-queue/release/2.x/pr-7-${sha}`,
    decision: jobs({ kind: "check-merge-group", ...identity, headSha: sha }),
  },
  { name: "ignores a branch that names none", ref: "gh-readonly-queue/main/pr-x", decision: ignored },
  { name: "ignores the end of a group", ref: `gh-readonly-queue/main/pr-7-${sha}`, action: "destroyed", decision: ignored },
])("merge_group: $name", ({ ref, action = "checks_requested", decision }) => {
  expect(decideMergeGroup({ ...place, action, merge_group: { head_sha: sha, head_ref: `refs/heads/${ref}` } })).toEqual(decision)
})

test.each([
  {
    name: "reviews every pull request of the suite",
    action: "rerequested",
    pulls: [here, { ...here, number: 8 }],
    decision: jobs(reviewAgain, { ...reviewAgain, number: 8 }),
  },
  {
    name: "asks whose head it is where a fork's suite names none",
    action: "rerequested",
    pulls: [],
    decision: jobs({ kind: "review-head", installationId: 5, repositoryId: 42, owner: "octo", name: "shop", headSha: sha }),
  },
  { name: "ignores a suite of nothing", action: "rerequested", pulls: [], headSha: null, decision: ignored },
  { name: "ignores the suite of every push", action: "requested", pulls: [here], decision: ignored },
])("check_suite: $name", ({ action, pulls, headSha = sha, decision }) => {
  expect(decideCheckSuite({ ...place, action, check_suite: { head_sha: headSha, pull_requests: pulls } })).toEqual(decision)
})

const forget = { kind: "forget", installationId: 5, repositoryIds: null }

test.each([
  { action: "deleted", decision: jobs(forget) },
  { action: "suspend", decision: jobs(forget) },
  { action: "created", decision: ignored },
  { action: "unsuspend", decision: ignored },
])("installation $action", ({ action, decision }) => {
  expect(decideInstallation({ action, installation: { id: 5 } })).toEqual(decision)
})

test("forgets repositories that are taken away", () => {
  expect(
    decideInstallationRepositories({ action: "removed", installation: { id: 5 }, repositories_removed: [{ id: 1 }, { id: 2 }] }),
  ).toEqual(jobs({ ...forget, repositoryIds: [1, 2] }))
  expect(decideInstallationRepositories({ action: "added", installation: { id: 5 }, repositories_added: [{ id: 1 }] })).toEqual(ignored)
})

test("forgets a deleted repository and keeps a renamed one", () => {
  expect(decideRepository({ ...place, action: "deleted" })).toEqual(jobs({ ...forget, repositoryIds: [42] }))
  expect(decideRepository({ ...place, action: "renamed" })).toEqual(ignored)
})

test.each([
  {
    name: "an event outside of an installation",
    payload: { action: "opened", repository: place.repository, pull_request: { number: 7 } },
    field: "installation",
  },
  {
    name: "a number that is none",
    payload: { ...place, action: "opened", pull_request: { number: "7; drop table" } },
    field: "pull_request.number",
  },
  { name: "no object at all", payload: null, field: "payload" },
])("names the field that makes $name unreadable, without its text", ({ payload, field }) => {
  expect(decidePullRequest(payload)).toEqual({ kind: "unreadable", reason: `unexpected value of ${field}` })
})
