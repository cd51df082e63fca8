import type { Advice } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import type { Finding } from "../../model/finding.ts"
import type { Project } from "../source/project.ts"

export interface AdviceInput {
  readonly diff: Diff
  readonly base: Project
  readonly head: Project
  readonly findings: readonly Finding[]
}

/** Notes for the report's headings that are not findings: what to install, set, migrate and run. */
export function adviseOnChange(_input: AdviceInput): Advice[] {
  return []
}
