import { nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importGraph } from "../source/import-graph.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** What takes jobs from a queue for as long as the process lives. */
export interface JobWorker {
  readonly module: SourceModule
  readonly node: Node
  /** As people call the library. */
  readonly library: string
  /** What to call so that the jobs in progress come to an end. */
  readonly ends: string
  /** What becomes of a job whose process is gone. */
  readonly left: string
}

type Kind = Omit<JobWorker, "module" | "node">

const STALLED = "is taken for stalled and started again from its beginning"
const WORKERS: readonly (Kind & { readonly path: RegExp })[] = [
  { path: /^bullmq\.Worker$/, library: "BullMQ", ends: "await worker.close()", left: STALLED },
  { path: /^bull(?:\.default)?\(\)\.process$/, library: "Bull", ends: "await queue.close()", left: STALLED },
  { path: /^bee-queue\(\)\.process$/, library: "Bee-Queue", ends: "await queue.close(30_000)", left: STALLED },
  {
    path: /^agenda(?:\.Agenda|\.default)?\(\)\.start$/,
    library: "Agenda",
    ends: "await agenda.stop()",
    left: "stays locked until its lock ends, ten minutes as a rule",
  },
  {
    path: /^pg-boss(?:\.PgBoss|\.default)?\(\)\.work$/,
    library: "pg-boss",
    ends: "await boss.stop()",
    left: "counts as running until it expires, fifteen minutes as a rule",
  },
]
const MENTIONS = /["'](?:bullmq|bull|bee-queue|agenda|pg-boss)["']/
const MAX_FILES = 60

/** A worker that a file, or one it imports, starts; `null` when there is none. */
export function jobWorkerOf(project: Project, module: SourceModule): JobWorker | null {
  const graph = importGraph(project)
  const seen = new Set([module.path])
  for (const path of seen) {
    const found = workerIn(project, path)
    if (found) return found
    for (const target of graph.get(path) ?? []) if (seen.size < MAX_FILES) seen.add(target)
  }
  return null
}

function workerIn(project: Project, path: string): JobWorker | null {
  if (!project.mentions(path, /\bnew\s+Worker\b|\.(?:process|start|work)\s*\(/)) return null
  const module = project.moduleOf(path)
  // The queue often comes from a file of its own.
  if (!module || (!MENTIONS.test(module.text) && !/queue|worker|agenda|boss/i.test(module.text))) return null
  for (const node of nodesOf(module.program, "NewExpression", "CallExpression")) {
    const origin = originOf(project, module, node.callee)
    const kind = origin === null ? undefined : WORKERS.find((each) => each.path.test(origin))
    if (kind) return { module, node, library: kind.library, ends: kind.ends, left: kind.left }
  }
  return null
}
