import type { Consult } from "../model/ports.ts"

/** Returns the expert that works without a model: it shows what the rules found, unchanged, and says so. */
export function createDeterministicExpert(): Consult {
  return ({ analysis }) => Promise.resolve({ findings: analysis.findings, model: null, note: "no model configured", participation: null })
}
