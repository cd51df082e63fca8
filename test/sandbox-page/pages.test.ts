import { describe, expect, test } from "vitest"
import { renderChecks } from "../../src/sandbox/page/render-checks.ts"
import { renderConversation } from "../../src/sandbox/page/render-conversation.ts"
import { renderFiles } from "../../src/sandbox/page/render-files.ts"
import { renderIndex } from "../../src/sandbox/page/render-index.ts"
import type { CheckView, PullRequestView } from "../../src/sandbox/page/view.ts"
import { aComment, aThread, index, pullRequest } from "./fixture.ts"

/** Every text of a value replaced, except those that are enumerations, moments, or addresses made by the server. */
function poison<T>(value: T, text: string, key = ""): T {
  const kept = ["kind", "state", "status", "conclusion", "level", "side", "subject", "paths", "diffHunk", "patch"]
  if (kept.includes(key)) return value
  if (typeof value === "string") return text as T
  if (Array.isArray(value)) return value.map((item) => poison(item as unknown, text)) as T
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item as unknown, text, name)])) as T
}

const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)></style></title></textarea>--><b onclick='alert(1)'>`

describe("hostile texts", () => {
  const pages = {
    conversation: renderConversation(poison(pullRequest, attack)),
    files: renderFiles(poison(pullRequest, attack)),
    checks: renderChecks(poison(pullRequest, attack)),
    index: renderIndex(poison(index, attack)),
  }

  test.each(Object.entries(pages))("stay text on the page %s", (_name, page) => {
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.match(/<\/(style|title)>/g)).toHaveLength(2)
    expect(page).not.toContain("<img")
    expect(page).not.toMatch(/<b [^>]*onclick/)
    expect(page).toContain("&lt;script&gt;")
  })

  test("stay text in code, file names and hunk headings", () => {
    const file = {
      path: `src/${attack}.ts`,
      oldPath: attack,
      status: "renamed",
      additions: 1,
      deletions: 0,
      patch: `@@ -1,1 +1,2 @@ ${attack}\n ${attack}\n+${attack}`,
    } as const
    const page = renderFiles({ ...pullRequest, files: [file], threads: [], checks: [] })
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toContain("<img")
  })
})

describe("the conversation", () => {
  test("keeps the order of the timeline and puts threads under their review", () => {
    const page = renderConversation(pullRequest)
    const order = [
      "Support asked for",
      "pushed 1 commit",
      'id="review-71"',
      "Good catch, taken.",
      "report, edited in place",
      "/expert help",
      "ready for review",
    ].map((text) => page.indexOf(text))
    expect(order).not.toContain(-1)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  test("shows three lines above the anchored ones and marks those", () => {
    const thread = aThread({
      id: 90,
      startLine: 19,
      line: 20,
      originalStartLine: 19,
      originalLine: 20,
      diffHunk: aThread({ id: 1, comments: [] }).diffHunk.split("\n").slice(0, 14).join("\n"),
      comments: [aComment(90, pullRequest.author, "hm")],
    })
    const page = renderConversation({ ...pullRequest, timeline: [], threads: [thread] })
    const numbers = [
      ...page.matchAll(/<tr class="(\w+)( anchored)?"><td class="number" data-line="\d*"><\/td><td class="number" data-line="(\d*)">/g),
    ].map(([, , anchored, line]) => `${line}${anchored ?? ""}`)
    expect(numbers).toEqual(["16", "17", "18", "19 anchored", "20 anchored"])
  })

  test("shows a thread whose review is not in the timeline", () => {
    const page = renderConversation({
      ...pullRequest,
      timeline: [],
      threads: [aThread({ id: 91, reviewId: 999, comments: [aComment(91, pullRequest.author, "lonely words")] })],
    })
    expect(page).toContain("lonely words")
  })

  test("folds minimised comments and says why", () => {
    expect(renderConversation(pullRequest)).toMatch(/<summary>Hidden as outdated<\/summary>[\s\S]*A stale answer/)
  })
})

describe("the files", () => {
  const page = renderFiles(pullRequest)

  test("put a thread and an annotation right under their last line", () => {
    const under = (line: number) => page.slice(page.indexOf(`id="file-1-line-${line}"`), page.indexOf(`id="file-1-line-${line + 1}"`))
    expect(under(23)).toContain('id="thread-10"')
    expect(under(23)).toContain("Text from the request becomes part of an SQL statement")
    expect(under(22)).not.toContain("thread")
  })

  test("put a comment on a deleted line under that line", () => {
    expect(page).toMatch(/<tr class="deleted anchored"><td class="number" data-line="13">[^\n]*\n<tr class="inline">[\s\S]*?id="thread-16"/)
  })

  test("leave outdated threads to the conversation", () => {
    expect(page).not.toContain("thread-14")
  })

  test("lose no thread and no annotation whose line is not shown", () => {
    const check = {
      ...pullRequest.checks[0],
      annotations: [{ path: "src/routes/orders.ts", startLine: 900, endLine: 900, level: "notice", title: "far away", message: "m" }],
    } as CheckView
    const far = renderFiles({
      ...pullRequest,
      checks: [check],
      threads: [aThread({ id: 92, line: 800, comments: [aComment(92, pullRequest.author, "far words")] })],
    })
    expect(far).toContain("far away")
    expect(far).toContain("far words")
    expect(page).toMatch(/Annotations on files not changed here[\s\S]*src\/app\.ts/)
  })

  test("say why there is nothing to show", () => {
    expect(page).toContain("Renamed without changes.")
    expect(page).toContain("binary")
    expect(renderFiles({ ...pullRequest, files: [] })).toContain("changes no file")
  })

  test("stop after three hundred diffs but keep those somebody spoke about", () => {
    const files = Array.from({ length: 3_000 }, (_, index) => ({ ...pullRequest.files[0]!, path: `src/file-${index}.ts` }))
    const many = renderFiles({
      ...pullRequest,
      files,
      threads: [aThread({ id: 93, path: "src/file-2000.ts", comments: [aComment(93, pullRequest.author, "late words")] })],
    })
    expect(many.match(/<details class="file card"/g)).toHaveLength(301)
    expect(many).toContain("2699 more files are changed")
    expect(many).toContain("late words")
  })

  test("fold a lockfile unless somebody spoke about it", () => {
    const silent = renderFiles({ ...pullRequest, threads: [] })
    expect(page).toMatch(/id="file-2" open/)
    expect(silent).toMatch(/id="file-2"><summary>/)
  })
})

describe("the checks", () => {
  const states: readonly (readonly [CheckView["status"], CheckView["conclusion"], string])[] = [
    ["queued", null, "Queued"],
    ["in_progress", null, "In progress"],
    ["completed", "success", "Passed"],
    ["completed", "failure", "Failed"],
    ["completed", "neutral", "Neutral"],
    ["completed", "skipped", "Skipped"],
    ["completed", "cancelled", "Cancelled"],
    ["completed", "timed_out", "Timed out"],
    ["completed", "action_required", "Action required"],
  ]

  test.each(states)("say %s and %s as %s", (status, conclusion, word) => {
    const page = renderChecks({ ...pullRequest, checks: [{ ...(pullRequest.checks[0] as CheckView), status, conclusion }] })
    expect(page).toMatch(new RegExp(`<span class="verdict \\w+">${word}</span>`))
  })

  test("show actions, coverage, annotations by file and the duration", () => {
    const page = renderChecks(pullRequest)
    for (const part of ["Review again", '<td class="align-right">7</td>', "took 1.4 s", 'href="/acme/orders/pull/7/files#file-1-line-23"'])
      expect(page).toContain(part)
  })

  test("say that nothing has reported", () => {
    const nothing: PullRequestView = { ...pullRequest, checks: [] }
    expect(renderChecks(nothing)).toContain("No check has reported")
    expect(renderConversation(nothing)).toContain("No check has reported")
  })
})

describe("the index", () => {
  test("lists repositories with their pull requests", () => {
    const page = renderIndex(index)
    for (const part of ["Order search and CSV export", 'href="/acme/orders/pull/7"', "Merged", "No pull request yet."])
      expect(page).toContain(part)
  })

  test("says that it is empty", () => {
    expect(renderIndex({ ...index, repositories: [] })).toContain("No repository yet")
  })
})
