import { printResult } from "../corpus/options.ts"
import type { EvalCase } from "./case.ts"
import type { EvalReview, Mode } from "./open-reviewer.ts"
import { scoreCase, stability, summarise } from "./score.ts"
import type { Summary } from "./score.ts"

/** Every review of every run in one mode, in the order of the cases. */
export interface Measured {
  readonly mode: Mode
  readonly cases: readonly EvalCase[]
  readonly runs: readonly (readonly EvalReview[])[]
}

/** What the first run in one mode found, missed and made up. */
export function summariseRun({ cases, runs: [first = []] }: Measured): Summary {
  return summarise(first.map(({ findings }, index) => scoreCase(cases[index]!, findings)))
}

const columns: readonly { readonly title: string; readonly show: (row: Row) => string }[] = [
  { title: "mode", show: ({ mode }) => mode },
  { title: "precision", show: ({ summary }) => share(summary.precision) },
  { title: "recall", show: ({ summary }) => share(summary.recall) },
  { title: "F0.5", show: ({ summary }) => share(summary.f05) },
  { title: "clean alarmed", show: ({ summary }) => share(summary.cleanAlarms) },
  { title: "known false", show: ({ summary }) => share(summary.cleanKnownFalse) },
  { title: "exact place", show: ({ summary }) => share(summary.anchorAccuracy) },
  { title: "unread", show: ({ summary }) => String(summary.unadjudicated) },
  { title: "repeats", show: ({ summary }) => String(summary.duplicates) },
  { title: "alike", show: ({ alike }) => (alike === null ? "" : share(alike)) },
  { title: "$", show: ({ usd }) => usd.toFixed(4) },
  { title: "calls", show: ({ calls }) => String(calls) },
  { title: "incomplete", show: ({ incomplete }) => String(incomplete) },
  { title: "ms p50", show: ({ p50Ms }) => String(p50Ms) },
  { title: "ms p95", show: ({ p95Ms }) => String(p95Ms) },
]

interface Row {
  readonly mode: Mode
  readonly summary: Summary
  readonly alike: number | null
  readonly usd: number
  readonly calls: number
  readonly incomplete: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** Prints a table with a line for each mode, and the same as lines of `key=value`. */
export function printMeasured(all: readonly Measured[]): void {
  const rows = all.map(measure)
  const cases = all[0]?.cases ?? []
  const clean = cases.filter(({ expect }) => expect.length === 0).length
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ show }) => show(row)))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]!.length)))
  console.log(`\n${cases.length} cases, ${clean} of them clean`)
  for (const line of cells)
    console.log(line.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join("  "))
  for (const { mode, summary, alike, usd, ...rest } of rows)
    printResult(`eval.${mode}`, {
      clean,
      ...Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, Math.round(value * 1000) / 1000])),
      ...(alike === null ? {} : { stability: Math.round(alike * 1000) / 1000 }),
      usd: usd.toFixed(4),
      ...rest,
    })
}

function measure(measured: Measured): Row {
  const [first = [], ...others] = measured.runs
  const usage = first.flatMap(({ participation }) => (participation === null ? [] : [participation.usage]))
  const milliseconds = first.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const at = (part: number): number =>
    Math.round(milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * part))] ?? 0)
  const alike = others.flatMap((run) => run.map(({ findings }, index) => stability(first[index]!.findings, findings)))
  return {
    mode: measured.mode,
    summary: summariseRun(measured),
    alike: alike.length === 0 ? null : alike.reduce((sum, each) => sum + each, 0) / alike.length,
    usd: usage.reduce((sum, { usd }) => sum + usd, 0),
    calls: usage.reduce((sum, { calls }) => sum + calls, 0),
    incomplete: first.filter(({ participation }) => (participation?.degraded.length ?? 0) > 0).length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  }
}

/** Prints what one review said. */
export function tellReview({ id, expect }: EvalCase, { findings, participation }: EvalReview): void {
  console.log(`${id}: expects ${expect.map(({ path, start }) => `${path}:${start}`).join(", ") || "silence"}`)
  for (const { placement, rule, path, startLine, title } of findings) console.log(`  ${placement} ${rule} ${path}:${startLine} ${title}`)
  for (const { pass, flag, reason } of participation?.degraded ?? []) console.log(`  degraded ${pass} ${flag}: ${reason}`)
}

function share(value: number): string {
  return value.toFixed(3)
}
