import { entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { enclosingFunction } from "../source/ast.ts"
import { isSlowFromEveryStart, patternCost, patternMadeBy, patternOf } from "../source/pattern-cost.ts"

export const noSlowPatternOnRequest = defineRule({
  kind: "flow",
  sink: "regex-input",
  id: "no-slow-pattern-on-request",
  section: "security",
  practice: "performance",
  severity: "medium",
  confidence: "low",
  title: "Request data of any length meets a slow pattern",
  why: "The time of such a pattern grows with the square of the text or worse, so one long field occupies the process for seconds. A limit on the length, checked first, makes it harmless.",
  fix: "Check the length before the pattern.",
  cwe: ["CWE-1333"],
  yieldsTo: ["no-exponential-pattern"],
  *check({ module, flow }) {
    // A header or an address is short because Node limits both together to 16 KB.
    if (!/\b(?:body|payload|json|parseBody|text|files?)\b|^@Body/.test(flow.source)) return
    const pattern = patternOf(module, flow.argument) ?? (flow.node.type === "CallExpression" ? patternMadeBy(module, flow.node) : null)
    if (pattern === null) return
    const { source, flags } = pattern
    if (patternCost(source, flags) !== "polynomial" && !isSlowFromEveryStart(source, flags)) return
    const owner = enclosingFunction(flow.node)
    if (owner && /\.length\s*(?:[<>]=?|[!=]==?)|\.(?:max|isLength|slice|substring|substr)\(/.test(module.textOf(owner))) return
    const written = module.textOf(pattern.node).replaceAll("`", "'").slice(0, 60)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` of any length meets a slow pattern`,
      message: `A client of ${entryOf(flow)} who sends a \`${flow.source}\` of 100 KB keeps the process busy for seconds: the time of \`${written}\` grows with the square of the length or faster, and nothing limits it.`,
      fix: `Refuse a \`${flow.source}\` that is longer than it can be before the pattern is tried.`,
    }
  },
})
