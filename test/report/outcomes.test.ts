import { expect, test } from "vitest"
import { composeCancelledCheck, composeDraftCheck, composeFailedCheck, composeRefusedCheck } from "../../src/report/outcomes.ts"

test.each([
  { name: "a draft", output: composeDraftCheck(), conclusion: "skipped", title: "Skipped: draft" },
  { name: "a newer push", output: composeCancelledCheck("superseded"), conclusion: "cancelled", title: "Superseded by a newer push" },
  {
    name: "a closed pull request",
    output: composeCancelledCheck("closed"),
    conclusion: "cancelled",
    title: "Stopped: the pull request was closed",
  },
  {
    name: "a pull request that became a draft",
    output: composeCancelledCheck("draft"),
    conclusion: "skipped",
    title: "Stopped: turned into a draft",
  },
  { name: "an error of ours", output: composeFailedCheck("job-1"), conclusion: "neutral", title: "Not reviewed: the reviewer failed" },
  { name: "something to mend first", output: composeRefusedCheck("x"), conclusion: "neutral", title: "Not reviewed" },
])("$name is worded on its own and never green or red", ({ output, conclusion, title }) => {
  expect(output).toMatchObject({ conclusion, title, annotations: [] })
})

test("names the job so that the operator finds it", () => {
  expect(composeFailedCheck("3f2a-`x`\n").summary).toContain("the job id: `3f2a-x`.")
})
