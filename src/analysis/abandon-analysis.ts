import type { Analysis, Coverage } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"

/** An answer that says it is none: people and machines that read the report learn that every changed file failed, and why. */
export function abandonAnalysis(diff: Diff, reason: string): Analysis {
  const coverage: Coverage = {
    files: diff.files.length,
    reviewed: 0,
    skipped: [],
    failed: diff.files.map(({ path }) => ({ path, reason })),
  }
  const sum = (pick: "additions" | "deletions"): number => diff.files.reduce((total, file) => total + file[pick], 0)
  const unchecked = "Nothing was checked."
  return {
    stack: [],
    change: {
      kind: "empty",
      sentence: "The analysis stopped before it could tell.",
      parts: [],
      additions: sum("additions"),
      deletions: sum("deletions"),
    },
    findings: [],
    fixed: [],
    advice: [],
    conventions: [],
    checked: { security: unchecked, performance: unchecked, testing: unchecked, reliability: unchecked, maintainability: unchecked },
    coverage,
    timings: {},
  }
}
