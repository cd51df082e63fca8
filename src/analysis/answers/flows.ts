import type { TraceStep } from "../../model/finding.ts"
import type { AnsweredFlow } from "../../model/question.ts"
import { findFlows, stepsTo } from "../flow/find-flows.ts"
import type { Flow } from "../flow/flow.ts"
import { judgeOf } from "../rule.ts"
import type { Draft, Rule } from "../rule.ts"
import { affectedBy } from "../source/import-graph.ts"
import type { Project } from "../source/project.ts"
import { onOneLine, shorten } from "./short-list.ts"
import type { ShortList } from "./short-list.ts"

const MAX_ITEMS = 20
const MAX_STEPS = 12
// Of one file, in all: more is a file made to fill our memory.
const MAX_ARRIVALS = 5_000
const MAX_SINKS = 1_000

/** What is known of the request data that pass through one file. */
interface Passing {
  /** By line, each source with its longest way to there. */
  readonly arrivals: ReadonlyMap<number, ReadonlyMap<string, readonly TraceStep[]>>
  readonly sinks: readonly { readonly source: string; readonly flow: AnsweredFlow; readonly lines: readonly [number, number] | null }[]
  readonly isCut: boolean
}

/**
 * The ways of request data through a line: first those that go on into a sink some rule has something against, then those that are not known
 * to. Data that were made harmless before (parsed as a number, compared with a list) do not count.
 */
export function flowsThrough(project: Project, rules: readonly Rule[], path: string, line: number): ShortList<AnsweredFlow> {
  if (!Number.isSafeInteger(line)) return { items: [], isCut: false }
  const { arrivals, sinks, isCut } = passingThrough(project, rules, path)
  const into = sinks.filter(
    ({ flow, lines }) =>
      (lines !== null && lines[0] <= line && line <= lines[1]) || flow.steps.some((step) => step.path === path && step.line === line),
  )
  const here = arrivals.get(line) ?? new Map<string, readonly TraceStep[]>()
  const told = [...into.map(({ source, flow }) => originOf(source, flow.steps)), ...here.keys()]
  const ending = [...here].flatMap(([origin, steps]) => (isPartOf(told, origin) ? [] : [{ steps, cwe: [] }]))
  const list = shorten([...into.map(({ flow }) => flow), ...ending], MAX_ITEMS)
  return { items: list.items, isCut: list.isCut || isCut }
}

// One walk tells all lines of a file; a reader who asks about one line asks about the next.
function passingThrough(project: Project, rules: readonly Rule[], path: string): Passing {
  return project.once(`request data in ${path}`, () => {
    const arrivals = new Map<number, Map<string, readonly TraceStep[]>>()
    const sinks = new Map<string, Passing["sinks"][number]>()
    let count = 0
    const { failed } = findFlows(project, affectedBy(project, [path]), {
      onData(module, node, { source, step }) {
        if (module.path !== path || count >= MAX_ARRIVALS) return
        const line = module.lineOf(node)
        const way = stepsTo(step)
        const origin = originOf(source, way)
        const here = arrivals.get(line) ?? new Map<string, readonly TraceStep[]>()
        const last = way.at(-1)
        const isThere = last?.path === path && last.line === line
        const steps = cut(
          isThere ? way : [...way, { path, line, what: `is in \`${onOneLine(module.textOf(node), 60).replaceAll("`", "'")}\`` }],
        )
        if ((here.get(origin)?.length ?? 0) >= steps.length) return
        if (!here.has(origin)) count++
        arrivals.set(line, here.set(origin, steps))
      },
      onFlow(flow) {
        const isHere = flow.module.path === path
        if (sinks.size >= MAX_SINKS || !(isHere || flow.trace.some((step) => step.path === path))) return
        const key = [
          flow.kind,
          flow.module.path,
          flow.argument.start,
          flow.field,
          ...flow.trace.map((step) => `${step.path}:${step.line}`),
        ].join("\0")
        if (sinks.has(key)) return
        const cwe = weaknessesOf(project, rules, flow)
        if (cwe.length === 0) return
        const { module, node } = flow
        const lines = isHere ? ([module.lineOf(node), module.endLineOf(node)] as const) : null
        sinks.set(key, { source: flow.source, flow: { steps: flow.trace, cwe }, lines })
      },
    })
    return { arrivals, sinks: [...sinks.values()], isCut: failed.length > 0 || count >= MAX_ARRIVALS || sinks.size >= MAX_SINKS }
  })
}

// The same words in another handler are other data.
function originOf(source: string, [first]: readonly TraceStep[]): string {
  return `${first?.path}\0${first?.line}\0${source}`
}

// Who hears of `req.params.id` need not hear of `req.params` on its way there.
function isPartOf(told: readonly string[], origin: string): boolean {
  return told.some((each) => each.startsWith(`${origin}.`)) || told.indexOf(origin) !== told.lastIndexOf(origin)
}

function cut(steps: readonly TraceStep[]): readonly TraceStep[] {
  return steps.length <= MAX_STEPS ? steps : [...steps.slice(0, 4), ...steps.slice(4 - MAX_STEPS)]
}

// A sink alone is no weakness: the rule knows what disarms it.
function weaknessesOf(project: Project, rules: readonly Rule[], flow: Flow): readonly string[] {
  const found = new Set<string>()
  for (const rule of rules) {
    const judge = judgeOf(rule, flow.kind)
    if (judge === null) continue
    try {
      for (const _ of judge({ project, module: flow.module, flow }) as Iterable<Draft>) for (const each of rule.cwe) found.add(each)
    } catch {
      // A rule that gives up on this flow has nothing to say about it.
    }
  }
  return [...found]
}
