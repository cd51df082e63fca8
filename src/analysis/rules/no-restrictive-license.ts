import { lockedChangeOf } from "../dependencies/compare-locked.ts"
import { spotOfPackage, wayInWords } from "../dependencies/package-spot.ts"
import { defineRule } from "../rule.ts"

// Obligations that reach a service that is only run, not handed out; and licences that forbid its use.
const NETWORK = /\bAGPL|\bSSPL|\bEUPL|\bOSL\b|\bOSL-|\bCPAL|\bRPL-/i
const FORBIDDING = /\bBUSL|\bBSL-1\.1\b|Commons.Clause|\bCC-BY-NC|\bElastic-|\bPolyForm|\bUNLICENSED\b/i

export const noRestrictiveLicense = defineRule({
  kind: "change",
  id: "no-restrictive-license",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "A package that came with this change has a licence with obligations for a service",
  why: "Network copyleft asks for the source of the whole service; source-available licences forbid some uses. Noticing it when the package comes costs a question, noticing it at a sale or an audit costs a rewrite.",
  fix: "Ask whoever answers for licences, or take another package or an earlier version.",
  cwe: [],
  *check({ diff, base, head }) {
    for (const added of lockedChangeOf({ diff, base, head }).added) {
      const { license, before, name, version } = added
      if (license === null || added.isDevelopment === true) continue
      // With a choice the milder licence counts.
      const kind = license
        .split(/\bOR\b/)
        .map((each) => (NETWORK.test(each) ? "network" : FORBIDDING.test(each) ? "forbidding" : null))
        .reduce((a, b) => (a === null || b === null ? null : a))
      const isOld = before.some((each) => each.license === license)
      if (kind === null || isOld) continue
      const was = before.map((each) => each.license).find((each) => each !== null) ?? null
      yield {
        ...spotOfPackage(added, head),
        title: was === null ? `${name} is licensed ${license}` : `${name} ${version} is licensed ${license}, it was ${was} before`,
        message: `${kind === "network" ? "This licence asks for the source of a service that uses the package over a network." : "This licence does not allow every use of the package in a service."} ${wayInWords(added)}`,
        key: `${name} ${license}`,
      }
    }
  },
})
