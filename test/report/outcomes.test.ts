import { describe, expect, test } from "vitest"
import { actionIdentifiers, actions } from "../../src/model/check-action.ts"
import { composeCancelledCheck, composeFailedCheck, composeRefusedCheck, composeSkippedCheck } from "../../src/report/outcomes.ts"

test.each([
  { name: "a draft", output: composeSkippedCheck({ kind: "draft" }), conclusion: "skipped", title: "Skipped: draft" },
  { name: "a bot's", output: composeSkippedCheck({ kind: "bot" }), conclusion: "skipped", title: "Skipped: opened by a bot" },
  {
    name: "one with a label that skips",
    output: composeSkippedCheck({ kind: "label", label: "no-review" }),
    conclusion: "skipped",
    title: "Skipped: labelled no-review",
  },
  {
    name: "a paused one",
    output: composeSkippedCheck({ kind: "paused", by: { id: 7, login: "mara" } }),
    conclusion: "skipped",
    title: "Skipped: paused",
  },
  { name: "a newer head", output: composeCancelledCheck("superseded"), conclusion: "cancelled", title: "Superseded by a newer push" },
  { name: "a closed one", output: composeCancelledCheck("closed"), conclusion: "cancelled", title: "Stopped: the pull request was closed" },
  { name: "one turned into a draft", output: composeCancelledCheck("draft"), conclusion: "skipped", title: "Stopped: turned into a draft" },
  { name: "our own failure", output: composeFailedCheck("job-1"), conclusion: "neutral", title: "Not reviewed: the reviewer failed" },
  { name: "a mistake of the author", output: composeRefusedCheck("Too large."), conclusion: "neutral", title: "Not reviewed" },
])("the check of $name is $conclusion and says so", ({ output, conclusion, title }) => {
  expect(output).toMatchObject({ conclusion, title, annotations: [] })
  expect(output.summary).not.toBe("")
})

test("our own failure names the job, so that the operator finds it", () => {
  expect(composeFailedCheck("3f2a-`x`\n").summary).toContain("the job id: `3f2a-x`.")
})

test("a job id and a message cannot write Markdown", () => {
  expect(composeFailedCheck("`<b>` @team").summary).not.toContain("@")
  expect(composeRefusedCheck("see <b>@team</b>").summary).toContain("`@team`")
  expect(composeSkippedCheck({ kind: "paused", by: { id: 7, login: "@all` <b>" } }).summary).toContain("``@all` <b>``")
})

describe("the buttons", () => {
  test("fit into what GitHub takes, and each is known by its own name", () => {
    for (const { label, description, identifier } of Object.values(actions))
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true])
    expect(Object.values(actions).map(({ identifier }) => identifier)).toHaveLength(new Set(actionIdentifiers).size)
  })

  test("of a paused pull request let reviews go on, or review once", () => {
    const { actions: shown = [] } = composeSkippedCheck({ kind: "paused", by: { id: 7, login: "mara" } })
    expect(shown.map(({ identifier }) => identifier)).toEqual(["resume", "review-again"])
  })
})
