import { deletedAt } from "../change/deleted-at.ts"
import { lostSanitizers } from "../change/lost-sanitizers.ts"
import type { LostSanitizer } from "../change/lost-sanitizers.ts"
import { nameForReaders } from "../change/same-function.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"

// As with guards, nothing at the head is wrong by itself: the value may be harmless by now, and only the author knows.
export const noRemovedSanitizer = defineRule({
  kind: "change",
  id: "no-removed-sanitizer",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A value is no longer cleaned before it is used",
  why: "Somebody put the cleaning there because of what such a value can hold. Taking it away changes nothing for honest values, so no test fails, and the next dishonest one gets through.",
  fix: "Put the cleaning back, or say in the pull request what makes the value harmless.",
  cwe: ["CWE-20", "CWE-116"],
  yieldsTo: ["no-mass-assignment", "no-sql-injection", "no-path-traversal", "no-cross-site-scripting", "no-ssrf", "no-command-injection"],
  *check({ base, head, diff }) {
    const lost = lostSanitizers(base, head, diff)
    // However many values go past it: that they do is one decision.
    for (const all of Map.groupBy(lost, ({ callee }) => callee).values()) yield describe(all)
  },
})

function describe(all: readonly LostSanitizer[]): Draft {
  const [{ file, module, node, callee, value, now, symbol }] = all as [LostSanitizer]
  const cleaner = callee.replaceAll("`", "'")
  const cleaned = value.replace(/\s+/g, " ").replaceAll("`", "'")
  const shown = cleaned.length > 60 ? `${cleaned.slice(0, 59)}…` : cleaned
  const name = nameForReaders(symbol)
  const others = all.slice(1)
  const elsewhere = [...new Set(others.map((each) => each.file.path))].slice(0, 3).map((each) => `\`${each.replaceAll("`", "'")}\``)
  const beside =
    others.length === 0 ? "" : ` The same goes for ${others.length} more value${others.length === 1 ? "" : "s"} in ${elsewhere.join(", ")}.`
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf(node)),
    title: `\`${shown}\` no longer goes through \`${cleaner}\``,
    message: `Until now ${name === "" ? "this code" : `\`${name}\``} passed \`${shown}\` through \`${cleaner}\`; after this change the value is used as it comes, and nothing in the change cleans it elsewhere.${beside}`,
    evidence: now.module.writtenOf(now.function).slice(0, 600),
    key: `sanitizer ${cleaner} ${symbol} ${shown}`,
  }
}
