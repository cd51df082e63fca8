import type { FileReason } from "../../model/analysis.ts"
import type { TraceStep } from "../../model/finding.ts"
import { isTestPath } from "../classify.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { entriesIn } from "./entries.ts"
import type { Entry } from "./entry.ts"
import type { Flow } from "./flow.ts"
import type { Step, Value } from "./value.ts"
import { isCut } from "./walk.ts"
import type { Hit, OnData } from "./walk.ts"
import { walkHandler } from "./walker.ts"

const MAX_TRACE = 10

// Handlers of NodeBB, ghostfolio, Unleash and docmost take 3,000 steps at the most and all of one of them 92,000 together. Only a file
// made to keep us busy takes more than this, about three seconds' work.
const MAX_STEPS_IN_ALL = 3_000_000

/** Hears of what the flows that are found leave out: data that go no further, and other ways into the same sink. */
export interface FlowWatch {
  readonly onData: OnData
  readonly onFlow: (flow: Flow) => void
}

/** Every way of request data into a sink that starts in a handler of the given files. Deterministic: steps are counted, not time. */
export function findFlows(
  project: Project,
  files: ReadonlySet<string>,
  watch: FlowWatch | null = null,
): { flows: readonly Flow[]; failed: readonly FileReason[] } {
  const flows = new Map<string, Flow>()
  const failed: FileReason[] = []
  const seen = new Set<FunctionNode>()
  const added = new Map<string, Value>()
  let steps = 0
  for (const path of project.sourcePaths) {
    if (!files.has(path) || isTestPath(path)) continue
    project.workOn(path)
    try {
      for (const entry of entriesIn(project, path, seen)) {
        if (steps > MAX_STEPS_IN_ALL) throw new Error("it would take too long")
        const walk = walkHandler(project, entry, added, watch?.onData ?? null)
        steps += walk.steps
        for (const hit of walk.hits) {
          if (entry.only && !entry.only.has(hit.kind)) continue
          const flow = toFlow(hit, entry)
          watch?.onFlow(flow)
          const key = `${flow.module.path}\0${flow.kind}\0${flow.argument.start}\0${flow.field ?? ""}`
          if (!flows.has(key)) flows.set(key, flow)
        }
        if (isCut(walk)) failed.push({ path, reason: `the flow of data was not followed to its end in ${entry.route ?? "a function"}` })
      }
    } catch (error) {
      failed.push({
        path,
        reason: `the flow of data was not followed: ${error instanceof Error ? error.message.slice(0, 120) : "unknown reason"}`,
      })
    }
  }
  return { flows: [...flows.values()], failed }
}

function toFlow(hit: Hit, entry: Entry): Flow {
  return {
    kind: hit.kind,
    technology: hit.technology,
    module: hit.module,
    node: hit.node,
    argument: hit.argument,
    field: hit.field ?? null,
    source: hit.value.source,
    controls: hit.value.controls,
    marks: hit.value.marks ?? [],
    trace: traceOf(hit),
    route: entry.route,
    exported: entry.exported ?? null,
    certain: hit.certain,
  }
}

/** The way that ends in a step, its source first. */
export function stepsTo(last: Step): TraceStep[] {
  const steps: TraceStep[] = []
  for (let step: Step | null = last; step; step = step.previous)
    steps.push({ path: step.module.path, line: step.module.lineOf(step.node), what: step.what })
  return steps.reverse()
}

function traceOf(hit: Hit): TraceStep[] {
  const steps = stepsTo(hit.value.step)
  const callee = hit.module
    .textOf("callee" in hit.node ? hit.node.callee : hit.node)
    .replace(/\s+/g, " ")
    .replaceAll("`", "'")
    .slice(0, 60)
  const kept = steps.length > MAX_TRACE ? [...steps.slice(0, 4), ...steps.slice(-(MAX_TRACE - 4))] : steps
  return [
    ...kept,
    { path: hit.module.path, line: hit.module.lineOf(hit.node), what: `arrives in \`${callee}${"callee" in hit.node ? "(…)" : ""}\`` },
  ]
}
