import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf } from "../source/ast.ts"
import { patternCost, patternMadeBy, patternOf } from "../source/pattern-cost.ts"

// Each takes milliseconds to look at; a file with more is a table of patterns.
const MAX_PATTERNS = 300

const REPEATS_GROUP = /\)[*+{]/

export const noExponentialPattern = defineRule({
  kind: "source",
  id: "no-exponential-pattern",
  section: "security",
  practice: "performance",
  severity: "high",
  confidence: "medium",
  title: "A pattern takes exponential time",
  why: "Every further character doubles the time of a text that nearly matches; thirty characters block the process for minutes, and with it every request it serves. No limit on the length of the text helps.",
  fix: "Rewrite the pattern so that two nested repetitions cannot match the same text.",
  cwe: ["CWE-1333"],
  needs: { path: "server", text: [REPEATS_GROUP] },
  *check({ module }) {
    if (!isServerPath(module.path) || !REPEATS_GROUP.test(module.text)) return
    let count = 0
    for (const node of nodesOf(module.program, "Literal", "NewExpression", "CallExpression")) {
      const isPattern = node.type === "Literal" ? "regex" in node : node.arguments.length > 0
      if (!isPattern) continue
      const pattern = patternOf(module, node) ?? (node.type === "CallExpression" ? patternMadeBy(module, node) : null)
      if (pattern === null || !/\)[*+]|\)\{\d+,/.test(pattern.source) || ++count > MAX_PATTERNS) continue
      if (patternCost(pattern.source, pattern.flags) !== "exponential") continue
      const isNamed = pattern.node.type === "Identifier"
      const written = (isNamed ? pattern.source : module.textOf(pattern.node)).replaceAll("`", "'").slice(0, 60)
      yield {
        at: pattern.node,
        title: `\`${written}\` takes exponential time`,
        message: `About 30 characters that almost match \`${written}\` block the process for minutes: a repetition inside a repetition can split the same text in many ways, and all are tried before the pattern gives up.`,
        fix: "Take one of the nested repetitions away (`(a+)+` is `a+`), or begin each round with a character the others cannot match.",
      }
    }
  },
})
