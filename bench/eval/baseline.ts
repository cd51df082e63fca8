import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { z } from "zod"
import type { Mode } from "./open-reviewer.ts"
import type { Summary } from "./score.ts"

const Share = z.number().min(0).max(1)
const Measured = z.strictObject({ precision: Share, recall: Share, f05: Share, cleanAlarms: Share })
const Baseline = z.strictObject({
  cases: z.int(),
  clean: z.int(),
  /** Of each mode, shares of one with four digits. */
  modes: z.record(z.string(), Measured),
})
export type Baseline = z.infer<typeof Baseline>

/** Reads a baseline; `null` when there is none. Throws when the file is none. */
export function readBaseline(path: string): Baseline | null {
  return existsSync(path) ? Baseline.parse(JSON.parse(readFileSync(path, "utf8"))) : null
}

export function writeBaseline(path: string, baseline: Baseline): void {
  writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`)
}

/** Takes what was measured in each mode, returns it as a baseline. */
export function composeBaseline(size: Pick<Baseline, "cases" | "clean">, summaries: ReadonlyMap<Mode, Summary>): Baseline {
  const digits = (value: number): number => Math.round(value * 10_000) / 10_000
  const modes = [...summaries].map(([mode, { precision, recall, f05, cleanAlarms }]) => [
    mode,
    { precision: digits(precision), recall: digits(recall), f05: digits(f05), cleanAlarms: digits(cleanAlarms) },
  ])
  return { ...size, modes: Object.fromEntries(modes) as Baseline["modes"] }
}

/** What is worse than the baseline, and what is better, in words; of the modes that both have. */
export function compareWithBaseline(now: Baseline, before: Baseline): { readonly fell: string[]; readonly rose: string[] } {
  if (now.cases !== before.cases || now.clean !== before.clean)
    return {
      fell: [`the baseline is of ${before.cases} cases, ${before.clean} of them clean; these are ${now.cases} and ${now.clean}`],
      rose: [],
    }
  const fell: string[] = []
  const rose: string[] = []
  for (const [mode, measured] of Object.entries(now.modes)) {
    const known = before.modes[mode]
    if (known === undefined) continue
    for (const name of ["precision", "recall", "f05", "cleanAlarms"] as const) {
      if (measured[name] === known[name]) continue
      // Fewer alarms are better, of everything else more is.
      const isWorse = measured[name] < known[name] !== (name === "cleanAlarms")
      ;(isWorse ? fell : rose).push(`${mode} ${name}: ${known[name]} before, ${measured[name]} now`)
    }
  }
  return { fell, rose }
}
