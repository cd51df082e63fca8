import { beforeEach, describe, expect, test } from "vitest"
import { RetryableError, SupersededError, UserError } from "../../src/errors.ts"
import { renderMarker } from "../../src/model/marker.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import type { InlineComment, Review } from "../../src/model/review.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { bot, FakeGitHub, headSha, patchOf, person, ref } from "./fake-github.ts"

let github: FakeGitHub
let fenced: number

beforeEach(() => {
  github = new FakeGitHub()
  github.files = [{ filename: "src/a.ts", patch: patchOf(1, 30) }]
  fenced = 0
})

const fence = async () => {
  fenced++
}

async function publish(review: Review) {
  const door = createGitHubDoor(github.clients, { readBackDelayMs: 0 })
  return door.publish(await door.readPullRequest(ref), review, fence)
}

function comment(line: number, changes: Partial<InlineComment> = {}): InlineComment {
  const fingerprint = `fp-${line}`
  return {
    fingerprint,
    path: "src/a.ts",
    line,
    startLine: null,
    side: "RIGHT",
    body: `${renderMarker({ kind: "finding", fingerprint })}\nclaim ${line}`,
    ...changes,
  }
}

function aReview(comments: readonly InlineComment[], changes: Partial<Review> = {}): Review {
  return {
    headSha,
    complete: true,
    check: { conclusion: "success", title: "", summary: "", text: "", annotations: [] },
    review: comments.length === 0 ? null : { body: `${renderMarker({ kind: "review", headSha })}\ntally`, comments },
    fileComments: [],
    report: `${renderMarker({ kind: "report" })}\nreport`,
    replies: [],
    findings: [],
    memory: { findings: [], change: null, threads: [] },
    ...changes,
  }
}

const fileComment = {
  fingerprint: "fp-file",
  path: "src/a.ts",
  body: `${renderMarker({ kind: "finding", fingerprint: "fp-file" })}\nuntested`,
}
const badGateway = [502, "<html>Bad Gateway</html>", { "content-type": "text/html" }] as const
const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test("writes one review, the file comments and the report, each behind the fence", async () => {
  const outcome = await publish(aReview([comment(3), comment(9, { startLine: 7 })], { fileComments: [fileComment] }))
  expect(github.writes).toMatchInlineSnapshot(`
    [
      "POST /pulls/5/reviews",
      "POST /pulls/5/comments",
      "POST /issues/5/comments",
    ]
  `)
  expect(github.bodies[0]).toMatchInlineSnapshot(`
    {
      "body": "<!-- nodejs-backend-expert:review v1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -->
    tally",
      "comments": [
        {
          "body": "<!-- nodejs-backend-expert:finding v1 fp-3 -->
    claim 3",
          "line": 3,
          "path": "src/a.ts",
          "side": "RIGHT",
        },
        {
          "body": "<!-- nodejs-backend-expert:finding v1 fp-9 -->
    claim 9",
          "line": 9,
          "path": "src/a.ts",
          "side": "RIGHT",
          "start_line": 7,
          "start_side": "RIGHT",
        },
      ],
      "commit_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "event": "COMMENT",
    }
  `)
  expect(github.bodies[1]).toMatchObject({ subject_type: "file", commit_id: headSha, path: "src/a.ts" })
  expect(fenced).toBe(3)
  expect(outcome).toEqual({ reviewId: expect.any(Number), reportCommentId: expect.any(Number), unanchored: [] })
})

test("writes nothing when everything is there", async () => {
  const review = aReview([comment(3)], { fileComments: [fileComment] })
  const first = await publish(review)
  github.writes.length = 0
  expect(await publish(review)).toEqual(first)
  expect(github.writes).toEqual([])
})

test("edits the report in place and never adds a second one", async () => {
  await publish(aReview([]))
  github.writes.length = 0
  await publish(aReview([], { report: `${renderMarker({ kind: "report" })}\nnew report` }))
  expect(github.writes).toEqual([`PATCH /issues/comments/${github.comments[0]!.id}`])
})

test("does not take somebody else's copy of our marks for ours", async () => {
  github.comments.push({ id: 1, user: person, body: `${renderMarker({ kind: "report" })}\nreport` })
  github.reviewComments.push({ id: 2, user: person, body: comment(3).body })
  github.comments.push({ id: 3, user: bot, performed_via_github_app: { id: 12 }, body: `${renderMarker({ kind: "report" })}\nreport` })
  await publish(aReview([comment(3)]))
  expect(github.writes).toEqual(["POST /pulls/5/reviews", "POST /issues/5/comments"])
})

test("finds its comments beyond the first page", async () => {
  for (const id of range(150)) github.reviewComments.push({ id, user: person, body: "talk" })
  github.reviewComments.push({ id: 151, user: bot, body: comment(3).body })
  await publish(aReview([comment(3)]))
  expect(github.writes).toEqual(["POST /issues/5/comments"])
})

describe("a lost answer", () => {
  test("to a review that was written posts nothing again", async () => {
    github.faults.push({ on: /reviews/, answer: badGateway, applied: true })
    const outcome = await publish(aReview([comment(3)]))
    expect(github.writes).toEqual(["POST /pulls/5/reviews → 502", "POST /issues/5/comments"])
    expect(outcome.reviewId).toBe(github.reviews[0]!.id)
  })

  test("to a review that was not written posts it once more", async () => {
    github.faults.push({ on: /reviews/, answer: badGateway, applied: false })
    await publish(aReview([comment(3)]))
    expect(github.writes).toEqual(["POST /pulls/5/reviews → 502", "POST /pulls/5/reviews", "POST /issues/5/comments"])
    expect(github.reviews).toHaveLength(1)
  })

  test("twice gives the job back to the queue, and the next attempt finds what was written", async () => {
    github.faults.push({ on: /reviews/, answer: badGateway, applied: false }, { on: /reviews/, answer: badGateway, applied: false })
    await expect(publish(aReview([comment(3)]))).rejects.toBeInstanceOf(RetryableError)
    await publish(aReview([comment(3)]))
    expect(github.reviews).toHaveLength(1)
  })

  test("to a file comment or the report posts nothing again", async () => {
    github.faults.push({ on: /pulls\/5\/comments/, answer: badGateway, applied: true }, { on: /issues/, answer: badGateway, applied: true })
    await publish(aReview([], { fileComments: [fileComment] }))
    expect(github.reviewComments).toHaveLength(1)
    expect(github.comments).toHaveLength(1)
  })
})

describe("an anchor that GitHub does not show", () => {
  test("is left out before the review is posted, and reported back", async () => {
    const outcome = await publish(
      aReview([
        comment(3),
        comment(99),
        comment(4, { path: "src/gone.ts", fingerprint: "fp-gone" }),
        comment(5, { side: "LEFT", fingerprint: "fp-left" }),
      ]),
    )
    expect(outcome.unanchored).toEqual(["fp-99", "fp-gone", "fp-left"])
    expect(github.bodies[0]).toMatchObject({ comments: [{ line: 3 }] })
    expect(github.bodies[0]?.["body"]).toContain("3 comments have no line that GitHub shows in this diff")
  })

  test("makes no review at all when it was the only one", async () => {
    const outcome = await publish(aReview([comment(99)]))
    expect(outcome).toMatchObject({ reviewId: null, unanchored: ["fp-99"] })
    expect(github.writes).toEqual(["POST /issues/5/comments"])
  })

  test("one of twenty refused, which its hunks disprove by now, costs one more request", async () => {
    github.refuses = ({ line }) => {
      if (line === 20) github.files = [{ filename: "src/a.ts", patch: patchOf(1, 19) }]
      return line === 20
    }
    const outcome = await publish(aReview(range(20).map((line) => comment(line))))
    expect(github.writes).toEqual(["POST /pulls/5/reviews", "POST /pulls/5/reviews", "POST /issues/5/comments"])
    expect(github.reviewComments).toHaveLength(19)
    expect(outcome.unanchored).toEqual(["fp-20"])
  })

  test("one of twenty refused for no visible reason leaves the body alone, and no storm", async () => {
    github.refuses = ({ line }) => line === 20
    const outcome = await publish(aReview(range(20).map((line) => comment(line))))
    expect(github.writes).toEqual(["POST /pulls/5/reviews", "POST /pulls/5/reviews", "POST /issues/5/comments"])
    expect(github.reviews).toMatchObject([{ comments: [] }])
    expect(outcome.unanchored).toHaveLength(20)
  })

  test("stops when the refusal came from a newer head", async () => {
    github.refuses = () => {
      github.head = "c".repeat(40)
      return true
    }
    await expect(publish(aReview([comment(3)]))).rejects.toBeInstanceOf(SupersededError)
    expect(github.writes).toEqual(["POST /pulls/5/reviews"])
  })
})

describe("a stale pending review of ours", () => {
  test("is deleted first", async () => {
    github.reviews.push({ id: 50, user: bot, state: "PENDING", body: "" })
    await publish(aReview([comment(3)]))
    expect(github.writes).toEqual(["DELETE /pulls/5/reviews/50", "POST /pulls/5/reviews", "POST /issues/5/comments"])
  })
})

describe("stops before any write", () => {
  test("when the head has moved", async () => {
    github.head = "c".repeat(40)
    await expect(publish(aReview([comment(3)]))).rejects.toBeInstanceOf(SupersededError)
    expect(github.writes).toEqual([])
  })

  test("when the pull request was closed", async () => {
    github.state = "closed"
    await expect(publish(aReview([comment(3)]))).rejects.toBeInstanceOf(SupersededError)
    expect(github.writes).toEqual([])
  })

  test("when the fence says that a newer job took over", async () => {
    const door = createGitHubDoor(github.clients, { readBackDelayMs: 0 })
    const pullRequest: PullRequest = await door.readPullRequest(ref)
    const closed = () => Promise.reject(new SupersededError("newer"))
    await expect(door.publish(pullRequest, aReview([comment(3)]), closed)).rejects.toBeInstanceOf(SupersededError)
    expect(github.writes).toEqual([])
  })
})

test("a secondary limit gives the job back with GitHub's delay and repeats nothing", async () => {
  github.faults.push({
    on: /reviews/,
    answer: [403, { message: "You have exceeded a secondary rate limit" }, { "retry-after": "42" }],
    applied: false,
  })
  await expect(publish(aReview([comment(3)]))).rejects.toMatchObject({ name: "RetryableError", retryAfterMs: 42_000 })
  expect(github.writes).toEqual(["POST /pulls/5/reviews → 403"])
})

test("a missing permission is told to whoever can mend it", async () => {
  github.faults.push({
    on: /reviews/,
    answer: [403, { message: "Resource not accessible by integration" }, { "x-accepted-github-permissions": "pull_requests=write" }],
    applied: false,
  })
  const failure = publish(aReview([comment(3)]))
  await expect(failure).rejects.toBeInstanceOf(UserError)
  await expect(failure).rejects.toThrow("pull_requests=write")
})

test("no secret leaves, and a suggestion that held one is no button any more", async () => {
  const token = "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"
  const body = `${comment(3).body}\n\n\`\`\`suggestion\nconst token = "${token}"\n\`\`\``
  await publish(aReview([comment(3, { body })], { report: `${renderMarker({ kind: "report" })}\n${token}` }))
  expect(JSON.stringify(github.bodies)).not.toContain(token)
  expect(JSON.stringify(github.bodies)).not.toContain("suggestion")
  expect(github.comments[0]?.["body"]).toContain("[secret removed]")
})
