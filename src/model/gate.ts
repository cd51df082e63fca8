import picomatch from "picomatch"
import { compareSeverity } from "./finding.ts"
import type { Finding } from "./finding.ts"
import type { GateRule, Policy } from "./policy.ts"

type Judged = Pick<Finding, "severity" | "section" | "path" | "confidence" | "origin" | "verification">

type Gate = Pick<Policy, "gate"> & { readonly model?: Pick<Policy["model"], "gate"> }

/**
 * True when the repository's policy blocks on this finding. A guess never blocks, and neither does a claim of the model alone, unless the policy
 * lets those block that a panel could not refute.
 */
export function isAtGate(finding: Judged, { gate, model }: Gate): boolean {
  if (finding.confidence === "low") return false
  if (finding.origin === "model" && !(model?.gate === "panel" && finding.verification === "panel")) return false
  return gateRules(gate).some((rule) => isCaught(finding, rule))
}

/** True when the policy names a gate at all. */
export function hasGate({ gate }: Pick<Policy, "gate">): boolean {
  return gateRules(gate).length > 0
}

/** Takes a gate, returns it in words: "high or worse", or "high or worse in security; critical or worse". */
export function describeGate(gate: Policy["gate"]): string {
  const rules = gateRules(gate)
  if (rules.length === 0) return "nothing"
  return rules
    .map(({ severity, sections, paths }) => {
      const where = [sections?.join(", "), paths?.map((path) => `\`${path.replaceAll("`", "")}\``).join(", ")].filter(
        (part) => part !== undefined,
      )
      return `${severity} or worse${where.length === 0 ? "" : ` in ${where.join(" under ")}`}`
    })
    .join("; ")
}

function gateRules(gate: Policy["gate"]): readonly GateRule[] {
  if (typeof gate !== "string") return gate
  return gate === "never" ? [] : [{ severity: gate }]
}

function isCaught({ severity, section, path }: Judged, rule: GateRule): boolean {
  if (compareSeverity(severity, rule.severity) > 0) return false
  if (rule.sections !== undefined && !rule.sections.includes(section)) return false
  return rule.paths === undefined || picomatch.isMatch(path, rule.paths, { dot: true })
}
