import { sections } from "../model/finding.ts"
import type { Section } from "../model/finding.ts"
import type { Rule } from "./rule.ts"

/** Takes the rules that are switched on and the number of files they looked at, returns what was checked in each section, as a sentence. */
export function describeChecks(rules: readonly Rule[], reviewed: number): Record<Section, string> {
  const describe = (section: Section): string => {
    const titles = rules.filter((rule) => rule.section === section).map((rule) => lowerFirst(rule.title))
    if (titles.length === 0) return "No rule of this section is switched on."
    const shown = titles.slice(0, 6).join("; ")
    return `Checked ${reviewed} changed file${reviewed === 1 ? "" : "s"} with ${titles.length} rule${titles.length === 1 ? "" : "s"}: ${shown}${titles.length > 6 ? `; and ${titles.length - 6} more` : ""}.`
  }
  return Object.fromEntries(sections.map((section) => [section, describe(section)])) as Record<Section, string>
}

function lowerFirst(text: string): string {
  return /^[A-Z](?:[a-z]| )/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
