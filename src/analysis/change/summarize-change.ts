import type { ChangeSummary } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import type { Project } from "../source/project.ts"

/** What the change is and which parts it touches, told from the diff and the two trees alone. */
export function summarizeChange({ diff }: { readonly diff: Diff; readonly base: Project; readonly head: Project }): ChangeSummary {
  const sum = (pick: "additions" | "deletions") => diff.files.reduce((total, file) => total + file[pick], 0)
  return { kind: "feature", sentence: `Changes ${diff.files.length} files`, parts: [], additions: sum("additions"), deletions: sum("deletions") }
}
