import { expect, test } from "vitest"
import { concludeReview } from "../../src/report/conclude.ts"
import { aDiff, aFile, aFinding } from "./subjects.ts"

const complete = { files: 3, reviewed: 2, skipped: [{ path: "package-lock.json", reason: "lockfile" }], failed: [] }
const failed = { files: 3, reviewed: 2, skipped: [], failed: [{ path: "src/broken.ts", reason: "does not parse" }] }
const capped = { files: 3, reviewed: 2, skipped: [{ path: "src/big.ts", reason: "too large" }], failed: [] }
const diff = aDiff([aFile("src/orders.ts"), aFile("src/big.ts", [], { omitted: "20 MB is too large" })])

test.each([
  {
    name: "complete and nothing found",
    findings: [],
    coverage: complete,
    gate: "never",
    conclusion: "success",
    title: "No findings in 2 files",
  },
  {
    name: "complete, serious, and no gate",
    findings: [aFinding()],
    coverage: complete,
    gate: "never",
    conclusion: "neutral",
    title: "1 finding (high)",
  },
  {
    name: "complete, nothing serious, and no gate",
    findings: [aFinding({ severity: "medium" })],
    coverage: complete,
    gate: "never",
    conclusion: "success",
    title: "1 finding (medium)",
  },
  {
    name: "complete and below the gate",
    findings: [aFinding()],
    coverage: complete,
    gate: "critical",
    conclusion: "success",
    title: "1 finding (high)",
  },
  {
    name: "at the gate",
    findings: [aFinding(), aFinding({ severity: "low" })],
    coverage: complete,
    gate: "high",
    conclusion: "failure",
    title: "1 finding at the gate (high or worse)",
  },
  {
    name: "a guess does not block",
    findings: [aFinding({ confidence: "low" })],
    coverage: complete,
    gate: "high",
    conclusion: "success",
    title: "1 finding (high)",
  },
  {
    name: "a file failed",
    findings: [],
    coverage: failed,
    gate: "never",
    conclusion: "neutral",
    title: "Partial review: 1 of 3 files could not be analysed",
  },
  {
    name: "a file was too large to read",
    findings: [aFinding()],
    coverage: capped,
    gate: "never",
    conclusion: "neutral",
    title: "Partial review: 1 of 3 files could not be analysed; 1 finding (high)",
  },
  {
    name: "partial and at the gate",
    findings: [aFinding()],
    coverage: failed,
    gate: "high",
    conclusion: "failure",
    title: "1 finding at the gate (high or worse); review is partial",
  },
  {
    name: "no file changed",
    findings: [],
    coverage: { files: 0, reviewed: 0, skipped: [], failed: [] },
    gate: "high",
    conclusion: "neutral",
    title: "Nothing to review",
  },
  {
    name: "nothing but images",
    findings: [],
    coverage: { files: 1, reviewed: 0, skipped: [{ path: "a.png", reason: "binary" }], failed: [] },
    gate: "high",
    conclusion: "neutral",
    title: "Nothing to review",
  },
] as const)("concludes $conclusion when $name", ({ findings, coverage, gate, conclusion, title }) => {
  expect(concludeReview({ findings, coverage, diff, policy: { gate } })).toMatchObject({ conclusion, title })
})
