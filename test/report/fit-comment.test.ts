import { array, assert, lorem, property } from "fast-check"
import { expect, test } from "vitest"
import { composeComment } from "../../src/report/compose-comment.ts"
import { fitComment } from "../../src/report/fit-comment.ts"
import { visibleText } from "../support/visible-text.ts"
import { aFinding } from "./subjects.ts"

const words = {
  message: "It breaks. Here is how.",
  evidence: "```\na\nb\n```",
  shortEvidence: "```\na\n```",
  explanation: "More.",
  fix: "Mend it. Like this.",
}

test("says everything where there is room", () => {
  expect(fitComment(words, 600)).toBe("It breaks. Here is how.\n\n```\na\nb\n```\n\nMore.\n\nMend it. Like this.")
})

test("folds what the model adds first, and keeps all of it", () => {
  expect(fitComment(words, 60)).toBe(
    "It breaks. Here is how.\n\n```\na\nb\n```\n\nMend it. Like this.\n\n<details><summary>More</summary>\n\nMore.\n\n</details>",
  )
})

test("shortens evidence, message and fix at the end of a sentence, and keeps them whole below", () => {
  const shown = fitComment(words, 36)
  expect(shown).toContain("It breaks.\n\n```\na\n```\n\nMend it.\n\n<details>")
  expect(shown).toContain("It breaks. Here is how.\n\n```\na\nb\n```\n\nMore.\n\nMend it. Like this.\n\n</details>")
})

test("cuts no code and no emphasis in two", () => {
  const message = "Write `a. b` here. Then rest."
  expect(fitComment({ ...words, message, evidence: "", shortEvidence: "", explanation: "", fix: "" }, 20)).toMatch(
    /^Write `a\. b` here\.\n\n<details>/,
  )
  const bold = "It **is. not** short. Then rest."
  expect(fitComment({ ...words, message: bold, evidence: "", shortEvidence: "", explanation: "", fix: "" }, 25)).toMatch(/^<details>/)
})

test("whatever a finding says, no more than 600 characters of its comment are seen, and every word of it is there", () => {
  const text = array(lorem({ maxCount: 20, mode: "sentences" }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "))
  assert(
    property(text, text, text, array(lorem({ maxCount: 8 }), { maxLength: 12 }), (message, fix, explanation, code) => {
      const finding = aFinding({ title: "One claim", message, fix, explanation, origin: "both", evidence: code.join("\n"), trace: [] })
      const body = composeComment(finding, null)
      expect(visibleText(body).length).toBeLessThanOrEqual(600)
      for (const part of [message, fix, explanation.slice(0, 1_000)]) expect(body).toContain(part.trim())
    }),
    { seed: 7, numRuns: 50 },
  )
})
