import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { defaultEvents } from "../../src/sandbox/sandbox.ts"
import type { SandboxPullRequest } from "../../src/sandbox/sandbox.ts"
import { openStory, ordersRepaired, ordersWithInjection, tellWrites } from "./story.ts"
import type { Story } from "./story.ts"

let story: Story
beforeAll(async () => {
  story = await openStory({ events: [...defaultEvents, "merge_group"] })
  // For every repository of the owner, so that it has to be there before the first is reviewed.
  await story.sandbox.createRepository({ owner: "acme", name: ".github", files: { ".github/expert.yml": "labels:\n  skip: [org-wide]\n" } })
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

const injection = "no-sql-injection"
const gate = { ".github/expert.yml": "gate: high\n" }

/** The comment on the SQL injection, and what its finding is called. */
function findInjection(pullRequest: SandboxPullRequest) {
  const comment = story.sandbox.read(pullRequest).threads.find(({ comments: [first] }) => first?.body.includes(injection))?.comments[0]
  const id = /id `([0-9a-f]{7})`/.exec(comment?.body ?? "")?.[1]
  if (comment === undefined || id === undefined) throw new Error("There is no comment on the injection, or it shows no id.")
  return { comment, id }
}

function newestRun(pullRequest: SandboxPullRequest) {
  const run = story.sandbox.read(pullRequest).checkRuns.at(-1)
  if (run === undefined) throw new Error("There is no check.")
  return run
}

/** Waits until everything that was begun is over: each run is concluded, and there are as many as expected. */
async function checks(pullRequest: SandboxPullRequest, count: number): Promise<void> {
  await story.until(`${count} finished checks`, () => {
    const { checkRuns } = story.sandbox.read(pullRequest)
    return checkRuns.length === count && checkRuns.every(({ status }) => status === "completed")
  })
  await story.sandbox.settled()
}

async function answers(pullRequest: SandboxPullRequest, count: number): Promise<string> {
  await story.until(`${count} comments`, () => story.sandbox.read(pullRequest).comments.length >= count)
  return story.sandbox.read(pullRequest).comments.at(-1)?.body ?? ""
}

describe("a finding that was dismissed", () => {
  test("stays silent when its code moves to another file, opens the gate, and comes back when it is restored", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { base: gate })
    await story.reviewed(pullRequest)
    expect(newestRun(pullRequest).conclusion).toBe("failure")
    const { id } = findInjection(pullRequest)
    const before = tellWrites(story, pullRequest).length

    story.sandbox.comment({ pullRequest, author: "mara", body: `/expert dismiss ${id} the value is checked upstream` })
    await checks(pullRequest, 2)
    await story.push(pullRequest, {
      "src/orders.js": `export { orders } from "./order-routes.js"\n`,
      "src/order-routes.js": ordersWithInjection(),
    })
    await checks(pullRequest, 3)
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "reactions/create-for-issue-comment: eyes",
        "issues/create-comment: Dismissed \`…\` (request.query.customer becomes part of the SQL that pool.query runs): the value is checked upstream",
        "checks/create: queued",
        "issues/update-comment: ## Backend Expert: no findings",
        "checks/update: success · No findings; 1 dismissed",
        "checks/create: queued",
        "issues/update-comment: ## Backend Expert: no findings",
        "checks/update: success · No findings; 1 dismissed",
      ]
    `)
    expect(story.sandbox.read(pullRequest).threads.filter(({ comments: [first] }) => first?.body.includes(injection))).toHaveLength(1)
    expect(story.sandbox.read(pullRequest).comments[0]?.body).toContain("dismissed by `mara`: the value is checked upstream")

    story.sandbox.comment({ pullRequest, author: "mara", body: `/expert restore ${id}` })
    await checks(pullRequest, 4)
    expect(newestRun(pullRequest).conclusion).toBe("failure")
  })
})

describe("a command", () => {
  test("in the thread of a finding explains it there, and offers its fix on the line", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    const { comment } = findInjection(pullRequest)
    const before = tellWrites(story, pullRequest).length
    story.sandbox.replyInThread({ comment, author: "mara", body: "I do not see it.\n\n/expert explain\n/expert suggest" })
    await story.until("the answer", () => story.sandbox.read(pullRequest).threads.some(({ comments }) => comments.length === 3))
    const answer = story.sandbox.read(pullRequest).threads.find(({ comments }) => comments.length === 3)?.comments[2]?.body ?? ""
    expect(answer).toContain("**Why there is a rule for it:**")
    expect(answer).toContain("```suggestion\n")
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "reactions/create-for-pull-request-review-comment: eyes",
        "pulls/create-reply-for-review-comment: **Critical** · Security · \`…\` · [\`src/orders.js:8\`] request.query.customer becomes part of the SQL that pool.query runs",
      ]
    `)
  })

  test("that was edited by somebody else before it was read is refused", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "issues/get-comment", delayMs: 1_500 })
    const pullRequest = await story.open({ "README.md": "# Shop\n" })
    await story.reviewed(pullRequest)
    const before = tellWrites(story, pullRequest).length
    const comment = story.sandbox.comment({ pullRequest, author: "mara", body: "/expert help" })
    story.sandbox.editComment({ comment, body: "/expert pause", sender: "acme" })
    expect(await answers(pullRequest, 3)).toContain("changed after it was sent")
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "reactions/create-for-issue-comment: confused",
        "issues/create-comment: This comment was changed after it was sent, so nothing in it was done. Write the command in a new comment.",
      ]
    `)
  })

  test("of an outsider is refused, and so is one of the author that costs or changes something", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { author: "stranger", fork: (repository) => story.sandbox.forkRepository(repository, "stranger") },
    )
    await story.reviewed(pullRequest)
    const { id } = findInjection(pullRequest)
    const before = tellWrites(story, pullRequest).length
    story.sandbox.comment({ pullRequest, author: "passer-by", body: "/expert status" })
    await answers(pullRequest, 3)
    story.sandbox.comment({ pullRequest, author: "stranger", body: `/expert full\n/expert dismiss ${id} please\n/expert security` })
    const answer = await answers(pullRequest, 5)
    expect(answer).toContain("`/expert full` is for people with triage access or more")
    expect(answer).toContain("is for people with write access")
    expect(answer).toContain("**Security** at")
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "reactions/create-for-issue-comment: eyes",
        "issues/create-comment: \`/expert status\` is for the author, and people with triage access or more.",
        "reactions/create-for-issue-comment: eyes",
        "issues/create-comment: \`/expert full\` is for people with triage access or more.",
      ]
    `)
  })

  test("asks about the change and is answered from facts", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    story.sandbox.comment({
      pullRequest,
      author: "mara",
      body: "/expert ask which routes have no auth, and what is the stack?\n/expert config",
    })
    const answer = await answers(pullRequest, 3)
    expect(answer).toContain("`GET /orders")
    expect(answer).toContain("Express 5.1.0")
    expect(answer).toContain("Settings from the organisation's")
  })
})

test("a paused pull request is left alone until it is resumed", async () => {
  const pullRequest = await story.open({ "README.md": "# Shop\n" })
  await story.reviewed(pullRequest)
  const before = tellWrites(story, pullRequest).length
  story.sandbox.comment({ pullRequest, author: "tria", body: "/expert pause" })
  await answers(pullRequest, 3)
  await story.push(pullRequest, { "src/orders.js": ordersWithInjection() })
  await checks(pullRequest, 2)
  story.sandbox.comment({ pullRequest, author: "mara", body: "/expert status" })
  expect(await answers(pullRequest, 5)).toContain("**Paused** by `tria`")
  story.sandbox.requestAction(newestRun(pullRequest), "resume", "tria")
  await checks(pullRequest, 3)
  expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
    [
      "reactions/create-for-issue-comment: eyes",
      "issues/create-comment: Paused: later pushes are not reviewed until somebody writes \`/expert resume\`. \`/expert review\` still reviews the newest commit once.",
      "checks/create: queued",
      "checks/update: skipped · Skipped: paused · [Resume reviews] [Review this]",
      "reactions/create-for-issue-comment: eyes",
      "issues/create-comment: Newest commit \`…\`: not reviewed yet. Nothing open, 0 fixed, 0 dismissed.",
      "checks/create: queued",
      "pulls/create-review: with 1 comments · \`…\` has 1 finding (critical) (1 comment below).",
      "issues/update-comment: ## Backend Expert: 1 finding (critical)",
      "checks/update: neutral · 1 finding (critical)",
    ]
  `)
})

describe("a label", () => {
  const settings = { ".github/expert.yml": "labels:\n  skip: [no-review]\n" }

  test("that skips is heeded until it is taken off, and other labels disturb nothing", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { base: settings, labels: ["no-review"] })
    await checks(pullRequest, 1)
    await story.sandbox.label(pullRequest, "bug")
    await story.sandbox.unlabel(pullRequest, "no-review")
    await checks(pullRequest, 2)
    expect(tellWrites(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create: queued",
        "checks/update: skipped · Skipped: labelled no-review · [Review this]",
        "checks/create: queued",
        "pulls/create-review: with 1 comments · \`…\` has 1 finding (critical) (1 comment below).",
        "issues/create-comment: ## Backend Expert: 1 finding (critical)",
        "checks/update: neutral · 1 finding (critical)",
      ]
    `)
  })

  test("of the organisation's settings counts in every repository of its own", async () => {
    const pullRequest = await story.open({ "README.md": "# Shop\n" }, { labels: ["Org-Wide"] })
    await checks(pullRequest, 1)
    expect(newestRun(pullRequest).output.title).toBe("Skipped: labelled org-wide")
  })
})

describe("the Checks tab", () => {
  test("re-runs the check of a fork's pull request, which the event does not name", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { author: "stranger", fork: (repository) => story.sandbox.forkRepository(repository, "stranger") },
    )
    await story.reviewed(pullRequest)
    const before = tellWrites(story, pullRequest).length
    story.sandbox.rerequestCheckRun(newestRun(pullRequest), "mara")
    await checks(pullRequest, 2)
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "checks/create: queued",
        "checks/update: neutral · 1 finding (critical)",
      ]
    `)
  })

  test("accepts the risk of what is at the gate for people who may write, and for nobody else", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { base: gate })
    await story.reviewed(pullRequest)
    const before = tellWrites(story, pullRequest).length
    story.sandbox.requestAction(newestRun(pullRequest), "accept-risk", "tria")
    await story.until("the refusal", () => story.log.some(({ msg, outcome }) => msg === "button pressed" && outcome === "refused"))
    expect(tellWrites(story, pullRequest, before)).toEqual([])
    story.sandbox.requestAction(newestRun(pullRequest), "accept-risk", "mara")
    await checks(pullRequest, 2)
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "checks/create: queued",
        "issues/update-comment: ## Backend Expert: no findings",
        "checks/update: success · No findings; 1 dismissed",
      ]
    `)
    expect(story.sandbox.read(pullRequest).comments[0]?.body).toContain("dismissed by `mara`: risk accepted in the Checks tab")
  })

  test("writes down every proven change", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { base: { ".github/expert.yml": "max_comments: 0\n" } },
    )
    await story.reviewed(pullRequest)
    const before = tellWrites(story, pullRequest).length
    expect(newestRun(pullRequest).actions.map(({ label }) => label)).toContain("Suggest fixes")
    story.sandbox.requestAction(newestRun(pullRequest), "suggest-fixes", "mara")
    expect(await answers(pullRequest, 2)).toContain("+  const result = await pool.query(")
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "issues/create-comment: 1 proven change at \`…\`. Each was tried alone: it applies, the file parses, the finding is gone and nothing new appears. \`git apply\` takes them.",
      ]
    `)
  })

  test("reviews a draft when its button is pressed", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersRepaired }, { draft: true })
    await checks(pullRequest, 1)
    story.sandbox.requestAction(newestRun(pullRequest), "review-again", "tria")
    await checks(pullRequest, 2)
    expect(tellWrites(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create: queued",
        "checks/update: skipped · Skipped: draft · [Review this]",
        "checks/create: queued",
        "issues/create-comment: ## Backend Expert: no findings",
        "checks/update: success · No findings in 1 file",
      ]
    `)
  })

  test("says what a later round held back when the full review is asked for", async () => {
    const lowered = { ".github/expert.yml": "rules: { no-sql-injection: low }\n" }
    const pullRequest = await story.open({ "README.md": "# Shop\n" }, { base: lowered })
    await story.reviewed(pullRequest)
    await story.push(pullRequest, { "src/orders.js": ordersWithInjection() })
    await checks(pullRequest, 2)
    expect(story.sandbox.read(pullRequest).threads).toEqual([])
    const before = tellWrites(story, pullRequest).length
    story.sandbox.requestAction(newestRun(pullRequest), "full-review", "mara")
    await checks(pullRequest, 3)
    expect(tellWrites(story, pullRequest).slice(before - 1)).toMatchInlineSnapshot(`
      [
        "checks/update: success · 1 finding (low) · [Suggest fixes] [Full review]",
        "checks/create: queued",
        "pulls/create-review: with 1 comments · \`…\` has 1 finding (low) (1 comment below).",
        "issues/update-comment: ## Backend Expert: 1 finding (low)",
        "checks/update: success · 1 finding (low)",
      ]
    `)
    expect(story.sandbox.read(pullRequest).threads).toHaveLength(1)
  })

  test("answers for the commit of a merge queue with what it said on the pull request", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { base: gate })
    await story.reviewed(pullRequest)
    const before = tellWrites(story, pullRequest).length
    const sha = await story.sandbox.requestMergeGroup(pullRequest)
    await story.until("the check of the queue", () =>
      [...story.sandbox.world.checkRuns.values()].some(({ headSha, status }) => headSha === sha && status === "completed"),
    )
    expect(tellWrites(story, pullRequest, before)).toMatchInlineSnapshot(`
      [
        "checks/create: queued",
        "checks/update: failure · Blocked on the pull request",
      ]
    `)
  })
})

test("every request of these stories is one that GitHub describes", () => {
  expect(story.sandbox.violations()).toEqual([])
})
