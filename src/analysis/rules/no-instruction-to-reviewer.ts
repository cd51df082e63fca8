import { classifyPath, isTestPath } from "../classify.ts"
import { addedBlocks } from "../change/added-blocks.ts"
import { findAddresses } from "../change/reviewer-address.ts"
import type { Steering } from "../change/reviewer-address.ts"
import { defineRule } from "../rule.ts"

// A file that lists so many of them looks for them.
const LISTED = 5

export const noInstructionToReviewer = defineRule({
  kind: "change",
  id: "no-instruction-to-reviewer",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A text in this change tries to steer its review",
  why: "People skim comments, and a model may take them for instructions: a sentence that tells a reviewer what to conclude is there to get something past the review. Whatever stands beside it deserves the closest look.",
  fix: "Remove the text, and find out who wanted it there and what it was meant to hide.",
  cwe: ["CWE-1427"],
  *check({ diff }) {
    for (const file of diff.files) {
      if (file.status === "deleted") continue
      const name = findAddresses([file.path.replace(/[-_./]+/g, " ")])[0]
      if (name && file.status !== "modified")
        yield {
          path: file.path,
          at: "file",
          title: "The name of this file tries to steer its review",
          message: `${MEANINGS[name.steering]} A name is shown wherever the change is, to people and to tools.`,
          key: "file name",
        }
      const found = addedBlocks(file).flatMap(({ line, texts }) =>
        findAddresses(texts).map((each) => ({ ...each, line: line + each.first, endLine: line + each.last })),
      )
      const kind = classifyPath(file.path)
      const isQuoted = isTestPath(file.path) || found.length >= LISTED || kind === "documentation" || kind === "template"
      // Who tells a model what an attack looks like quotes some; the others in quotes are there for the same.
      const hasExample = found.some(({ quoted }) => quoted === "as an example")
      for (const { steering, line, endLine, quoted } of found)
        yield {
          path: file.path,
          at: { line, endLine },
          ...(isQuoted || (hasExample && quoted !== null && steering === "takes back instructions") ? { confidence: "low" as const } : {}),
          message: `${MEANINGS[steering]} Nothing here was believed because of it.`,
          key: `steering ${steering}`,
        }
    }
  },
})

const MEANINGS: Readonly<Record<Steering, string>> = {
  "takes back instructions": "Whoever reviews this is told to forget what they were asked to do.",
  "gives a verdict": "Whoever reviews this is told what to conclude, whatever the code does.",
  "claims an approval": "Whoever reviews this is told that somebody approved it before and not to report anything.",
}
