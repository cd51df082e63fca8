import type { Analysis } from "../../src/model/analysis.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Evidence, HeadReader } from "../../src/model/ports.ts"
import { anAnalysis } from "../report/subjects.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

/** Evidence of a change between two small trees, as a job would put it together. Every file of both sides was read. */
export function anEvidence(base: Files, head: Files, changes: Partial<Evidence> = {}): Evidence {
  const [before, after] = [aTree(base), aTree(head)]
  const diff = aDiff(before, after)
  const analysis: Analysis = anAnalysis({
    coverage: { files: diff.files.length, reviewed: diff.files.length, skipped: [], failed: [] },
  })
  return {
    repository: "https://github.test/acme/orders.git",
    installationId: 7,
    texts: { title: "Add the orders route", body: "Clients can read one order.", commits: ["feat: orders"] },
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    diff,
    base: before,
    head: after,
    analysis,
    policy: defaultPolicy,
    reader: aReader(after),
    allow: async () => ({ usd: 1, limitedBy: "the limit of $1.00 for one review" }),
    ...changes,
  }
}

/** A reader over a tree that was read whole; it answers no questions and finds every change proven. */
function aReader(tree: ReturnType<typeof aTree>, changes: Partial<HeadReader> = {}): HeadReader {
  return {
    read: (paths) =>
      Promise.resolve({
        ...tree,
        files: new Map([...tree.files].filter(([path]) => paths.includes(path))),
        unreadable: new Map(paths.filter((path) => !tree.files.has(path)).map((path) => [path, "not in the tree"])),
      }),
    ask: () => Promise.resolve({ kind: "unknown", reason: "nobody analyses here" }),
    prove: () => Promise.resolve({ proven: true }),
    ...changes,
  }
}
