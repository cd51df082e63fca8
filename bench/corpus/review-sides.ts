import { analyze } from "../../src/analysis/analyze.ts"
import { planReading } from "../../src/analysis/plan-reading.ts"
import type { Analysis } from "../../src/model/analysis.ts"
import type { Diff } from "../../src/model/diff.ts"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { SourceTree } from "../../src/model/source.ts"
import { placeFindings } from "../../src/report/place.ts"
import { diffSides, readTree, type Side } from "./change.ts"
import type { CorpusRepository } from "./repository.ts"

export interface SidesReview {
  readonly diff: Diff
  readonly base: SourceTree
  readonly head: SourceTree
  readonly analysis: Analysis
  readonly findings: readonly PlacedFinding[]
  readonly ms: number
}

/** Reviews the change between two sides as a pull request with the default settings, through the real stages but for git. */
export async function reviewSides(repository: CorpusRepository | null, base: Side, head: Side): Promise<SidesReview> {
  const started = performance.now()
  const diff = diffSides(repository, base, head)
  const policy = defaultPolicy
  const plan = planReading(diff, base, head, policy)
  const baseTree = readTree(repository, base, plan.base)
  const headTree = readTree(repository, head, plan.head)
  const analysis = await analyze({ diff, base: baseTree, head: headTree, policy, clock: () => performance.now() })
  const history = { commented: new Set<string>(), reviewedHeads: new Set<string>() }
  const findings = placeFindings({ findings: analysis.findings, diff, policy, history })
  return { diff, base: baseTree, head: headTree, analysis, findings, ms: performance.now() - started }
}
