import { expect, test } from "vitest"
import { SupersededError } from "../../src/errors.ts"
import { classifyGitHubError, isPendingReviewConflict, isRefusedAnchor, isUncertain } from "../../src/github/classify-error.ts"

const now = 1_800_000_000_000

function failure(status: number, data: unknown = {}, headers: Record<string, string> = {}, url = "https://api.github.test/repos/a/b") {
  return Object.assign(new Error("failed"), { status, response: { headers, data }, request: { url } })
}

const tokenUrl = "https://ghes.test/api/v3/app/installations/7/access_tokens"

test.each([
  {
    name: "a secondary limit with a delay",
    error: failure(403, { message: "secondary rate limit" }, { "retry-after": "30" }),
    kind: "RetryableError",
    retryAfterMs: 30_000,
  },
  {
    name: "a secondary limit without a delay",
    error: failure(403, { message: "You have exceeded a secondary rate limit and have been temporarily blocked" }),
    kind: "RetryableError",
    retryAfterMs: 60_000,
  },
  { name: "a 429", error: failure(429), kind: "RetryableError", retryAfterMs: 60_000 },
  {
    name: "the primary limit",
    error: failure(403, {}, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1_000 + 90) }),
    kind: "RetryableError",
    retryAfterMs: 90_000,
  },
  {
    name: "the primary limit that is over by now",
    error: failure(429, {}, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1_000 - 5) }),
    kind: "RetryableError",
    retryAfterMs: 1_000,
  },
  { name: "a 502 in HTML", error: failure(502, "<html>"), kind: "RetryableError", retryAfterMs: null },
  { name: "a dead connection", error: Object.assign(new Error("ECONNRESET"), { status: 500 }), kind: "RetryableError", retryAfterMs: null },
  { name: "a timeout", error: Object.assign(new Error("x"), { name: "TimeoutError" }), kind: "RetryableError", retryAfterMs: null },
  { name: "an expired token", error: failure(401, { message: "Bad credentials" }), kind: "RetryableError", retryAfterMs: 5_000 },
  { name: "a wrong key", error: failure(401, { message: "A JSON web token could not be decoded" }, {}, tokenUrl), kind: "UserError" },
  {
    name: "a suspended installation",
    error: failure(403, { message: "This installation has been suspended" }, {}, tokenUrl),
    kind: "SupersededError",
  },
  { name: "an installation that is gone", error: failure(404, { message: "Not Found" }, {}, tokenUrl), kind: "SupersededError" },
  {
    name: "a repository that left the installation",
    error: failure(
      422,
      { message: "There is at least one repository that does not exist or is not accessible to the parent installation." },
      {},
      tokenUrl,
    ),
    kind: "SupersededError",
  },
  { name: "a missing permission", error: failure(403, { message: "Resource not accessible by integration" }), kind: "UserError" },
  { name: "something that is not there", error: failure(404, { message: "Not Found" }), kind: "UserError" },
  { name: "a request that we got wrong", error: failure(422, { message: "Validation Failed" }), kind: "Error" },
  { name: "an error of the jobs", error: new SupersededError("newer"), kind: "SupersededError" },
])("$name is a $kind", ({ error, kind, retryAfterMs }) => {
  const classified = classifyGitHubError(error, "do it", now)
  expect(classified.name).toBe(kind)
  expect((classified as { retryAfterMs?: number | null }).retryAfterMs).toBe(retryAfterMs)
})

test.each([
  { errors: ["Line could not be resolved"], refused: true },
  { errors: ["Path could not be resolved"], refused: true },
  {
    errors: ["Pull request review thread line must be part of the diff, and Pull request review thread diff hunk can't be blank"],
    refused: true,
  },
  { errors: ["User can only have one pending review per pull request"], refused: false },
  { errors: [{ resource: "PullRequestReview", code: "custom" }], refused: false },
])("tells a refused anchor from other refusals: $errors", ({ errors, refused }) => {
  const error = failure(422, { message: "Unprocessable Entity", errors })
  expect(isRefusedAnchor(error)).toBe(refused)
  expect(isPendingReviewConflict(error)).toBe(JSON.stringify(errors).includes("pending"))
  expect(isUncertain(error)).toBe(false)
})
