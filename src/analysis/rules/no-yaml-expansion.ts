import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

// Nine levels of nine aliases, about 400 bytes of YAML, are 387 million values.
export const noYamlExpansion = defineRule({
  kind: "flow",
  sink: "expansion",
  id: "no-yaml-expansion",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A YAML document of a client is written out with all its aliases",
  why: "In YAML a part may be named once and used any number of times, and parts made of such uses again: a few hundred bytes stand for gigabytes. js-yaml keeps references, so reading is cheap, but whoever writes the result out writes every use and takes the process down.",
  fix: "Refuse aliases before reading, or read with a parser that limits them.",
  cwe: ["CWE-776", "CWE-400"],
  *check({ flow }) {
    const call = calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${call}\` writes out every alias of the YAML in \`${flow.source}\``,
      message: `A client of ${entryOf(flow)} stops the service with a few hundred bytes: nested aliases (\`a: &a [x,x]\`, \`b: &b [*a,*a]\`, …) in \`${flow.source}\` double at every level, and \`${call}\` repeats what js-yaml only refers to. A limit on the size of the upload does not help.`,
      fix: "Read it with the package `yaml`, whose `maxAliasCount` stops at 100 aliases, or validate the result against a schema of plain values before anything walks it.",
    }
  },
})
